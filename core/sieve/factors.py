"""Letters and pairs of neighbouring letters, one of which stands in whatever a pattern matches. Pure.

The required-factor filter of Russ Cox, "Regular Expression Matching with a Trigram Index" (2012), with pairs: two
syllables say as much. Spaces are left out on both sides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import chain, pairwise

from core.sieve.syntax import Anything, Choice, Nothing, OneOf, Repeated, Row, Syntax, parsed

Needs = frozenset[str]

_LETTER_COST, _PAIR_COST = 12, 1  # a letter stands in far more messages than a pair
_UNKNOWN: Needs = frozenset()


@lru_cache(maxsize=8)
def grams(lower: str) -> frozenset[str]:
    """The letters and the pairs of neighbouring letters of a message in small letters, spaces left out.

    Kept for the last few messages: several sieves look at each, one after the other.
    """
    letters = "".join(lower.split())
    return frozenset(chain(letters, map(str.__add__, letters, letters[1:])))


def needs(pattern: str) -> Needs:
    """Letters and pairs (in small letters), one of which stands in whatever the pattern matches; none: anything may."""
    return _read(parsed(pattern)).needs


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


def _read(syntax: Syntax) -> _Part:
    match syntax:
        case Nothing():
            return _BLANK
        case Anything():
            return _Part()
        case OneOf(letters):
            small = frozenset(letter.lower() for letter in letters)
            return _Part(small, small, small)
        case Repeated(part, least):
            repeated = _read(part)
            return repeated if least > 0 or repeated.blank else _Part()
        case Choice(branches):
            return _either([_read(branch) for branch in branches])
        case Row(parts):
            return _row([read for read in map(_read, parts) if not read.blank])


def _row(parts: list[_Part]) -> _Part:
    """Whatever one of the parts needs, or what two neighbours need together."""
    if not parts:
        return _BLANK
    pairs = [
        frozenset(left + right for left in before.last for right in after.first) for before, after in pairwise(parts)
    ]
    return _Part(parts[0].first, parts[-1].last, _cheapest([*(part.needs for part in parts), *pairs]))


def _either(branches: list[_Part]) -> _Part:
    """All branches together, known only as far as each of them is."""
    if all(branch.blank for branch in branches):
        return _BLANK
    return _Part(
        _union([branch.first for branch in branches]),
        _union([branch.last for branch in branches]),
        _union([branch.needs for branch in branches]),
    )


def _union(sets: list[Needs]) -> Needs:
    return reduce(Needs.union, sets) if all(sets) else _UNKNOWN


def _cheapest(sets: Iterable[Needs]) -> Needs:
    return min(filter(None, sets), key=_cost, default=_UNKNOWN)


def _cost(one: Needs) -> int:
    return sum(_LETTER_COST if len(gram) == 1 else _PAIR_COST for gram in one)
