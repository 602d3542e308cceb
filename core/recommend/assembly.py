"""What a snapshot is made of, gathered from chunks of shops so that half a million never stand as objects at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import faiss
import numpy as np
from numpy.typing import NDArray

from core.recommend.columns import Columns
from core.recommend.hour_columns import Rows, WeekKinds
from core.recommend.hours import Week
from core.recommend.labels import LabelKinds
from core.recommend.menu_columns import MenuColumns
from core.recommend.names import Names
from core.recommend.packed import Packed
from core.recommend.shop import Shop, pack
from core.recommend.vectors import Embeds, Vectors, empty_index


@dataclass(frozen=True, slots=True)
class Body:
    """A snapshot's parts, one entry a row each; `labels` by number."""

    columns: Columns
    menus: MenuColumns
    labels: Packed
    names: Names
    packed: Packed
    kinds: NDArray[np.int32]  # of `weeks`, -1 without hours
    weeks: tuple[Week, ...]
    vectors: Vectors

    def with_shops(self, shops: Sequence[Shop], vectors: NDArray[np.float32], rows: Rows) -> Body:
        """A copy in which `rows` (past the end: new ones, in order) are `shops`, with their documents' vectors."""
        weeks, labels = WeekKinds(self.weeks), LabelKinds(self.labels)
        numbers = weeks.of([shop.week for shop in shops])
        columns = self.columns.with_rows(rows, Columns.of(shops))
        kinds = np.full(len(columns.ids), -1, dtype=np.int32)
        kinds[: len(self.kinds)] = self.kinds
        kinds[rows] = numbers
        by_row = list(zip(rows.tolist(), shops, strict=True))
        return Body(
            columns=columns,
            menus=self.menus.changed(rows, MenuColumns.of(shops, labels)),
            labels=labels.packed(),
            names=self.names.changed({row: shop.name for row, shop in by_row}),
            packed=self.packed.changed({row: pack(shop) for row, shop in by_row}),
            kinds=kinds,
            weeks=weeks.weeks,
            vectors=self.vectors.changed(rows, vectors),
        )

    def without(self, rows: Rows) -> Body:
        """A copy in which the shops of `rows` left."""
        return replace(self, columns=self.columns.without(rows))


class Assembly:
    """Takes shops in chunks; `body` when all are in."""

    def __init__(self, embeds: Embeds) -> None:
        self._embeds = embeds
        self._labels = LabelKinds()
        self._columns = [Columns.of(())]
        self._menus = [MenuColumns.of((), self._labels)]
        self._names: list[str] = []
        self._packed: list[bytes] = []
        self._kinds = [np.empty(0, dtype=np.int32)]
        self._weeks = WeekKinds()
        self._index: faiss.IndexFlat = empty_index(embeds)

    def add(self, shops: Sequence[Shop], vectors: NDArray[np.float32]) -> None:
        """A chunk more, with the vectors of its documents."""
        if not shops:
            return
        self._columns.append(Columns.of(shops))
        self._menus.append(MenuColumns.of(shops, self._labels))
        self._names += [shop.name for shop in shops]
        self._packed += map(pack, shops)
        self._kinds.append(self._weeks.of([shop.week for shop in shops]))
        self._index.add(vectors)

    def body(self) -> Body:
        """Everything added."""
        return Body(
            columns=Columns.joined(self._columns),
            menus=MenuColumns.joined(self._menus),
            labels=self._labels.packed(),
            names=Names.of(self._names),
            packed=Packed.of(self._packed),
            kinds=np.concatenate(self._kinds),
            weeks=self._weeks.weeks,
            vectors=Vectors.of(self._embeds, self._index),
        )
