"""Shares with their intervals: how sure a small count lets us be. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

_Z = 1.959964  # 95 % of a normal distribution lie within


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with the bounds of its 95 % interval."""

    value: float
    low: float
    high: float


def share(part: int, whole: int) -> Interval | None:
    """`part` of `whole` with Wilson's score interval (Wilson 1927, JASA 22); None of nothing.

    Raises:
        ValueError: the part is more than the whole, or less than nothing.
    """
    if not 0 <= part <= whole:
        raise ValueError(f"{part} is no part of {whole}")
    if whole == 0:
        return None
    p, z2 = part / whole, _Z**2
    middle = (p + z2 / (2 * whole)) / (1 + z2 / whole)
    width = _Z / (1 + z2 / whole) * math.sqrt(p * (1 - p) / whole + z2 / (4 * whole**2))
    return Interval(p, max(0.0, min(p, middle - width)), min(1.0, max(p, middle + width)))


def lift(treated: Interval, held_out: Interval) -> Interval:
    """How much higher the first share is, with Newcombe's hybrid score interval (1998, Stat. Med. 17, method 10)."""
    difference = treated.value - held_out.value
    low = math.hypot(treated.value - treated.low, held_out.high - held_out.value)
    high = math.hypot(treated.high - treated.value, held_out.value - held_out.low)
    return Interval(difference, difference - low, difference + high)
