"""Patterns found by the letters and pairs they need: one look-up a pair in place of some seventy searches. Pure."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_

from core.sieve.factors import Needs, needs


@dataclass(frozen=True)
class Clue:
    """A pattern to be searched anywhere in a message; `bit` is its place in the sieve, `needed` as of `needs`."""

    written: str
    flags: int
    bit: int
    needed: Needs

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when a message first gets through the sieve to it: of a thousand patterns few are met in an hour."""
        return re.compile(self.written, self.flags)


class Sieve:
    """A set of patterns, each found by the letters and pairs it needs."""

    def __init__(self) -> None:
        self.clues: list[Clue] = []
        self._bits: dict[str, int] = {}
        self._always = 0

    def clue(self, pattern: str, flags: int = 0) -> Clue:
        """A pattern that this sieve looks out for. ValueError where its syntax is none that is read here."""
        bit = 1 << len(self.clues)
        needed = needs(pattern)
        self.let_through(bit, needed)
        self.clues.append(Clue(pattern, flags, bit, needed))
        return self.clues[-1]

    def let_through(self, bit: int, needed: Needs) -> None:
        """Set `bit` for every message that holds one of these; for every message at all where nothing is needed."""
        for gram in needed:
            self._bits[gram] = self._bits.get(gram, 0) | bit
        if not needed:
            self._always |= bit

    def sift(self, grams: Set[str]) -> int:
        """The bits of all clues that a message of these letters and pairs can match."""
        return reduce(or_, map(self._bits.__getitem__, self._bits.keys() & grams), self._always)
