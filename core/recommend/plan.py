"""The map of meals to the next charge day: which meal when, so that the money lasts. Exact, pure, integer won.

Most days with a meal come first, then most meals, then fewest meals of the kind of the one before, then most meals at
the place whose turn it is (`in_turns`, so that a month is not the same two dishes over and over), then the fullest
meals. Found by dynamic programming from the last day to the first: the state is the money left and the kind of the meal
before, a day's plans are the sets of its slots' choices under the day's limit. Money is counted in the greatest common
divisor of all prices, so nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, pairwise, product
from math import gcd
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

_DAY, _MEAL, _REPEAT, _TURN = 10**14, 10**12, 10**10, 10**8
"""Worth of a day with a meal and of a meal, the cost of a repeated kind, the worth of a meal in its turn: each above
all that follows in a month of two meals a day (won < 10^8).
"""
_NOTHING = -1

Values: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to eat: `price` is what it costs now, `worth` how full it makes (its list price), both won.

    Two meals of one `kind` in a row are a repetition. `turn`: it is this place's turn.
    """

    shop_id: int
    name: str
    price: int
    worth: int
    kind: str
    turn: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """A meal time of a day, and what there is then."""

    day: date
    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """A meal of the plan."""

    day: date
    slot: str
    choice: Choice


@dataclass(frozen=True, slots=True)
class Plan:
    """The meals in order, and the won that are left."""

    meals: tuple[Planned, ...]
    left: int


@dataclass(frozen=True, slots=True)
class _DayPlan:
    """A set of choices of one day: `first` and `last` are kinds (_NOTHING: no meal)."""

    choices: tuple[Choice | None, ...]
    cost: int
    first: int
    last: int
    value: int


def in_turns(slots: Iterable[Slot]) -> list[Slot]:
    """The slots with a place in its turn at each: the one whose turn is longest ago, of these one of another kind than
    had its turn before, of these the cheapest.
    """
    last: dict[int, int] = {}
    kind, made = "", list[Slot]()
    for number, slot in enumerate(slots):
        waiting = [(last.get(one.shop_id, -1), one.kind == kind, one.price) for one in slot.choices]
        first = waiting.index(min(waiting)) if waiting else None
        made.append(replace(slot, choices=tuple(replace(c, turn=n == first) for n, c in enumerate(slot.choices))))
        if first is not None:
            chosen = slot.choices[first]
            last[chosen.shop_id], kind = number, chosen.kind
    return made


