"""Who chose what, when, and how it was liked: the rows of a CSV as columns of numbers."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class TableError(ValueError):
    """A file is not of the form that is asked for; the message names the file, the line and what is wrong."""


@dataclass(frozen=True, slots=True)
class Row:
    """One choice. `time` in seconds, NaN where it is not told."""

    user: str
    item: str
    rating: float = 1.0
    time: float = math.nan


@dataclass(frozen=True, slots=True)
class Choices:
    """Choices in columns, each pair of user and item once: `user`, `item` index `users`, `items`.

    `age` is how many choices the user made after this one; equal times share an age. `timed` tells whether any time is
    known; where none is, every age is 0.
    """

    users: tuple[str, ...]
    items: tuple[str, ...]
    user: Ints
    item: Ints
    rating: Floats
    time: Floats
    age: Floats

    @property
    def timed(self) -> bool:
        """Whether choices have an order."""
        return bool(np.isfinite(self.time).any())

    @classmethod
    def of(cls, rows: Sequence[Row], also: Sequence[str] = ()) -> Choices:
        """The choices of `rows`, the last told of a pair counting; `also` are users who may have none."""
        last = {(row.user, row.item): row for row in sorted(rows, key=lambda row: _when(row.time))}
        users = tuple(sorted({row.user for row in rows} | {*also}))
        items = tuple(sorted({row.item for row in rows}))
        of_user = {name: number for number, name in enumerate(users)}
        of_item = {name: number for number, name in enumerate(items)}
        user = np.array([of_user[pair[0]] for pair in last], dtype=np.int64)
        time = np.array([row.time for row in last.values()], dtype=np.float64)
        return cls(
            users=users,
            items=items,
            user=user,
            item=np.array([of_item[pair[1]] for pair in last], dtype=np.int64),
            rating=np.array([row.rating for row in last.values()], dtype=np.float64),
            time=time,
            age=_ages(user, time),
        )


def read_rows(path: Path) -> list[Row]:
    """The rows of `user,item,rating,timestamp`; the last two may be empty or missing. TableError says what is wrong."""
    found: list[Row] = []
    for number, cells in read_cells(path, ("user", "item")):
        user, item = cells["user"], cells["item"]
        if not user or not item:
            raise TableError(f"{path}: line {number}: user and item must not be empty")
        rating = number_of(path, number, "rating", cells.get("rating", ""))
        time = number_of(path, number, "timestamp", cells.get("timestamp", ""))
        found.append(Row(user, item, 1.0 if math.isnan(rating) else rating, time))
    return found


def read_cells(path: Path, needed: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """Each line's number and its cells by column. TableError where the file or a `needed` column is missing."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            columns = [name.strip().lower() for name in reader.fieldnames or ()]
            reader.fieldnames = columns
            if missing := [name for name in needed if name not in columns]:
                raise TableError(f"{path}: no column {', '.join(missing)}; it has {', '.join(columns) or 'none'}")
            return [
                (number, {name: (cell or "").strip() for name, cell in cells.items() if isinstance(name, str)})
                for number, cells in enumerate(reader, start=2)
            ]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise TableError(f"{path}: cannot be read as UTF-8 CSV ({error})") from error


def number_of(path: Path, line: int, column: str, cell: str) -> float:
    """The number in a cell, NaN where it is empty. TableError where it is none."""
    if not cell:
        return math.nan
    try:
        value = float(cell)
    except ValueError:
        value = math.inf
    if not math.isfinite(value):
        raise TableError(f"{path}: line {line}: {column} is no number: {cell!r}")
    return value


def _when(time: float) -> float:
    return -math.inf if math.isnan(time) else time


def _ages(user: Ints, time: Floats) -> Floats:
    ages = np.zeros(len(user))
    if not np.isfinite(time).any():
        return ages
    when = np.nan_to_num(time, nan=-np.inf)
    order = np.lexsort((when, user))
    ends = np.searchsorted(user[order], user[order], side="right")
    later = np.empty(len(user), dtype=np.int64)
    keys = list(zip(user[order].tolist(), when[order].tolist(), strict=True))
    upto = {key: place + 1 for place, key in enumerate(keys)}  # one past the last of the same moment
    later[:] = [upto[key] for key in keys]
    ages[order] = ends - later
    return ages
