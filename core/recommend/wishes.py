"""From a wished food to the menus and shops that serve it. Pure after loading.

A wish such as "고기" or "한식" is served by many menus; `food_groups.tsv` says by which words in a menu's name and by
which of the 13 categories as a whole. A dish that stands in no group is served by menus that carry its name.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Self

_SPACES = re.compile(r"\s+")
_BETWEEN = r"[\s()\[\]/+&,·]"


@dataclass(frozen=True, slots=True)
class Wish:
    """One wished (or refused) food: words to find in menu names, categories that serve it whole."""

    term: str
    words: tuple[str, ...]
    categories: frozenset[str] = frozenset()

    def serves(self, menu_name: str) -> bool:
        """Whether a menu of that name is what was wished. One-letter words (죽, 회) must end a word of the name."""
        anywhere, at_end = _patterns(self.words)
        if anywhere is not None and anywhere.search(_without_spaces(menu_name)):
            return True
        return at_end is not None and at_end.search(menu_name) is not None


class FoodGroups:
    """Knows which words stand for a group of foods."""

    def __init__(self, groups: Mapping[str, Wish]) -> None:
        self._groups = dict(groups)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read `food_groups.tsv`: name, words (comma-separated), categories (comma-separated)."""
        with path.open(encoding="utf-8", newline="") as file:
            lines = (line for line in file if not line.startswith("#"))
            rows = list(csv.DictReader(lines, delimiter="\t"))
        return cls(
            {
                _SPACES.sub("", r["name"]): Wish(r["name"], _split(r["words"]), frozenset(_split(r["categories"])))
                for r in rows
            }
        )

    def wish(self, term: str) -> Wish:
        """The wish that `term` names; any other word is a dish of its own name."""
        plain = _SPACES.sub("", term)
        return self._groups.get(plain) or Wish(term, (plain,))

    def of_tastes(self, tastes: Iterable[str]) -> tuple[Wish, ...]:
        """What has a taste by its name: 매운 is "매운 음식"; a taste that no name tells of is no wish."""
        return tuple(group for taste in tastes if (group := self._groups.get(f"{taste}음식")) is not None)

    def wishes(self, terms: Iterable[str]) -> tuple[Wish, ...]:
        """One wish a term."""
        return tuple(self.wish(term) for term in terms)


@lru_cache(maxsize=1 << 16)
def _without_spaces(menu_name: str) -> str:
    return _SPACES.sub("", menu_name)


@lru_cache(maxsize=1024)
def _patterns(words: tuple[str, ...]) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """What finds the longer words anywhere in a name without spaces, and the one-letter words at a part's end."""
    longer = "|".join(re.escape(word) for word in words if len(word) > 1)
    single = "|".join(re.escape(word) for word in words if len(word) == 1)
    at_end = re.compile(rf"(?:{single})(?={_BETWEEN}|$)") if single else None
    return re.compile(longer) if longer else None, at_end


def _split(cell: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (cell or "").split(",") if part.strip())
