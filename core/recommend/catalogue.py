"""The catalogue in memory: a read-only snapshot of shops and menus in columns, swapped whole.

Rows are numbered 0..n-1; `Shop` holds what words need, the arrays what filters and scores need.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import faiss
import numpy as np
from numpy.typing import NDArray

from core.messages import Point
from core.recommend import embed
from core.recommend.geometry import Floats, cell, cells_within
from core.recommend.hour_columns import hour_columns
from core.recommend.hours import Week

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to have a menu; `price` is the difference in won."""

    name: str
    price: int


class Role(StrEnum):
    """What a menu is in a meal."""

    MAIN = "main"  # fills
    SIDE = "side"
    DRINK = "drink"
    SWEET = "sweet"  # no part of a meal


@dataclass(frozen=True, slots=True)
class Menu:
    """Something to eat or drink. `allergens` None is unknown; `goods_kind` is set on convenience-store goods."""

    id: int
    name: str
    price: int
    kind: str | None
    goods_kind: str | None
    popular: bool
    allergens: frozenset[str] | None
    dietary: frozenset[str]
    options: tuple[tuple[str, tuple[Choice, ...]], ...]
    price_as_of: date | None
    role: Role = Role.MAIN
    spicy: bool = False


@dataclass(frozen=True, slots=True)
class Shop:
    """A place as the bot tells of it. `card` is Y, N, P or U; `rating` the mean of reviews, None without any.

    `doubts` is what two people reported and nobody has checked yet (closed, card_refused, price); hours that are
    doubted are not known: `week` is None.
    """

    id: int
    name: str
    category: str
    address: str
    road_address: str | None
    point: Point | None
    precise: bool
    phone: str | None
    card: str
    card_note: str | None
    good_influence: bool
    partner: bool
    kiosk: bool
    week: Week | None
    popularity: float
    rating: float | None
    reviews: int
    good_word: str | None
    max_group: int | None
    rooms: int | None
    reservable: bool | None
    region_id: int | None
    sample: bool
    menus: tuple[Menu, ...]
    doubts: frozenset[str] = frozenset()

    @property
    def prices_doubted(self) -> bool:
        """Whether two people found other prices than ours."""
        return "price" in self.doubts


class Catalogue:
    """The snapshot. Building it takes about 50 µs a shop; reading it never changes it."""

    def __init__(self, shops: Sequence[Shop]) -> None:
        self.shops = tuple(shops)
        self.row_of = {shop.id: row for row, shop in enumerate(self.shops)}
        self.latitudes = np.array([s.point.latitude if s.point else np.nan for s in self.shops], dtype=np.float64)
        self.longitudes = np.array([s.point.longitude if s.point else np.nan for s in self.shops], dtype=np.float64)
        self.ids: Rows = np.array([s.id for s in self.shops], dtype=np.int64)
        self.samples: Mask = np.array([s.sample for s in self.shops], dtype=np.bool_)
        self.precise: Mask = np.array([s.precise for s in self.shops], dtype=np.bool_)
        self.kiosks: Mask = np.array([s.kiosk for s in self.shops], dtype=np.bool_)
        self.good_influence: Mask = np.array([s.good_influence for s in self.shops], dtype=np.bool_)
        self.cards = np.array([s.card for s in self.shops], dtype="<U1")
        # doubted hours are unknown ones and stand in the hours' own columns
        self.doubts: Rows = np.array([len(s.doubts - {"closed"}) for s in self.shops], dtype=np.int64)
        self.categories = np.array([s.category for s in self.shops], dtype=np.str_)
        self.popularity: Floats = np.array([s.popularity for s in self.shops], dtype=np.float64)
        self.ratings: Floats = np.array([s.rating or 0.0 for s in self.shops], dtype=np.float64)
        self._hours = hour_columns([shop.week for shop in self.shops])
        self._cells = _grid(self.shops)
        self.index = faiss.IndexFlatIP(embed.DIMENSION)
        if self.shops:
            self.index.add(embed.encode([document(shop) for shop in self.shops]))

    def __len__(self) -> int:
        return len(self.shops)

    def shop(self, shop_id: int) -> Shop | None:
        """The shop of that id, None when it left the catalogue."""
        row = self.row_of.get(shop_id)
        return self.shops[row] if row is not None else None

    def rows_near(self, point: Point, metres: float) -> Rows:
        """Rows whose grid cell a circle touches: a superset of those within `metres`."""
        found = [self._cells[key] for key in cells_within(point, metres) if key in self._cells]
        return np.concatenate(found) if found else np.empty(0, dtype=np.int64)

    def all_rows(self) -> Rows:
        """Every row."""
        return np.arange(len(self.shops), dtype=np.int64)

    def open_at(self, rows: Rows, at: datetime) -> tuple[Mask, Mask]:
        """For each of `rows`: known to be open at `at`, and whether its hours are known at all."""
        return self._hours.open_at(rows, at)

    def similarity(self, query: str, rows: Rows) -> Floats:
        """Cosine of `query` with the documents of `rows`, by exact search among them alone."""
        scores = np.zeros(len(rows), dtype=np.float64)
        if not len(rows) or not query:
            return scores
        only = faiss.SearchParameters()
        only.sel = faiss.IDSelectorBatch(rows)
        values, found = self.index.search(embed.encode([query]), len(rows), params=only)
        order = np.argsort(rows)
        hits = found[0] >= 0
        scores[order[np.searchsorted(rows, found[0][hits], sorter=order)]] = values[0][hits]
        return scores


def document(shop: Shop) -> str:
    """A shop in the words a child would use: name, category, menus, what reviews praise."""
    return " ".join((shop.name, shop.category, *(menu.name for menu in shop.menus), shop.good_word or ""))


def _grid(shops: Sequence[Shop]) -> dict[int, Rows]:
    cells: dict[int, list[int]] = {}
    for row, shop in enumerate(shops):
        if shop.point is not None:
            cells.setdefault(cell(shop.point), []).append(row)
    return {key: np.array(rows, dtype=np.int64) for key, rows in cells.items()}
