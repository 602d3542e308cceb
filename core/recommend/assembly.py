"""What a snapshot is made of, gathered from chunks of shops so that half a million never stand as objects at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import faiss
import numpy as np
from numpy.typing import NDArray

from core.recommend import embed
from core.recommend.columns import Columns
from core.recommend.hour_columns import Rows, WeekKinds
from core.recommend.hours import Week
from core.recommend.names import Names
from core.recommend.shop import Shop, pack
from core.recommend.vectors import Vectors, document, empty_index


@dataclass(frozen=True, slots=True)
class Body:
    """A snapshot's parts, one entry a row each."""

    columns: Columns
    names: Names
    packed: list[bytes]
    kinds: NDArray[np.int32]  # of `weeks`, -1 without hours
    weeks: tuple[Week, ...]
    vectors: Vectors

    def with_shops(self, changed: Mapping[int, Shop], rows: Rows) -> Body:
        """A copy in which `rows` (past the end: new ones, in order) are the shops of `changed`, in its order."""
        shops = list(changed.values())
        kinds = WeekKinds(self.weeks)
        numbers = kinds.of([shop.week for shop in shops])
        packed = self.packed.copy()
        packed += [b""] * (max([*rows.tolist(), -1]) + 1 - len(packed))
        all_kinds = np.concatenate([self.kinds, np.full(len(packed) - len(self.kinds), -1, dtype=np.int32)])
        all_kinds[rows] = numbers
        for row, shop in zip(rows.tolist(), shops, strict=True):
            packed[row] = pack(shop)
        return Body(
            columns=self.columns.with_rows(rows, Columns.of(shops)),
            names=self.names.with_names({row: s.name for row, s in zip(rows.tolist(), shops, strict=True)}),
            packed=packed,
            kinds=all_kinds,
            weeks=kinds.weeks,
            vectors=self.vectors.with_rows(rows, shops),
        )

    def without(self, rows: Rows) -> Body:
        """A copy in which the shops of `rows` left."""
        return replace(self, columns=self.columns.without(rows))


class Assembly:
    """Takes shops in chunks; `body` when all are in."""

    def __init__(self) -> None:
        self._columns = [Columns.of(())]
        self._names = [Names.of(())]
        self._packed: list[bytes] = []
        self._kinds = [np.empty(0, dtype=np.int32)]
        self._weeks = WeekKinds()
        self._index: faiss.Index = empty_index()

    def add(self, shops: Sequence[Shop]) -> None:
        """A chunk more."""
        if not shops:
            return
        self._columns.append(Columns.of(shops))
        self._names.append(Names.of(shop.name for shop in shops))
        self._packed += map(pack, shops)
        self._kinds.append(self._weeks.of([shop.week for shop in shops]))
        self._index.add(embed.encode([document(shop) for shop in shops]))

    def body(self) -> Body:
        """Everything added."""
        return Body(
            columns=Columns.joined(self._columns),
            names=Names.joined(self._names),
            packed=self._packed,
            kinds=np.concatenate(self._kinds),
            weeks=self._weeks.weeks,
            vectors=Vectors(self._index),
        )
