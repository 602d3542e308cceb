"""What totals so many meals together can have, with the most value of each. Exact, pure.

A knapsack over sets of totals held as bits: bit n of a whole number says that a total of n units is reached. Adding a
meal is a shift, so that a person more costs as many shifts as there are meals, and no loop over totals.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Self

import numpy as np

from core.recommend.meals import THINGS, Meals, Numbers

NEVER = -(2**40)
"""The value of a total that is not reached, far below any other."""

Levels = Mapping[int, int]
"""Bits of the totals by what a set is worth beyond its total (`_beyond`); each total stands at its best level only."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The totals of some meals, up to `units` of `unit` won; `before` is without the last person's, `own` theirs."""

    levels: Levels
    unit: int
    units: int
    before: Reach | None = None
    own: Meals | None = None

    @classmethod
    def nothing(cls, unit: int, units: int) -> Self:
        """Nobody has had anything."""
        return cls({0: 1}, unit, units)

    def with_one_of(self, own: Meals) -> Reach:
        """One person more, who has one of `own`."""
        within = (1 << (self.units + 1)) - 1
        found: dict[int, int] = defaultdict(int)
        for beyond, starts in _by_level(own, self.unit).items():
            for level, reached in self.levels.items():
                found[level + beyond] |= reduce(or_, (reached << start for start in starts)) & within
        return Reach(_best_only(found), self.unit, self.units, self, own)

    def values(self) -> Numbers:
        """The most value by total (in units), `NEVER` where a total is not reached."""
        totals = np.arange(self.units + 1, dtype=np.int64) * (self.unit * THINGS)
        values = np.full(self.units + 1, NEVER, dtype=np.int64)
        for level, reached in self.levels.items():
            bits = np.frombuffer(reached.to_bytes(self.units // 8 + 1, "little"), dtype=np.uint8)
            at = np.flatnonzero(np.unpackbits(bits, count=self.units + 1, bitorder="little"))
            values[at] = totals[at] + level
        return values

    def meals_at(self, units: int) -> list[Sequence[int]]:
        """What each had (places of dishes, -1 for nothing more) where all of it has this total."""
        if self.before is None or self.own is None:
            return []
        level = next(level for level, reached in self.levels.items() if reached >> units & 1)
        starts = (self.own.totals // self.unit).tolist()
        beyond = _beyond(self.own).tolist()
        for meal in range(len(starts) - 1, -1, -1):
            left = units - starts[meal]
            if left >= 0 and self.before.levels.get(level - beyond[meal], 0) >> left & 1:
                return [*self.before.meals_at(left), self.own.rows[meal].tolist()]
        raise AssertionError("a total was reached by no meal")


def _beyond(own: Meals) -> Numbers:
    """What each meal is worth beyond its total: a drink's bonus, less the number of things."""
    return own.values - own.totals * THINGS


def _by_level(own: Meals, unit: int) -> Mapping[int, Sequence[int]]:
    """The totals (in units) of meals by what they are worth beyond."""
    found: dict[int, list[int]] = defaultdict(list)
    for beyond, start in zip(_beyond(own).tolist(), (own.totals // unit).tolist(), strict=True):
        found[beyond].append(start)
    return found


def _best_only(found: Mapping[int, int]) -> Levels:
    """Each total at its best level alone: whatever is added later, the others stay behind."""
    seen, best = 0, {}
    for level in sorted(found, reverse=True):
        if reached := found[level] & ~seen:
            best[level] = reached
            seen |= reached
    return best
