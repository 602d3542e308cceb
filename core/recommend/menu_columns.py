"""What filters need of all menus of all shops, a column each. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from core.recommend.hour_columns import Mask, Rows
from core.recommend.labels import LabelKinds, Numbers
from core.recommend.shop import Menu, Role, Shop

_PER_MENU = ("prices", "labels", "mains", "popular", "days")


@dataclass(frozen=True, slots=True)
class MenuColumns:
    """The menus of shop `row` stand from `begins[row]` to `ends[row]`, in the shop's own order.

    `prices` in won; `labels` their numbers in `Labels`; `days` the ordinal of the day a price is from, 0 unknown.
    """

    begins: Rows
    ends: Rows
    prices: NDArray[np.int32]
    labels: Numbers
    mains: Mask
    popular: Mask
    days: NDArray[np.int32]

    @classmethod
    def of(cls, shops: Sequence[Shop], labels: LabelKinds) -> MenuColumns:
        """The menus of `shops`."""
        counts = np.array([len(shop.menus) for shop in shops], dtype=np.int64)
        ends = np.cumsum(counts, dtype=np.int64)
        menus = [menu for shop in shops for menu in shop.menus]
        return cls(
            begins=ends - counts,
            ends=ends,
            prices=np.array([menu.price for menu in menus], dtype=np.int32),
            labels=labels.of(menus),
            mains=np.array([menu.role is Role.MAIN for menu in menus], dtype=np.bool_),
            popular=np.array([menu.popular for menu in menus], dtype=np.bool_),
            days=np.array([_day(menu) for menu in menus], dtype=np.int32),
        )

    @classmethod
    def joined(cls, parts: Sequence[MenuColumns]) -> MenuColumns:
        """The shops of `parts` one after the other."""
        before = np.cumsum([0, *(len(part.prices) for part in parts)])
        moved = [
            replace(part, begins=part.begins + start, ends=part.ends + start)
            for part, start in zip(parts, before, strict=False)
        ]
        return cls(
            **{field.name: np.concatenate([getattr(part, field.name) for part in moved]) for field in fields(cls)}
        )

    def changed(self, rows: Rows, told: MenuColumns) -> MenuColumns:
        """A copy in which `rows` (past the end: new ones, in order) sell the menus of `told`; the old ones idle."""
        standing = len(self.prices)
        count = max(len(self.begins), int(rows.max(initial=-1)) + 1)
        begins, ends = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
        begins[: len(self.begins)], ends[: len(self.ends)] = self.begins, self.ends
        begins[rows], ends[rows] = told.begins + standing, told.ends + standing
        menus = {name: np.concatenate([getattr(self, name), getattr(told, name)]) for name in _PER_MENU}
        return MenuColumns(begins=begins, ends=ends, **menus)

    def of_rows(self, rows: Rows) -> tuple[Rows, Rows]:
        """Every menu of `rows`: the place of its shop in `rows`, and where it stands in the columns."""
        begins = self.begins[rows]
        counts = self.ends[rows] - begins
        places = np.repeat(np.arange(len(rows)), counts)
        before = np.cumsum(counts) - counts
        return places, np.arange(len(places)) + np.repeat(begins - before, counts)


def _day(menu: Menu) -> int:
    return menu.price_as_of.toordinal() if menu.price_as_of else 0
