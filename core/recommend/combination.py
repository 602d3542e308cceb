"""The set of menus and options that uses an amount best for so many people, coupons inside. Exact, pure, integer won.

Everybody has a meal (`core/recommend/meals.py`). Of all sets whose price after the best coupons is within the amount
the most worth wins, then the fewest things, then the least to pay. A bounded knapsack: meals of one person by their
total, then people one after the other by dynamic programming over totals. What coupons take off depends on the total,
on the dearest item that one gives away, and on the dearest pair of equal menus; so the table is made once for each such
item and pair that must be in the set ("anchors"), the most promising first, and a set counts once the price function,
which alone knows the coupons, says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations_with_replacement
from math import gcd
from typing import Protocol

import numpy as np

from core.coupons.coupon import Line
from core.recommend.meals import LARGEST, THINGS, Dish, Meals, Numbers, Table, dishes_of, meals
from core.recommend.shop import Menu

MOST_PEOPLE = 10
_NEVER = -(2**40)  # far below any value
_MEAL_BITS = 20


class Pricing(Protocol):
    """What a purchase costs.

    It may depend on the total, the dearest line that `gives_away` and, where `pairs` is set, the cheaper one of the
    dearest two equal menus; more of either never makes it dearer.
    """

    @property
    def pairs(self) -> bool:
        """Whether two equal menus may change the price."""
        ...

    def gives_away(self, line: Line) -> bool:
        """Whether having the line may change the price beyond its own."""
        ...

    def to_pay(self, lines: tuple[Line, ...]) -> int:
        """Won to pay."""
        ...

    def least(self, totals: Numbers, free: int, pair: int) -> Numbers:
        """Won that no purchase of such totals costs less than, if nothing dearer than `free` and `pair` helps."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """So many of one dish."""

    dish: Dish
    count: int

    @property
    def menu(self) -> Menu:
        """What is had."""
        return self.dish.menu

    @property
    def line(self) -> Line:
        """It on a bill."""
        return Line(self.dish.menu.id, self.dish.menu.name, self.dish.price, self.count)


@dataclass(frozen=True, slots=True)
class Combination:
    """What to have for everybody: `price` is won before, `to_pay` after coupons."""

    parts: tuple[Part, ...]
    price: int
    to_pay: int


@dataclass(frozen=True, slots=True)
class _Anchor:
    """Dishes (places) that must be in the set, for what one gives away and for a pair."""

    dishes: tuple[int, ...]
    free: int
    pair: int


@dataclass(frozen=True, slots=True)
class _Step:
    """The most value by total (in units), and the meal had last on the way there."""

    values: Numbers
    last: Numbers
    meals: Meals


def combine(menus: Sequence[Menu], amount: int, people: int, pricing: Pricing) -> Combination | None:
    """The best set for `people` together within `amount` won; None where not everybody can have a meal."""
    if not 1 <= people <= MOST_PEOPLE:
        return None
    dishes = dishes_of(menus)
    search = _Search(dishes, amount, people, pricing)
    return search.best() if dishes else None


class _Search:
    """One search; tables of what must be had are kept while it runs."""

    def __init__(self, dishes: tuple[Dish, ...], amount: int, people: int, pricing: Pricing) -> None:
        self._amount = amount
        self._people = people
        self._pricing = pricing
        self._unit = gcd(*(dish.price for dish in dishes)) or 1
        self._dishes = dishes
        dearest = max((dish.price for dish in dishes), default=0)
        pair = dearest if people > 1 else 0
        self._totals = np.arange(0, people * LARGEST * dearest + 1, self._unit, dtype=np.int64)
        self._units = self._most(dearest, pair) // self._unit
        told = Table.of(dishes, amount // people)
        self._having = cache(lambda must: meals(told, self._units * self._unit, must))
        self._plain: list[_Step] = []
        self._best: tuple[int, int, Combination] | None = None

    def best(self) -> Combination | None:
        """The best set of all."""
        tops = [(self._most(one.free, one.pair), one) for one in self._anchors()]
        for top, anchor in sorted(tops, key=lambda one: -one[0]):
            if self._best is None or self._bound(top) >= self._best[0]:
                for together in _shared_out(anchor.dishes, self._people):
                    self._try(anchor, together, top)
        return self._best[2] if self._best else None

    def _most(self, free: int, pair: int) -> int:
        """The largest total that may cost no more than the amount with the best luck."""
        paid = self._totals[self._pricing.least(self._totals, free, pair) <= self._amount]
        return int(paid.max(initial=0))

    def _anchors(self) -> Iterator[_Anchor]:
        dishes = self._dishes
        frees = [n for n, dish in enumerate(dishes) if self._pricing.gives_away(dish.line)]
        pairs: list[tuple[int, ...]] = [()]
        if self._pricing.pairs and self._people > 1:
            alike = combinations_with_replacement(range(len(dishes)), 2)
            pairs += [(a, b) for a, b in alike if dishes[a].menu.id == dishes[b].menu.id]
        for pair in pairs:
            worth = min((dishes[n].price for n in pair), default=0)
            yield _Anchor(pair, 0, worth)
            for free in frees:
                own = pair if free in pair else (*pair, free)
                yield _Anchor(own, dishes[free].price, worth)

    def _bound(self, top: int) -> int:
        """No set with a total of `top` or less has more value."""
        plain = self._having(())
        return top * THINGS + self._people * int((plain.values - plain.totals * THINGS).max(initial=_NEVER))

    def _try(self, anchor: _Anchor, together: Sequence[tuple[int, ...]], top: int) -> None:
        """Look for a better set in which persons have at least what `together` says."""
        steps = self._steps(together)
        values = steps[-1].values[: top // self._unit + 1]
        units = np.flatnonzero(values > _NEVER // 2)
        if self._best is not None:
            units = units[values[units] >= self._best[0]]
        units = units[self._pricing.least(units * self._unit, anchor.free, anchor.pair) <= self._amount]
        for unit in units[np.lexsort((units, -values[units]))].tolist():
            value = int(values[unit])
            if self._best is not None and value < self._best[0]:
                return
            parts = _parts(self._dishes, steps, unit, self._unit)
            to_pay = self._pricing.to_pay(tuple(part.line for part in parts))
            if to_pay <= self._amount and (self._best is None or (value, -to_pay) > (self._best[0], -self._best[1])):
                self._best = value, to_pay, Combination(parts, unit * self._unit, to_pay)

    def _steps(self, together: Sequence[tuple[int, ...]]) -> list[_Step]:
        """A step a person; those who must have something come last, so that the others are thought of once."""
        free = self._people - len(together)
        while len(self._plain) < free:
            self._plain.append(_added(self._reached(self._plain), self._having(()), self._unit))
        steps = self._plain[:free]
        for must in together:
            steps.append(_added(self._reached(steps), self._having(must), self._unit))
        return steps

    def _reached(self, steps: Sequence[_Step]) -> Numbers:
        """The most value by total after these steps."""
        if steps:
            return steps[-1].values
        nothing = np.full(self._units + 1, _NEVER, dtype=np.int64)
        nothing[0] = 0
        return nothing


def _added(before: Numbers, own: Meals, unit: int) -> _Step:
    """One person more. A value and the meal that reaches it stand in one number, so that one maximum finds both."""
    shifted = before << _MEAL_BITS
    found = np.full_like(before, _NEVER << _MEAL_BITS)
    told = (own.values << _MEAL_BITS) + np.arange(len(own.values))
    for start, meal in zip((own.totals // unit).tolist(), told.tolist(), strict=True):
        if start >= len(before):
            break  # totals ascend
        np.maximum(found[start:], shifted[: len(before) - start] + meal, out=found[start:])
    return _Step(found >> _MEAL_BITS, found & ((1 << _MEAL_BITS) - 1), own)


def _parts(dishes: Sequence[Dish], steps: Sequence[_Step], units: int, unit: int) -> tuple[Part, ...]:
    """What was had on the way to a total."""
    counts: Counter[int] = Counter()
    for step in reversed(steps):
        meal = int(step.last[units])
        counts.update(place for place in step.meals.rows[meal].tolist() if place >= 0)
        units -= int(step.meals.totals[meal]) // unit
    return tuple(Part(dishes[place], count) for place, count in sorted(counts.items()))


def _shared_out(dishes: Sequence[int], people: int) -> list[tuple[tuple[int, ...], ...]]:
    """Every way in which `dishes` may fall to persons, who are all alike."""
    ways: list[tuple[tuple[int, ...], ...]] = [()]
    for dish in dishes:
        ways = [
            (*way[:at], (*held, dish), *way[at + 1 :])
            for way in ways
            for at, held in enumerate((*way, ()))
            if at < people
        ]
    return ways
