"""The page that every reader of a message works on, and the marks they leave on it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

Trie = dict[str, "Trie | str"]
_END = ""


@dataclass(slots=True)
class Page:
    """A message as typed (`raw`) and normalised (`clean`), with the letters already spoken for.

    A reader that has understood a stretch claims it, so that 김밥 in 김밥천국 is a shop and no wish.
    """

    raw: str
    clean: str
    _claimed: bytearray = field(init=False)

    def __post_init__(self) -> None:
        self._claimed = bytearray(len(self.clean))

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
    """A set of words with a meaning each, found longest first, spaces ignored, letter case ignored.

    A word may span a space only if it begins a word ("돌솥 비빔밥", but not "한국 수학").
    """

    __slots__ = ("_root",)

    def __init__(self, meanings: dict[str, str]) -> None:
        self._root: Trie = {}
        for word, meaning in meanings.items():
            node = self._root
            for letter in word.replace(" ", "").lower():
                following = node.setdefault(letter, {})
                assert isinstance(following, dict)  # noqa: S101 - only the key "" holds a string
                node = following
            node.setdefault(_END, meaning)

    def at(self, page: Page, start: int) -> Match | None:
        """The longest entry that begins at `start`, or None."""
        text, node, found = page.clean, self._root, None
        may_span = page.begins_word(start)
        for index in range(start, len(text)):
            letter = text[index]
            if letter == " ":
                if may_span and index > start:
                    continue
                break
            following = node.get(letter) or node.get(letter.lower())
            if not isinstance(following, dict):
                break
            node = following
            meaning = node.get(_END)
            if isinstance(meaning, str):
                found = Match(start, index + 1, meaning)
        return found

    def find(self, page: Page) -> Iterator[Match]:
        """Every entry in free letters, left to right, none overlapping."""
        text, root, index = page.clean, self._root, 0
        while index < len(text):
            match = None
            if (text[index] in root or text[index].lower() in root) and page.free(index, index + 1):
                match = self.at(page, index)
            if match is not None and page.free(match.start, match.end):
                yield match
                index = match.end
            else:
                index += 1
