"""The documents of all shops as vectors, to be compared with a query. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

from core.recommend.geometry import Floats
from core.recommend.hour_columns import Rows
from core.recommend.shop import Shop

faiss.omp_set_num_threads(1)  # a search takes microseconds; threads that wait for each other take milliseconds


class Embeds(Protocol):
    """Text to vector: one model, known by its `id`."""

    @property
    def id(self) -> str:
        """What vectors of other models are told apart by."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of `texts`, shape (len(texts), dimension)."""
        ...


@dataclass(frozen=True, slots=True)
class Vectors:
    """A unit vector a row: `index` is shared by snapshots and never changed; newer ones of `rows` (sorted) in `newer`.

    Both are flat: an inner product with the rows that passed every filter costs as much as there are of them, however
    many shops there are, and is exact (docs/evaluation/search.md).
    """

    embeds: Embeds
    index: faiss.IndexFlat
    rows: Rows
    newer: faiss.IndexFlat

    @classmethod
    def of(cls, embeds: Embeds, index: faiss.IndexFlat) -> Vectors:
        """Those of an index alone."""
        return cls(embeds, index, np.empty(0, dtype=np.int64), empty_index(embeds))

    def changed(self, rows: Rows, vectors: NDArray[np.float32]) -> Vectors:
        """A copy in which `rows` have `vectors`."""
        stays = np.flatnonzero(~np.isin(self.rows, rows))
        every = np.concatenate([self.rows[stays], rows])
        kept = [self.newer.reconstruct_batch(stays)] if len(stays) else []
        told = np.concatenate([*kept, vectors])
        order = np.argsort(every)
        newer = empty_index(self.embeds)
        newer.add(told[order])
        return replace(self, rows=every[order], newer=newer)

    def similarity(self, query: str, rows: Rows) -> Floats:
        """Cosine of `query` with the documents of `rows`, by exact search among them alone."""
        scores = np.zeros(len(rows), dtype=np.float64)
        if not len(rows) or not query:
            return scores
        asked = self.embeds.encode([query])
        is_newer = np.isin(rows, self.rows) if len(self.rows) else np.zeros(len(rows), dtype=np.bool_)
        standing = np.flatnonzero(~is_newer)
        scores[standing] = _cosines(self.index, asked, rows[standing])
        if len(standing) < len(rows):
            scores[is_newer] = _cosines(self.newer, asked, np.searchsorted(self.rows, rows[is_newer]))
        return scores


def empty_index(embeds: Embeds) -> faiss.IndexFlat:
    """An index for the vectors of a model."""
    return faiss.IndexFlatIP(embeds.dimension)


def document(shop: Shop) -> str:
    """A shop in the words a child would use: name, category, menus, what reviews praise."""
    return " ".join((shop.name, shop.category, *(menu.name for menu in shop.menus), shop.good_word or ""))


def _cosines(index: faiss.IndexFlat, asked: NDArray[np.float32], rows: Rows) -> Floats:
    """The inner product with each of `rows` of the index."""
    values = np.zeros((1, len(rows)), dtype=np.float32)
    if len(rows):
        wanted = np.ascontiguousarray(rows)
        pointers = [faiss.swig_ptr(array) for array in (asked, values, wanted)]
        index.compute_distance_subset(1, pointers[0], len(rows), *pointers[1:])  # type: ignore[attr-defined]
    cosines: Floats = values[0].astype(np.float64)
    return cosines
