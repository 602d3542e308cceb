"""Patterns found by the letters and pairs they need: one look-up a pair in place of some seventy searches. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from core.sieve.factors import needs


@dataclass(frozen=True, slots=True)
class Clue:
    """A pattern to be searched anywhere in a message; `bit` is its place in the sieve."""

    pattern: re.Pattern[str]
    bit: int


class Sieve:
    """A set of patterns, each found by the letters and pairs it needs."""

    def __init__(self) -> None:
        self._bits: dict[str, int] = {}
        self._always = 0
        self._count = 0

    def clue(self, pattern: str, flags: int = 0) -> Clue:
        """A pattern that this sieve looks out for. Raises re.error where it is none."""
        compiled = re.compile(pattern, flags)
        bit = 1 << self._count
        self._count += 1
        needed = needs(pattern)
        for gram in needed:
            self._bits[gram] = self._bits.get(gram, 0) | bit
        if not needed:
            self._always |= bit
        return Clue(compiled, bit)

    def sift(self, grams: Iterable[str]) -> int:
        """The bits of all clues that a message of these letters and pairs can match."""
        seen, bits = self._always, self._bits
        for gram in grams:
            seen |= bits.get(gram, 0)
        return seen
