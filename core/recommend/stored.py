"""A snapshot's parts as files that other processes map into their memory: written once, read by who swaps to it."""

from __future__ import annotations

import mmap
import pickle
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, cast

import faiss
import numpy as np
from numpy.typing import NDArray

from core.recommend.assembly import Body
from core.recommend.columns import Columns
from core.recommend.menu_columns import MenuColumns
from core.recommend.names import Names
from core.recommend.packed import Packed
from core.recommend.vectors import Embeds, Vectors

_NAMES, _VECTORS, _WEEKS = "names.txt", "vectors.faiss", "weeks.pickle"


def write(body: Body, folder: Path) -> None:
    """Write a snapshot that was just built; what changed since would be lost."""
    for name, array in _arrays(body):
        np.save(folder / f"{name}.npy", array)
    (folder / _NAMES).write_bytes(body.names.text)  # type: ignore[arg-type] # bytes, as it was just built
    (folder / _WEEKS).write_bytes(pickle.dumps(body.weeks))
    faiss.write_index(body.vectors.index, str(folder / _VECTORS))


def read(folder: Path, embeds: Embeds) -> Body:
    """The snapshot of a folder, mapped: the files may be removed, their memory is freed with the snapshot."""

    def array(name: str) -> NDArray[Any]:
        mapped: NDArray[Any] = np.load(folder / f"{name}.npy", mmap_mode="r")
        return mapped

    index = faiss.read_index(str(folder / _VECTORS), faiss.IO_FLAG_MMAP_IFC)
    return Body(
        columns=Columns(**{field.name: array(f"column.{field.name}") for field in fields(Columns)}),
        menus=MenuColumns(**{field.name: array(f"menu.{field.name}") for field in fields(MenuColumns)}),
        labels=Packed(array("labels.blob"), array("labels.cuts")),
        names=Names(_text(folder / _NAMES), array("names.starts")),
        packed=Packed(array("packed.blob"), array("packed.cuts")),
        kinds=array("kinds"),
        weeks=pickle.loads((folder / _WEEKS).read_bytes()),  # noqa: S301 - written by a process of ours just now
        vectors=Vectors.of(embeds, cast("faiss.IndexFlat", index)),
    )


def _arrays(body: Body) -> Iterator[tuple[str, NDArray[Any]]]:
    for field in fields(Columns):
        yield f"column.{field.name}", getattr(body.columns, field.name)
    for field in fields(MenuColumns):
        yield f"menu.{field.name}", getattr(body.menus, field.name)
    for name, packed in (("labels", body.labels), ("packed", body.packed)):
        yield f"{name}.blob", packed.blob
        yield f"{name}.cuts", packed.cuts
    yield "names.starts", body.names.starts
    yield "kinds", body.kinds


def _text(path: Path) -> mmap.mmap | bytes:
    if not path.stat().st_size:  # nothing cannot be mapped
        return b""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
