"""The page that every reader of a message works on, and the marks they leave on it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from core.sieve import Clue, Sieve, grams

CLUES = Sieve()
"""Every pattern that the readers of this room search for."""


@dataclass(slots=True)
class Page:
    """A message as typed (`raw`) and normalised (`clean`), with the letters already spoken for.

    `lower` is `clean` in small letters, letter for letter; `grams` are its letters and pairs.
    A reader that has understood a stretch claims it, so that 김밥 in 김밥천국 is a shop and no wish.
    """

    raw: str
    clean: str
    lower: str = field(init=False)
    grams: frozenset[str] = field(init=False)
    _claimed: bytearray = field(init=False)
    _clues: int = field(init=False)

    def __post_init__(self) -> None:
        lower = self.clean.lower()
        self.lower = lower if len(lower) == len(self.clean) else self.clean
        self.grams = grams(self.lower)
        self._claimed = bytearray(len(self.clean))
        self._clues = CLUES.sift(self.grams)

    def search(self, clue: Clue) -> re.Match[str] | None:
        """Where `clue` is found first in `clean`, claimed or not."""
        return clue.pattern.search(self.clean) if self._clues & clue.bit else None

    def says(self, clue: Clue) -> bool:
        """Whether `clue` is found."""
        return bool(self._clues & clue.bit) and clue.pattern.search(self.clean) is not None

    def finditer(self, clue: Clue) -> Iterator[re.Match[str]]:
        """Every place where `clue` is found."""
        return clue.pattern.finditer(self.clean) if self._clues & clue.bit else iter(())

    def places(self, wanted: Iterable[str]) -> list[int]:
        """Where the wanted letters and pairs begin, in order; a space between the letters of a pair is left out."""
        found = set()
        for gram in wanted:
            for written in {gram, " ".join(gram)}:
                place = self.lower.find(written)
                while place >= 0:
                    found.add(place)
                    place = self.lower.find(written, place + 1)
        return sorted(found)

    def claim(self, start: int, end: int) -> None:
        """Mark the letters of `clean[start:end]` as understood."""
        self._claimed[start:end] = b"\x01" * (end - start)

    def free(self, start: int, end: int) -> bool:
        """Whether nobody has claimed any letter of `clean[start:end]`."""
        return 1 not in self._claimed[start:end]

    def rest(self) -> str:
        """The letters nobody claimed; what is left to explain."""
        return "".join(" " if taken else letter for letter, taken in zip(self.clean, self._claimed, strict=True))

    def begins_word(self, index: int) -> bool:
        """Whether a word begins at `index`: at the start, or after anything but a letter or digit."""
        return index == 0 or not self.clean[index - 1].isalnum()


@dataclass(frozen=True, slots=True)
class Match:
    """A lexicon entry found at `start:end`; `value` is what the lexicon says of it."""

    start: int
    end: int
    value: str


class Words:
    """A set of words with a meaning each, found longest first, letter case ignored.

    A word may span a space only if it begins a word ("돌솥 비빔밥", but not "한국 수학"); with `across_spaces` False
    only where it is written with one ("애 엄마", but 아 동생 holds no 아동).
    """

    __slots__ = ("_across_spaces", "_lengths", "_meanings", "_starts")

    def __init__(self, meanings: Mapping[str, str], *, across_spaces: bool = True) -> None:
        self._across_spaces = across_spaces
        self._meanings: dict[str, str] = {}
        lengths: dict[str, set[int]] = {}
        for word, meaning in meanings.items():
            written = (word.replace(" ", "") if across_spaces else word).lower()
            self._meanings.setdefault(written, meaning)
            lengths.setdefault(written[:2], set()).add(len(written))
        self._lengths = {start: sorted(found, reverse=True) for start, found in lengths.items()}
        self._starts = frozenset(written.replace(" ", "")[:2] for written in self._meanings)

    def find(self, page: Page) -> Iterator[Match]:
        """Every entry in free letters, left to right, none overlapping."""
        past = 0
        for start in page.places(self._starts & page.grams):
            if start < past:
                continue
            match = self._longest(page, start)
            if match is not None and page.free(start, match.end):
                past = match.end
                yield match

    def _longest(self, page: Page, start: int) -> Match | None:
        """The longest entry that begins at `start`."""
        rest = page.lower[start:]
        letters = rest.replace(" ", "") if self._across_spaces and page.begins_word(start) else rest
        for first in (letters[:2], letters[:1]):
            for length in self._lengths.get(first, ()):
                meaning = self._meanings.get(letters[:length])
                if meaning is not None:
                    return Match(start, start + _spread(rest, letters[:length]), meaning)
        return None


def _spread(text: str, letters: str) -> int:
    """How far these letters reach from the beginning of a text that may have spaces between them."""
    if text.startswith(letters):
        return len(letters)
    end = 0
    for letter in letters:
        end = text.index(letter, end) + 1
    return end
