"""The set of menus and options that uses an amount best for so many people, coupons inside. Exact, pure, integer won.

Everybody has a meal (`core/recommend/meals.py`). Of all sets whose price after the best coupons is within the amount
the most worth wins, then the fewest things, then the least to pay. A bounded knapsack: meals of one person by their
total, then people one after the other (`core/recommend/reach.py`). What coupons take off depends on the total,
on the dearest item that one gives away, and on the dearest pair of equal menus; so the table is made once for each such
item and pair that must be in the set ("anchors"), the most promising first, and a set counts once the price function,
which alone knows the coupons, says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations_with_replacement, groupby
from math import gcd
from typing import Protocol

import numpy as np

from core.coupons.coupon import Line
from core.recommend.meals import LARGEST, THINGS, Dish, Kitchen, Meals, Numbers
from core.recommend.reach import NEVER, Reach
from core.recommend.shop import Menu

MOST_PEOPLE = 10


class Pricing(Protocol):
    """What a purchase costs.

    It may depend on the total, the dearest line that `gives_away` and, where `pairs` is set, the cheaper one of the
    dearest two equal menus; more of either never makes it dearer.
    """

    @property
    def pairs(self) -> bool:
        """Whether two equal menus may change the price."""
        ...

    @property
    def gifts(self) -> bool:
        """Whether anything is given away."""
        ...

    @property
    def both(self) -> bool:
        """Whether something given away and two equal menus may help one purchase."""
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


def combine(menus: Sequence[Menu], amount: int, people: int, pricing: Pricing) -> Combination | None:
    """The best set for `people` together within `amount` won; None where not everybody can have a meal."""
    if not 1 <= people <= MOST_PEOPLE:
        return None
    kitchen = Kitchen.of(menus, amount // people)
    return _Search(kitchen, amount, people, pricing).best() if kitchen.table.dishes else None


_HadAt = Callable[[int], Sequence[Sequence[int]]]
"""What each person has (places of dishes) where all of it has a total."""


class _Search:
    """One search; meals of what must be had are kept while it runs."""

    def __init__(self, kitchen: Kitchen, amount: int, people: int, pricing: Pricing) -> None:
        self._amount = amount
        self._people = people
        self._pricing = pricing
        prices = kitchen.table.prices
        self._unit = gcd(*prices.tolist()) or 1
        self._dishes = kitchen.table.dishes
        dearest = int(prices.max())
        pair = dearest if people > 1 else 0
        whole = amount // self._unit * self._unit
        self._over = np.arange(whole, people * LARGEST * dearest + 1, self._unit, dtype=np.int64)
        self._units = self._most(dearest, pair) // self._unit
        self._kitchen = kitchen
        self._meals: dict[tuple[int, ...], Meals] = {}
        plain = self._having(())
        self._beyond = int((plain.values - plain.totals * THINGS).max(initial=NEVER))
        self._plain = [Reach.nothing(self._unit, self._units)]
        self._best: tuple[int, int, Combination] | None = None

    def best(self) -> Combination | None:
        """The best set of all."""
        hopeless: list[_Anchor] = []
        for anchor in sorted(self._anchors(), key=lambda one: -(one.free + one.pair)):
            if any(anchor.free <= other.free and anchor.pair <= other.pair for other in hopeless):
                continue  # what helps less than what did not help enough
            top = self._most(anchor.free, anchor.pair)
            if not self._may_better(anchor, top):
                hopeless.append(anchor)
                continue
            for together in self._shared_out(anchor.dishes):
                if self._may_better(anchor, top):
                    self._try(anchor, together, top)
        return self._best[2] if self._best else None

    def _most(self, free: int, pair: int) -> int:
        """The largest total that may cost no more than the amount with the best luck."""
        paid = self._over[self._pricing.least(self._over, free, pair) <= self._amount]
        return int(paid.max(initial=self._amount // self._unit * self._unit))

    def _having(self, must: tuple[int, ...]) -> Meals:
        """The meals within reach that have every dish of `must`."""
        if must not in self._meals:
            self._meals[must] = self._kitchen.meals(self._units * self._unit, must)
        return self._meals[must]

    def _anchors(self) -> Iterator[_Anchor]:
        dishes = self._dishes
        asked = enumerate(dishes) if self._pricing.gifts else ()
        frees = [place for place, dish in asked if self._pricing.gives_away(dish.line)]
        pairs: list[tuple[int, ...]] = [()]
        if self._pricing.pairs and self._people > 1:
            by_menu = groupby(range(len(dishes)), key=lambda place: dishes[place].menu.id)
            pairs += chain.from_iterable(combinations_with_replacement(ways, 2) for _, ways in by_menu)
        prices = [dish.price for dish in dishes]
        both = self._pricing.both
        for pair in pairs:
            worth = min(prices[pair[0]], prices[pair[1]]) if pair else 0
            yield _Anchor(pair, 0, worth)
            for free in frees if both or not pair else ():
                own = pair if free in pair else (*pair, free)
                yield _Anchor(own, prices[free], worth)

    def _may_better(self, anchor: _Anchor, top: int) -> bool:
        """Whether a set with a total of `top` or less could have more value than the best, or as much for less."""
        if self._best is None:
            return True
        bound = top * THINGS + self._people * self._beyond
        if bound != self._best[0]:
            return bound > self._best[0]
        least = self._pricing.least(np.array([top], dtype=np.int64), anchor.free, anchor.pair)
        return int(least[0]) < self._best[1]

    def _shared_out(self, dishes: Sequence[int]) -> list[tuple[tuple[int, ...], ...]]:
        """Every way in which `dishes` may fall to persons, who are all alike and have no menu twice."""
        ways: list[tuple[tuple[int, ...], ...]] = [()]
        for dish in dishes:
            menu = self._dishes[dish].menu.id
            found = (
                tuple(sorted((*way[:at], (*held, dish), *way[at + 1 :])))
                for way in ways
                for at, held in enumerate((*way, ()))
                if at < self._people and all(self._dishes[other].menu.id != menu for other in held)
            )
            ways = list(dict.fromkeys(found))
        return ways

    def _try(self, anchor: _Anchor, together: Sequence[tuple[int, ...]], top: int) -> None:
        """Look for a better set in which persons have at least what `together` says."""
        units, values, had_at = self._sets(together, top)
        if self._best is not None:
            better = values >= self._best[0]
            units, values = units[better], values[better]
        paid = self._pricing.least(units * self._unit, anchor.free, anchor.pair) <= self._amount
        units, values = units[paid], values[paid]
        order = np.lexsort((units, -values))
        for unit, value in zip(units[order].tolist(), values[order].tolist(), strict=True):
            if self._best is not None and value < self._best[0]:
                return
            parts = _parts(self._dishes, had_at(unit))
            to_pay = self._pricing.to_pay(tuple(part.line for part in parts))
            if to_pay <= self._amount and (self._best is None or (value, -to_pay) > (self._best[0], -self._best[1])):
                self._best = value, to_pay, Combination(parts, unit * self._unit, to_pay)

    def _sets(self, together: Sequence[tuple[int, ...]], top: int) -> tuple[Numbers, Numbers, _HadAt]:
        """The totals (in units) up to `top` won that are reached, the most value of each, and what was had then."""
        if self._people > 1:
            reached = self._reached(together)
            dense = reached.values()[: top // self._unit + 1]
            units = np.flatnonzero(dense > NEVER // 2)
            return units, dense[units], reached.meals_at
        own = self._having(*together or [()]).within(top)  # one person's meals need no adding up
        units = own.totals // self._unit
        return units, own.values, lambda unit: [own.rows[np.searchsorted(units, unit)].tolist()]

    def _reached(self, together: Sequence[tuple[int, ...]]) -> Reach:
        """What everybody's meals reach; those who must have something come last, so that the others count once."""
        free = self._people - len(together)
        while len(self._plain) <= free:
            self._plain.append(self._plain[-1].with_one_of(self._having(())))
        reached = self._plain[free]
        for must in together:
            reached = reached.with_one_of(self._having(must))
        return reached


def _parts(dishes: Sequence[Dish], had: Sequence[Sequence[int]]) -> tuple[Part, ...]:
    """All that was had, dish by dish."""
    counts = Counter(place for meal in had for place in meal if place >= 0)
    return tuple(Part(dishes[place], count) for place, count in sorted(counts.items()))
