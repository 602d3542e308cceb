"""The catalogue in memory: a read-only snapshot of shops and menus in columns, swapped whole.

Rows are numbered 0..n-1; `shops[row]` holds what words need, the arrays what filters and scores need. A shop that left
keeps its row, near nothing and listed nowhere, until the next rebuild.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache, partial
from typing import overload

import numpy as np
from numpy.typing import NDArray

from core.messages import Point
from core.recommend import embed
from core.recommend.assembly import Assembly, Body
from core.recommend.geometry import Floats, cells_within
from core.recommend.hour_columns import Mask, Rows, hour_columns
from core.recommend.hours import Week
from core.recommend.labels import Labels
from core.recommend.packed import Packed
from core.recommend.shop import Choice, Menu, Role, Shop, unpack
from core.recommend.vectors import Embeds, document

__all__ = ["Catalogue", "Choice", "Mask", "Menu", "Role", "Rows", "Shop"]

_KEPT_UNPACKED = 20_000


class Catalogue:
    """The snapshot; reading it never changes it, `refreshed` makes another."""

    def __init__(self, shops: Sequence[Shop] = (), *, body: Body | None = None) -> None:
        self._body = body or _assembled(shops)
        columns = self._body.columns
        self.menus, self.labels = self._body.menus, Labels(self._body.labels)
        self.shops: Sequence[Shop] = _Shops(self._body)
        self.ids = columns.ids
        self.latitudes, self.longitudes = columns.latitudes, columns.longitudes
        self.samples, self.precise, self.kiosks = columns.samples, columns.precise, columns.kiosks
        self.good_influence, self.partners = columns.good_influence, columns.partners
        self.prices_doubted = columns.prices_doubted
        self.cards, self.categories = columns.cards, columns.categories
        self.doubts, self.popularity, self.quality = columns.doubts, columns.popularity, columns.quality
        self.max_group = columns.max_group
        self._hours = hour_columns(self._body.kinds, self._body.weeks)
        self._by_id = np.argsort(columns.ids, kind="stable")
        self._sorted_ids = columns.ids[self._by_id]
        self._by_cell = np.argsort(columns.cells, kind="stable")
        self._sorted_cells = columns.cells[self._by_cell]
        self._count = int(columns.listed.sum())

    def __len__(self) -> int:
        return self._count

    @property
    def changed_rows(self) -> int:
        """How many rows differ from the last rebuild; a rebuild folds them in."""
        return len(self._body.vectors.rows)

    @property
    def embeds(self) -> Embeds:
        """What its documents and what is searched are compared by."""
        return self._body.vectors.embeds

    def shop(self, shop_id: int) -> Shop | None:
        """The shop of that id, None when it left the catalogue."""
        row = self._row_of(shop_id)
        return self.shops[row] if row is not None and self._body.columns.listed[row] else None

    def named(self, part: str) -> frozenset[int]:
        """The ids of the shops whose name holds `part`, spaces ignored."""
        rows = self._body.names.holding(part)
        return frozenset(self.ids[rows[self._body.columns.listed[rows]]].tolist())

    def rows_near(self, point: Point, metres: float) -> Rows:
        """Rows whose grid cell a circle touches: a superset of those within `metres`."""
        firsts, lasts = cells_within(point, metres)
        starts = np.searchsorted(self._sorted_cells, firsts, side="left").tolist()
        ends = np.searchsorted(self._sorted_cells, lasts, side="right").tolist()
        return np.concatenate([self._by_cell[start:end] for start, end in zip(starts, ends, strict=True)])

    def rows_of(self, ids: Collection[int]) -> Rows:
        """The rows of those of `ids` that are listed."""
        rows = [row for shop_id in sorted(ids) if (row := self._row_of(shop_id)) is not None]
        found = np.array(rows, dtype=np.int64)
        return found[self._body.columns.listed[found]]

    def all_rows(self) -> Rows:
        """Every row that is listed."""
        return np.flatnonzero(self._body.columns.listed)

    def open_at(self, rows: Rows, at: datetime) -> tuple[Mask, Mask]:
        """For each of `rows`: known to be open at `at`, and whether its hours are known at all."""
        return self._hours.open_at(rows, at)

    def similarity(self, query: str, rows: Rows) -> Floats:
        """Cosine of `query` with the documents of `rows`, by exact search among them alone."""
        return self._body.vectors.similarity(query, rows)

    def refreshed(self, shops: Sequence[Shop], vectors: NDArray[np.float32], gone: Iterable[int] = ()) -> Catalogue:
        """The snapshot in which `shops` are as told, with their documents' vectors, and the ids `gone` have left."""
        rows, end = [], len(self.ids)
        for shop in shops:
            row = self._row_of(shop.id)
            rows.append(end if row is None else row)
            end += row is None
        left = [row for shop_id in gone if (row := self._row_of(shop_id)) is not None]
        body = self._body.with_shops(shops, vectors, np.array(rows, dtype=np.int64)) if shops else self._body
        return Catalogue(body=body.without(np.array(left, dtype=np.int64)) if left else body)

    def _row_of(self, shop_id: int) -> int | None:
        at = int(np.searchsorted(self._sorted_ids, shop_id))
        found = at < len(self._sorted_ids) and self._sorted_ids[at] == shop_id
        return int(self._by_id[at]) if found else None


class _Shops(Sequence[Shop]):
    """Shops by row, unpacked as they are read; those read last are kept."""

    def __init__(self, body: Body) -> None:
        self._count = len(body.packed)
        self._read = lru_cache(_KEPT_UNPACKED)(partial(_read, body.packed, body.kinds, body.weeks))

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, row: int) -> Shop: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[Shop]: ...
    def __getitem__(self, row: int | slice) -> Shop | Sequence[Shop]:
        if isinstance(row, slice):
            return [self._read(one) for one in range(*row.indices(self._count))]
        return self._read(range(self._count)[row])

    def __iter__(self) -> Iterator[Shop]:
        return map(self._read, range(self._count))


def _read(packed: Packed, kinds: NDArray[np.int32], weeks: tuple[Week, ...], row: int) -> Shop:
    kind = kinds[row]
    return unpack(packed[row], weeks[kind] if kind >= 0 else None)


def _assembled(shops: Sequence[Shop]) -> Body:
    embeds = embed.shipped()
    assembly = Assembly(embeds)
    assembly.add(shops, embeds.encode([document(shop) for shop in shops]))
    return assembly.body()
