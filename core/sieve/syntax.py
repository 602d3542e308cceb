"""The form of a regular expression, as far as it tells which letters a match must hold. Pure.

The documented syntax of `re` without flags inside a pattern, conditionals and VERBOSE; whatever tells nothing of
letters (`.`, ranges, back references) is read as Anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MOST_LETTERS = 24  # of a class that is worth spelling out
_QUANTIFIER = re.compile(r"(?:[*?]|(?P<some>\+)|\{(?P<least>\d*)(?:,\d*)?\})[?+]?")
_LOOKS_AROUND = re.compile(r"\?<?[=!]")
_GROUP = re.compile(r"\?(?::|P<\w+>)")
_BACK_REFERENCE = re.compile(r"\?P=\w+\)")
_CLASS = re.compile(r"\[(?P<negated>\^?)(?P<members>\]?(?:\\.|[^\]\\])*)\]", re.DOTALL)
_MEMBER = re.compile(r"\\?(?P<letter>.)(?P<ranges>-.)?", re.DOTALL)
_NO_WIDTH = frozenset("bBAZ")
_SPACES = frozenset("sntrfv")


@dataclass(frozen=True, slots=True)
class Nothing:
    """Takes up no letter: spaces, boundaries, looks ahead and behind."""


@dataclass(frozen=True, slots=True)
class Anything:
    """May be any letters, or none."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """Exactly one of these letters."""

    letters: str


@dataclass(frozen=True, slots=True)
class Repeated:
    """`part`, `least` times or more."""

    part: Syntax
    least: int


@dataclass(frozen=True, slots=True)
class Row:
    """One part after another."""

    parts: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the branches."""

    branches: tuple[Syntax, ...]


Syntax = Nothing | Anything | OneOf | Repeated | Row | Choice


def parsed(pattern: str) -> Syntax:
    """The form of a pattern that `re.compile` takes. ValueError where it uses what is not read here."""
    reader = _Reader(pattern)
    found = reader.choice()
    if not reader.at_end():
        raise ValueError(f"not read from letter {reader.place} on: {pattern}")
    return found


class _Reader:
    """Reads a pattern from left to right; `place` is what comes next."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self.place = 0

    def at_end(self) -> bool:
        return self.place == len(self._pattern)

    def choice(self) -> Syntax:
        branches = [self._row()]
        while self._takes("|"):
            branches.append(self._row())
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def _row(self) -> Syntax:
        parts = []
        while not self.at_end() and self._pattern[self.place] not in "|)":
            parts.append(self._repeated(self._atom()))
        return Row(tuple(parts))

    def _repeated(self, part: Syntax) -> Syntax:
        found = self._matches(_QUANTIFIER)
        if found is None:
            return part
        return Repeated(part, 1 if found["some"] else int(found["least"] or 0))

    def _atom(self) -> Syntax:
        if self._takes("("):
            return self._group()
        if (members := self._matches(_CLASS)) is not None:
            return Anything() if members["negated"] else _one_of(members["members"])
        letter = self._pattern[self.place]
        self.place += 1
        if letter == "\\":
            self.place += 1
            return _escaped(self._pattern[self.place - 1])
        if letter in "^$" or letter.isspace():
            return Nothing()
        return Anything() if letter == "." else OneOf(letter)

    def _group(self) -> Syntax:
        if self._matches(_BACK_REFERENCE):
            return Anything()
        looks = self._matches(_LOOKS_AROUND)
        if not looks and not self._matches(_GROUP) and self._pattern.startswith("?", self.place):
            raise ValueError(f"not read from letter {self.place} on: {self._pattern}")
        inside = self.choice()
        self._takes(")")
        return Nothing() if looks else inside

    def _takes(self, letter: str) -> bool:
        found = self._pattern.startswith(letter, self.place)
        self.place += found
        return found

    def _matches(self, expected: re.Pattern[str]) -> re.Match[str] | None:
        found = expected.match(self._pattern, self.place)
        if found is not None:
            self.place = found.end()
        return found


def _escaped(letter: str) -> Syntax:
    if letter in _NO_WIDTH or letter in _SPACES:
        return Nothing()
    return Anything() if letter.isalnum() else OneOf(letter)


def _one_of(members: str) -> Syntax:
    """The letters of a class; only spaces are Nothing, and what is not spelt out may be anything."""
    if members == r"\s":
        return Nothing()
    found = [member["letter"] for member in _MEMBER.finditer(members)]
    tells = not any(member["ranges"] or _is_category(member.group()) for member in _MEMBER.finditer(members))
    letters = "".join(found)
    spelt_out = tells and len(found) <= _MOST_LETTERS and not any(letter.isspace() for letter in letters)
    return OneOf(letters) if spelt_out else Anything()


def _is_category(member: str) -> bool:
    r"""\d, \s, \uAC00 and the like inside a class."""
    return member.startswith("\\") and member[1:2].isalnum()