def plan(
    slots: Sequence[Slot], balance: int, daily_limit: int | None, before: str | None = None, spent: int = 0
) -> Plan:
    """The best plan for `slots` (in order of time) with `balance` won.

    `before` is the kind of the last meal had, `spent` what the first day's limit has lost already.
    """
    kinds = {kind: number for number, kind in enumerate(sorted({c.kind for s in slots for c in s.choices}))}
    days = _days(slots, balance, daily_limit, spent, kinds)
    unit = gcd(*(choice.price for slot in slots for choice in slot.choices)) or 1
    tables = _tables(days, balance // unit, unit, len(kinds))
    meals: list[Planned] = []
    money, last = balance, kinds.get(before, _NOTHING) if before else _NOTHING
    for (_, of_day), plans, following in zip(groupby(slots, lambda s: s.day), days, tables[1:], strict=True):
        chosen = _best(plans, following, money, last, unit)
        chosen_slots = zip(of_day, chosen.choices, strict=True)
        meals += [Planned(slot.day, slot.name, choice) for slot, choice in chosen_slots if choice is not None]
        money, last = money - chosen.cost, _after(chosen, last)
    return Plan(tuple(meals), money)


def _days(
    slots: Sequence[Slot], balance: int, limit: int | None, spent: int, kinds: dict[str, int]
) -> list[Sequence[_DayPlan]]:
    """The plans of each day; days that offer the same are thought through once."""
    known: dict[object, Sequence[_DayPlan]] = {}
    days = []
    for number, (_, of_day) in enumerate(groupby(slots, lambda slot: slot.day)):
        offered = tuple(slot.choices for slot in of_day)
        left = None if limit is None else max(0, limit - spent * (number == 0))
        if (offered, left) not in known:
            known[offered, left] = _day_plans(offered, balance, left, kinds)
        days.append(known[offered, left])
    return days


def _best(plans: Sequence[_DayPlan], following: Values, money: int, last: int, unit: int) -> _DayPlan:
    """The day's plan that leads to the best end; `following` is the table of the day after."""

    def end(one: _DayPlan) -> int:
        return one.value - _again(one, last) + int(following[_after(one, last), (money - one.cost) // unit])

    return max((one for one in plans if one.cost <= money), key=end)


def _tables(days: Sequence[Sequence[_DayPlan]], units: int, unit: int, kinds: int) -> list[Values]:
    """For each day, and after the last: the best value by kind of the meal before (last row: none) and money left."""
    tables = [np.zeros((kinds + 1, units + 1), dtype=np.int64)]
    for plans in reversed(days):
        tables.append(_table(plans, tables[-1], unit))
    return tables[::-1]


def _table(plans: Sequence[_DayPlan], following: Values, unit: int) -> Values:
    kinds, units = following.shape[0] - 1, following.shape[1] - 1
    beginning = np.full((kinds, units + 1), -1, dtype=np.int64)  # by the kind of the day's first meal
    table, spare = np.full_like(following, -1), np.empty(units + 1, dtype=np.int64)
    for one in plans:
        cost = one.cost // unit
        if cost > units:
            continue
        if one.first == _NOTHING:
            np.maximum(table, following + one.value, out=table)
            continue
        reached = np.add(following[one.last, : units + 1 - cost], one.value, out=spare[: units + 1 - cost])
        np.maximum(beginning[one.first, cost:], reached, out=beginning[one.first, cost:])
    for kind in range(kinds):
        for before in range(kinds + 1):
            again = _REPEAT if before == kind else 0
            np.maximum(table[before], beginning[kind] - again, out=table[before])
    return table


def _day_plans(
    offered: Sequence[tuple[Choice, ...]], balance: int, limit: int | None, kinds: dict[str, int]
) -> list[_DayPlan]:
    """Every set of choices that the day's limit allows; of sets alike in what counts only the best."""
    most = balance if limit is None else min(balance, limit)
    best: dict[tuple[int, int, int], _DayPlan] = {}
    for choices in product(*((None, *choices) for choices in offered)):
        taken = [choice for choice in choices if choice is not None]
        cost = sum(choice.price for choice in taken)
        if cost > most:
            continue
        numbers = [kinds[choice.kind] for choice in taken]
        first, last = (numbers[0], numbers[-1]) if numbers else (_NOTHING, _NOTHING)
        made = _DayPlan(choices, cost, first, last, _value(taken, numbers))
        known = best.get((cost, first, last))
        if known is None or known.value < made.value:
            best[cost, first, last] = made
    return list(_undominated(best.values()))


def _undominated(plans: Iterable[_DayPlan]) -> Iterator[_DayPlan]:
    """Without plans that cost more than another with the same ends and are worth no more."""
    ordered = sorted(plans, key=lambda p: (p.first, p.last, p.cost))
    for _, same in groupby(ordered, lambda p: (p.first, p.last)):
        highest = -1
        for one in same:
            if one.value > highest:
                highest = one.value
                yield one


def _value(taken: Sequence[Choice], kinds: Sequence[int]) -> int:
    repeats = sum(one == other for one, other in pairwise(kinds))
    worth = sum(choice.worth + choice.turn * _TURN for choice in taken)
    return bool(taken) * _DAY + len(taken) * _MEAL - repeats * _REPEAT + worth


def _again(one: _DayPlan, last: int) -> int:
    return _REPEAT if one.first != _NOTHING and one.first == last else 0


def _after(one: _DayPlan, last: int) -> int:
    return last if one.last == _NOTHING else one.last
