"""A trade as published onto the 13 categories of shops: data/lexicon/trades.tsv."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Self

OTHER = "기타음식"
_NO_FOOD, _GENERAL = "-", "?"
_SIGNS = re.compile(r"[^0-9a-z가-힣]")
_WORDS = re.compile(r"[^0-9a-z가-힣]+")


class Verdict(Enum):
    """What became of a trade."""

    KNOWN = "known"
    GENERAL = "general"
    UNKNOWN = "unknown"
    NOT_FOOD = "not_food"


@dataclass(frozen=True, slots=True)
class Trades:
    """Words to categories. `whole` and `parts` are of trades, `hints` of names of shops and menus."""

    whole: Mapping[str, str]
    parts: tuple[tuple[str, str], ...]
    hints: tuple[tuple[str, str], ...]
    _seen: dict[str, str | None] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the lexicon."""
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"))
        trades = [(word, row["category"]) for row in rows if row["kind"] == "trade" for word in row["words"].split("|")]
        whole = {_plain(category): category for _, category in trades if category not in {_NO_FOOD, _GENERAL}}
        whole |= dict(reversed(trades))
        parts = sorted(((w, c) for w, c in trades if len(w) > 1), key=lambda one: (-len(one[0]), one[1] == _GENERAL))
        hints = [(word, row["category"]) for row in rows if row["kind"] == "name" for word in row["words"].split("|")]
        return cls(whole, tuple(parts), tuple(hints))

    def knows(self, trade: str) -> bool:
        """Whether a text is a trade we know."""
        return self._read(trade) is not None

    def is_trade(self, text: str) -> bool:
        """Whether a text is a trade and nothing more: "분식", not "황금분식"."""
        return _plain(text) in self.whole

    def category(self, published: Iterable[str], name: str, menus: Iterable[str]) -> tuple[str, Verdict]:
        """The category of a shop by its trades (most telling first), then by the words of its name and menus."""
        read = [(trade, self._read(trade)) for trade in published if trade]
        told = [found for _, found in read if found is not None]
        if found := next((one for one in told if one not in {_NO_FOOD, _GENERAL}), None):
            return found, Verdict.KNOWN
        if _NO_FOOD in told:
            return OTHER, Verdict.NOT_FOOD
        verdict = Verdict.GENERAL if told or not read else Verdict.UNKNOWN
        for words in (name, *menus):
            plain = _plain(words)
            if hint := next((category for word, category in self.hints if word in plain), None):
                return (OTHER, Verdict.NOT_FOOD) if hint == _NO_FOOD else (hint, verdict)
        return OTHER, verdict

    def _read(self, trade: str) -> str | None:
        if trade not in self._seen:
            self._seen[trade] = self._match(trade)
        return self._seen[trade]

    def _match(self, trade: str) -> str | None:
        lower = unicodedata.normalize("NFKC", trade).lower()
        if (found := self.whole.get(_plain(lower))) is not None:
            return found
        if len(lower) > 40:
            return None
        pieces = [piece for piece in _WORDS.split(lower) if piece]
        told = [self.whole[piece] for piece in pieces if piece in self.whole]
        if found := next((one for one in reversed(told) if one != _GENERAL), None):
            return found
        within = next((category for word, category in self.parts if word in _plain(lower)), None)
        return within if within is not None else (told[0] if told else None)


def _plain(text: str) -> str:
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text).lower())
