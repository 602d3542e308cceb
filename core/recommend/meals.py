"""What makes a meal of one person, and the best meals that some menus make. Pure, integer won.

A meal is a main dish, or two small ones of different kinds; with it at most one drink and one side; three things
at most, each with at most one option that costs something. What is no part of a meal (sweets, water, coffee) never is.
At a convenience store a drink belongs to it, so it counts a tenth of a person's share on top of its price.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import numpy as np
from numpy.typing import NDArray

from core.coupons.coupon import Line
from core.recommend.shop import Choice, Menu, Role

LARGEST = 3
SMALL = 5000  # won: two mains make one person's meal only where neither costs more
_WHOLE_MEAL = "도시락"
_ONE = (Role.DRINK, Role.SIDE)  # at most one of each
_NONE = -1
THINGS = 1024  # a value is worth x THINGS less the number of things: of equal worth the fewest
_ABOVE_VALUES = 2**36  # more than any value (a meal costs less than 2^26 won): by total, then the most worth first
_KEPT = 2_000
"""Menus whose meals are kept: the places people ask about most. Some 20 kB each."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Dish:
    """A menu as it is had: plain, or with one option that costs something."""

    menu: Menu
    choice: Choice | None = None

    @property
    def price(self) -> int:
        """Won for one."""
        return self.menu.price + (self.choice.price if self.choice else 0)

    @property
    def line(self) -> Line:
        """One of it on a bill."""
        return Line(self.menu.id, self.menu.name, self.price)


@dataclass(frozen=True, slots=True)
class Meals:
    """Meals of one person by ascending total, of each total the most worth.

    `rows` are up to four places in a list of dishes (-1: nothing more), `totals` won, `values` worth x THINGS less the
    number of things.
    """

    rows: Numbers
    totals: Numbers
    values: Numbers

    def within(self, most: int) -> Meals:
        """Those that cost `most` won or less."""
        paid = slice(int(np.searchsorted(self.totals, most, side="right")))
        return Meals(self.rows[paid], self.totals[paid], self.values[paid])


@dataclass(frozen=True, slots=True)
class Table:
    """Dishes in columns, the last entry being nothing: what meals are made of."""

    dishes: tuple[Dish, ...]
    prices: Numbers
    bonus: Numbers
    roles: NDArray[np.str_]
    kinds: NDArray[np.str_]
    menus: Numbers

    @classmethod
    def of(cls, dishes: tuple[Dish, ...], bonus: int) -> Self:
        """`bonus` is what a drink counts on top of its price at a convenience store, won."""
        roles = np.array([dish.menu.role for dish in dishes], dtype=np.str_)
        kinds = np.array([dish.menu.goods_kind or "" for dish in dishes], dtype=np.str_)
        return cls(
            dishes,
            np.array([*(dish.price for dish in dishes), 0], dtype=np.int64),
            np.append((roles == Role.DRINK) & (kinds != ""), False) * np.int64(bonus),
            roles,
            kinds,
            np.array([dish.menu.id for dish in dishes], dtype=np.int64),
        )

    def best(self, rows: Numbers) -> Meals:
        """Of `rows` the most worth for each total, the first of equals."""
        columns = np.ascontiguousarray(rows.T)  # sums down long columns are quick, along short rows they are not
        totals = self.prices[columns].sum(axis=0)
        values = (totals + self.bonus[columns].sum(axis=0)) * THINGS - (columns >= 0).sum(axis=0)
        order = np.argsort(totals * _ABOVE_VALUES - values, kind="stable")
        first = order[np.flatnonzero(np.diff(totals[order], prepend=-1))]
        return Meals(rows[first], totals[first], values[first])


@dataclass(frozen=True, slots=True)
class Kitchen:
    """What some menus make: the dishes and, whatever they cost, all meals of one person."""

    table: Table
    every: Meals

    @classmethod
    def of(cls, menus: Sequence[Menu], share: int) -> Self:
        """`share` is one person's part of the money, won. The same menus are thought of once."""
        is_store = any(menu.goods_kind is not None for menu in menus)
        return cls._of(tuple(menus), share // 10 if is_store else 0)

    @classmethod
    @lru_cache(maxsize=_KEPT)
    def _of(cls, menus: tuple[Menu, ...], bonus: int) -> Self:
        table = Table.of(_dishes(menus), bonus)
        return cls(table, meals(table))

    def meals(self, most: int, must: Sequence[int] = ()) -> Meals:
        """The meals that cost `most` won or less and have every dish of `must` (places)."""
        every = meals(self.table, must) if must else self.every
        return every.within(most)


def _dishes(menus: Sequence[Menu]) -> tuple[Dish, ...]:
    """Every way to have those of `menus` that are part of a meal, each price once."""
    found: list[Dish] = []
    for menu in menus:
        if menu.role is Role.SWEET:
            continue
        paid = {choice.price: choice for _, choices in menu.options for choice in choices if choice.price > 0}
        found += [Dish(menu), *(Dish(menu, choice) for choice in paid.values())]
    return tuple(found)


def meals(table: Table, must: Sequence[int] = ()) -> Meals:
    """The meals that have every dish of `must` (places)."""
    of_role = {role: np.flatnonzero(table.roles == role) for role in Role}
    wanted = {role: [place for place in must if table.roles[place] == role] for role in Role}
    if len({int(table.menus[place]) for place in must}) < len(must) or any(len(wanted[r]) > 1 for r in _ONE):
        return Meals(np.empty((0, 4), dtype=np.int64), *(np.empty(0, dtype=np.int64) for _ in range(2)))
    singles, pairs = of_role[Role.MAIN], _pairs(table, of_role[Role.MAIN])
    for main in wanted[Role.MAIN]:
        singles, pairs = singles[singles == main], pairs[(pairs == main).any(axis=1)]
    if len(wanted[Role.MAIN]) > 1:
        singles = singles[:0]
    drinks, sides = (np.array(wanted[role] or [_NONE, *of_role[role]], dtype=np.int64) for role in _ONE)
    extras = np.stack([np.repeat(drinks, len(sides)), np.tile(sides, len(drinks))], axis=1)
    few = extras[(extras >= 0).sum(axis=1) < LARGEST - 1]
    alone = np.stack([singles, np.full_like(singles, _NONE)], axis=1)
    rows = [
        _with(alone, table.best(extras).rows),
        _with(table.best(pairs).rows, table.best(few).rows),
    ]
    return table.best(np.concatenate(rows))


def _pairs(table: Table, mains: Numbers) -> Numbers:
    """Two small mains that go together."""
    small = mains[table.prices[mains] <= SMALL]
    one, other = (small[side] for side in np.triu_indices(len(small), 1))
    kinds, others = table.kinds[one], table.kinds[other]
    of_a_store = (kinds != "") & ((kinds == others) | (kinds == _WHOLE_MEAL) | (others == _WHOLE_MEAL))
    together = (table.menus[one] != table.menus[other]) & ~of_a_store
    return np.stack([one[together], other[together]], axis=1)


def _with(bases: Numbers, extras: Numbers) -> Numbers:
    """Every base with every extra."""
    return np.hstack([np.repeat(bases, len(extras), axis=0), np.tile(extras, (len(bases), 1))])
