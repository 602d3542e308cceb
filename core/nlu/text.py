"""The page that every reader of a message works on, and the marks they leave on it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from core.sieve import Clue, Sieve, grams

CLUES = Sieve()
"""Every pattern that the readers of this room search for."""

Trie = dict[str, "Trie | str"]
_END = ""


@dataclass(slots=True)
class Page:
    """A message as typed (`raw`) and normalised (`clean`), with the letters already spoken for.

    `lower` is `clean` in small letters, letter for letter; `grams` are its letters and pairs.
    A reader that has understood a stretch claims it,
    so that 김밥 in 김밥천국 is a shop and no wish.
    """

    raw: str
    clean: str
    lower: str = field(init=False)
    _claimed: bytearray = field(init=False)
    grams: set[str] = field(init=False)
    _clues: int = field(init=False)

    def __post_init__(self) -> None:
        lower = self.clean.lower()
        self.lower = lower if len(lower) == len(self.clean) else self.clean
        self._claimed = bytearray(len(self.clean))
        self.grams = grams(self.lower)
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

    def claim(self, start: int, end: int) -> None:
        """Mark the letters of `clean[start:end]` as understood."""
        self._claimed[start:end] = b"\x01" * (end - start)

    def free(self, start: int, end: int) -> bool:
        """Whether nobody has claimed any letter of `clean[start:end]`."""
        return not any(self._claimed[start:end])

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

    __slots__ = ("_across_spaces", "_first", "_root", "_starts")

    def __init__(self, meanings: dict[str, str], *, across_spaces: bool = True) -> None:
        self._across_spaces = across_spaces
        self._root: Trie = {}
        self._starts = frozenset("".join(word.split())[:2].lower() for word in meanings)
        for word, meaning in meanings.items():
            node = self._root
            for letter in (word.replace(" ", "") if across_spaces else word).lower():
                following = node.setdefault(letter, {})
                assert isinstance(following, dict)  # noqa: S101 - only the key "" holds a string
                node = following
            node.setdefault(_END, meaning)
        letters = "".join(re.escape(letter) for letter in self._root if letter)
        self._first = re.compile(f"[{letters}]" if letters else r"(?!)")

    def at(self, page: Page, start: int) -> Match | None:
        """The longest entry that begins at `start`, or None."""
        text, node, found = page.lower, self._root, None
        for index in range(start, len(text)):
            following = node.get(text[index])
            if not isinstance(following, dict):
                if self._across_spaces and text[index] == " " and index > start and page.begins_word(start):
                    continue
                break
            node = following
            meaning = node.get(_END)
            if isinstance(meaning, str):
                found = Match(start, index + 1, meaning)
        return found

    def find(self, page: Page) -> Iterator[Match]:
        """Every entry in free letters, left to right, none overlapping."""
        if self._starts.isdisjoint(page.grams):
            return
        past = 0
        text, root = page.lower, self._root
        for first in self._first.finditer(text):
            start = first.start()
            node, second = root[text[start]], text[start + 1 : start + 2]
            if start < past or (second not in node and second != " " and _END not in node):
                continue  # most letters begin some word, few pairs of letters do
            match = self.at(page, start)
            if match is not None and page.free(start, match.end):
                past = match.end
                yield match
