"""What filters and scores need of many shops, a column each: joined from chunks, changed by row. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.recommend.geometry import NO_CELL, Floats, cells
from core.recommend.hour_columns import Mask, Rows
from core.recommend.shop import Shop

NO_LIMIT = 2**31 - 1
USUAL_STARS, USUAL_REVIEWS = 3.8, 3


@dataclass(frozen=True, slots=True)
class Columns:
    """One entry a row in each. `listed` is false for a shop that left; `max_group` is `NO_LIMIT` where unknown.

    `quality` is the mean rating as a share of 5 stars, as if `USUAL_REVIEWS` more had given `USUAL_STARS`: one guest's
    word makes no place the best, and a new one starts in the middle.
    """

    ids: Rows
    latitudes: Floats
    longitudes: Floats
    cells: Rows
    samples: Mask
    precise: Mask
    kiosks: Mask
    good_influence: Mask
    partners: Mask
    prices_doubted: Mask
    listed: Mask
    cards: NDArray[np.str_]
    categories: NDArray[np.str_]
    doubts: NDArray[np.int8]
    popularity: Floats
    quality: Floats
    max_group: NDArray[np.int32]

    @classmethod
    def of(cls, shops: Sequence[Shop]) -> Columns:
        """The columns of `shops`, all listed."""
        latitudes = np.array([s.point.latitude if s.point else np.nan for s in shops], dtype=np.float64)
        longitudes = np.array([s.point.longitude if s.point else np.nan for s in shops], dtype=np.float64)
        return cls(
            ids=np.array([s.id for s in shops], dtype=np.int64),
            latitudes=latitudes,
            longitudes=longitudes,
            cells=cells(latitudes, longitudes),
            samples=np.array([s.sample for s in shops], dtype=np.bool_),
            precise=np.array([s.precise for s in shops], dtype=np.bool_),
            kiosks=np.array([s.kiosk for s in shops], dtype=np.bool_),
            good_influence=np.array([s.good_influence for s in shops], dtype=np.bool_),
            partners=np.array([s.partner for s in shops], dtype=np.bool_),
            prices_doubted=np.array([s.prices_doubted for s in shops], dtype=np.bool_),
            listed=np.ones(len(shops), dtype=np.bool_),
            cards=np.array([s.card for s in shops], dtype="<U1"),
            categories=np.array([s.category for s in shops], dtype=np.str_),
            # doubted hours are unknown ones and stand in the hours' own columns
            doubts=np.array([len(s.doubts - {"closed"}) for s in shops], dtype=np.int8),
            popularity=np.array([s.popularity for s in shops], dtype=np.float64),
            quality=np.array([_quality(s) for s in shops], dtype=np.float64),
            max_group=np.array([NO_LIMIT if s.max_group is None else s.max_group for s in shops], dtype=np.int32),
        )

    @classmethod
    def joined(cls, parts: Sequence[Columns]) -> Columns:
        """The rows of `parts` one after the other."""
        return cls(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in _names()})

    def with_rows(self, rows: Rows, told: Columns) -> Columns:
        """A copy in which `rows` (past the end: new ones, in order) are those of `told`."""
        fresh = rows >= len(self.ids)
        return Columns(**{name: _patched(getattr(self, name), rows, getattr(told, name), fresh) for name in _names()})

    def without(self, rows: Rows) -> Columns:
        """A copy in which `rows` left the catalogue: near nothing, listed nowhere, samples of nothing."""
        changed: dict[str, Any] = {name: getattr(self, name) for name in _names()}
        for name, value in (("listed", False), ("samples", False), ("cells", NO_CELL)):
            changed[name] = changed[name].copy()
            changed[name][rows] = value
        return Columns(**changed)


def _quality(shop: Shop) -> float:
    stars = (shop.rating or 0.0) * shop.reviews + USUAL_STARS * USUAL_REVIEWS
    return stars / (shop.reviews + USUAL_REVIEWS) / 5


def _names() -> list[str]:
    return [field.name for field in fields(Columns)]


def _patched(old: NDArray[Any], rows: Rows, told: NDArray[Any], fresh: Mask) -> NDArray[Any]:
    new = np.concatenate([old, told[fresh]])  # a copy, wide enough for both
    new[rows[~fresh]] = told[~fresh]
    return new
