"""The documents of all shops as vectors, to be compared with a query. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import faiss
import numpy as np
from numpy.typing import NDArray

from core.recommend import embed
from core.recommend.geometry import Floats
from core.recommend.hour_columns import Rows
from core.recommend.shop import Shop


def empty_index() -> faiss.Index:
    """An index of half floats: a cosine is right to about 0.001, and a shop takes 512 bytes."""
    return faiss.IndexScalarQuantizer(embed.DIMENSION, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)


@dataclass(frozen=True, slots=True)
class Vectors:
    """`index` is shared by snapshots and never changed; rows that changed since stand in `rows` (sorted), `changed`."""

    index: faiss.Index
    rows: Rows = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    changed: NDArray[np.float32] = field(default_factory=lambda: np.empty((0, embed.DIMENSION), dtype=np.float32))

    def with_rows(self, rows: Rows, shops: Sequence[Shop]) -> Vectors:
        """A copy in which `rows` tell of `shops`."""
        stays = ~np.isin(self.rows, rows)
        every = np.concatenate([self.rows[stays], rows])
        told = np.concatenate([self.changed[stays], embed.encode([document(shop) for shop in shops])])
        order = np.argsort(every)
        return replace(self, rows=every[order], changed=told[order])

    def similarity(self, query: str, rows: Rows) -> Floats:
        """Cosine of `query` with the documents of `rows`, by exact search among them alone."""
        scores = np.zeros(len(rows), dtype=np.float64)
        if not len(rows) or not query:
            return scores
        asked = embed.encode([query])
        only = faiss.SearchParameters()
        only.sel = faiss.IDSelectorBatch(rows)
        values, found = self.index.search(asked, len(rows), params=only)
        order = np.argsort(rows)
        hits = found[0] >= 0
        scores[order[np.searchsorted(rows, found[0][hits], sorter=order)]] = values[0][hits]
        newer = np.isin(rows, self.rows)
        scores[newer] = (self.changed @ asked[0])[np.searchsorted(self.rows, rows[newer])]
        return scores


def document(shop: Shop) -> str:
    """A shop in the words a child would use: name, category, menus, what reviews praise."""
    return " ".join((shop.name, shop.category, *(menu.name for menu in shop.menus), shop.good_word or ""))
