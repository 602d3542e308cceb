"""Tells at one glance which patterns a message can match at all, so that the others are never run. Pure.

Each pattern needs one of a few letters or pairs of neighbouring letters, spaces left out (the required-factor filter of
Russ Cox, "Regular Expression Matching with a Trigram Index", 2012, with pairs: two syllables say as much). One look-up
a pair of letters replaces some seventy searches.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from re import _constants as sre  # type: ignore[attr-defined]  # the parsed form has no public door
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

Needs = frozenset[str]

_MOST_LETTERS = 24  # of a class that is worth spelling out
_LETTER_COST, _PAIR_COST = 12, 1  # a letter stands in far more messages than a pair
_UNKNOWN: Needs = frozenset()


@dataclass(frozen=True)
class Clue:
    """A pattern to be searched anywhere in a message; `bit` is its place in the sieve."""

    written: str
    flags: int
    bit: int

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
        """A pattern that this sieve looks out for. Raises re.error where it is none, some only once it is compiled."""
        bit = 1 << len(self.clues)
        needed = needs(pattern, flags)
        for gram in needed:
            self._bits[gram] = self._bits.get(gram, 0) | bit
        if not needed:
            self._always |= bit
        self.clues.append(Clue(pattern, flags, bit))
        return self.clues[-1]

    def sift(self, grams: Iterable[str]) -> int:
        """The bits of all clues that a message of these letters and pairs can match."""
        seen, bits = self._always, self._bits
        for gram in grams:
            seen |= bits.get(gram, 0)
        return seen


def grams(lower: str) -> set[str]:
    """The letters and the pairs of neighbouring letters of a message in small letters, spaces left out."""
    letters = "".join(lower.split())
    found = set(letters)
    found.update(map(str.__add__, letters, letters[1:]))
    return found


def needs(pattern: str, flags: int = 0) -> Needs:
    """Letters and pairs (in small letters), one of which stands in whatever the pattern matches; none: anything may."""
    return _read(parser.parse(pattern, flags)).needs


@dataclass(frozen=True, slots=True)
class _Part:
    """What a part of a pattern is known to hold. `first`, `last`: its outermost letters, empty where unknown.

    `blank`: only spaces, so what stands around it is neighbours. `needs`: as of `needs`.
    """

    first: Needs = _UNKNOWN
    last: Needs = _UNKNOWN
    needs: Needs = _UNKNOWN
    blank: bool = False


_BLANK = _Part(blank=True)


def _read(tokens: Any) -> _Part:  # noqa: ANN401 - sre's own parse tree
    """A sequence: whatever one of its parts needs, or what two neighbours need together."""
    parts = [part for part in map(_of_token, tokens) if not part.blank]
    if not parts:
        return _BLANK
    pairs = [
        frozenset(left + right for left in before.last for right in after.first) for before, after in pairwise(parts)
    ]
    return _Part(parts[0].first, parts[-1].last, _cheapest([*(part.needs for part in parts), *pairs]))


def _of_token(token: tuple[Any, Any]) -> _Part:
    kind, value = token
    if kind is sre.LITERAL:
        letter = chr(value)
        return _BLANK if letter.isspace() else _letters([letter])
    if kind is sre.IN:
        return _of_class(value)
    if kind is sre.SUBPATTERN:
        return _read(value[-1])
    if kind is sre.BRANCH:
        return _either([_read(branch) for branch in value[1]])
    if kind in {sre.MAX_REPEAT, sre.MIN_REPEAT}:
        least, _, repeated = value
        part = _read(repeated)
        return part if least > 0 or part.blank else _Part()
    if kind in {sre.AT, sre.ASSERT, sre.ASSERT_NOT}:
        return _BLANK  # takes up no letter
    return _Part()


def _letters(letters: Iterable[str]) -> _Part:
    small = frozenset(letter.lower() for letter in letters)
    return _Part(small, small, small)


def _of_class(items: list[tuple[Any, Any]]) -> _Part:
    if items == [(sre.CATEGORY, sre.CATEGORY_SPACE)]:
        return _BLANK
    if any(kind is not sre.LITERAL or chr(value).isspace() for kind, value in items) or len(items) > _MOST_LETTERS:
        return _Part()
    return _letters(chr(value) for _, value in items)


def _either(branches: list[_Part]) -> _Part:
    """All branches together, known only as far as each of them is."""
    if all(branch.blank for branch in branches):
        return _BLANK

    def union(sets: list[Needs]) -> Needs:
        return frozenset().union(*sets) if all(sets) else _UNKNOWN

    return _Part(
        union([branch.first for branch in branches]),
        union([branch.last for branch in branches]),
        union([branch.needs for branch in branches]),
    )


def _cheapest(sets: list[Needs]) -> Needs:
    known = [one for one in sets if one]
    return min(known, key=_cost, default=_UNKNOWN)


def _cost(one: Needs) -> int:
    return sum(_LETTER_COST if len(gram) == 1 else _PAIR_COST for gram in one)
