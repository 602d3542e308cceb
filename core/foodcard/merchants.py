"""Which shop a merchant's name means: card systems write names their own way. Pure.

Trigrams of PostgreSQL are of no use here: under the C locale they see no Korean letter.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable

LEAST_LIKENESS = 0.8
"""Below it no shop is meant: rather no evidence than another shop's (a branch's name differs by a letter or two)."""

_FRINGE = re.compile(r"주식회사|유한회사|\((?:주|유|재|사)\)|㈜|[\s()·.,_\-]")


class Merchants:
    """The shops of a region by their names."""

    def __init__(self, shops: Iterable[tuple[int, str]]) -> None:
        self._plain: defaultdict[str, list[int]] = defaultdict(list)
        self._sharing: defaultdict[str, list[int]] = defaultdict(list)
        self._pairs: dict[int, int] = {}
        for shop_id, name in shops:
            plain = _plain_name(name)
            self._plain[plain].append(shop_id)
            pairs = _pairs(plain)
            self._pairs[shop_id] = len(pairs)
            for pair in pairs:
                self._sharing[pair].append(shop_id)

    def find(self, merchant: str) -> tuple[int | None, float]:
        """The shop that is meant and how sure (0 to 1); None where none is, or two are equally likely.

        One name but for legal forms and spaces is sure; otherwise Dice's coefficient of the pairs of letters.
        """
        plain = _plain_name(merchant)
        if same := self._plain.get(plain):
            return (same[0], 1.0) if len(same) == 1 else (None, 1.0)
        pairs = _pairs(plain)
        shared = Counter(shop_id for pair in pairs for shop_id in self._sharing.get(pair, ()))
        ranked = sorted(
            ((2 * count / (len(pairs) + self._pairs[shop_id]), shop_id) for shop_id, count in shared.items()),
            reverse=True,
        )
        if not ranked or ranked[0][0] < LEAST_LIKENESS or (len(ranked) > 1 and ranked[1][0] == ranked[0][0]):
            return None, min(ranked[0][0], 0.999) if ranked else 0.0
        return ranked[0][1], min(ranked[0][0], 0.999)


def _plain_name(name: str) -> str:
    return _FRINGE.sub("", unicodedata.normalize("NFKC", name)).casefold()


def _pairs(name: str) -> frozenset[str]:
    return frozenset(name[at : at + 2] for at in range(len(name) - 1))
