"""What the intent classifier sees of a message: hashed n-grams of letters, sounds, words and known names."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Mapping
from enum import StrEnum
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from core.nlu.sounds import sounds

BUCKETS = 1 << 17
LETTER_LENGTHS = range(1, 4)
SOUND_LENGTHS = range(2, 6)
MARKED_LENGTHS = range(1, 4)

Codes = NDArray[np.uint32]

_DIGIT = re.compile(r"\d")
_STRETCHED = re.compile(r"(.)\1{2,}")
_WORD = re.compile(r"[^\W_]+")
_SALTS = np.array([1, 2, 3], dtype=np.uint32)  # letters, sounds, letters with marks
_STEP, _STIR, _HALF = np.uint32(0x01000193), np.uint32(0x9E3779B1), np.uint32(15)


class Mark(StrEnum):
    """The private-use letter that stands for any name of a kind: a dish never seen in training is still a dish."""

    SHOP = "\ue001"
    FOOD = "\ue002"
    PLACE = "\ue003"
    OWN_PLACE = "\ue004"


_FIRST_MARK, _LAST_MARK = ord(min(Mark)), ord(max(Mark))


class Grams:
    """Turns messages into the buckets of their n-grams. `names` says of which kind each known name is."""

    def __init__(self, names: Mapping[str, Mark]) -> None:
        self._names: dict[str, list[tuple[str, str]]] = {}
        for name in sorted(names, key=len, reverse=True):
            self._names.setdefault(name[:2], []).append((name, names[name].value))

    def buckets(self, text: str) -> NDArray[np.uint32]:
        """The bucket (below BUCKETS) of every n-gram of the text, repeats included."""
        text = plain(text)
        marked, kinds = self._with_marks(text)
        present = np.array([zlib.crc32("".join(sorted(kinds)).encode())], dtype=np.uint32)
        parts = (text, sounds(text.replace(" ", "")), marked if kinds else "")
        return _spread(np.concatenate([*_runs(parts), present, _words(text)]))

    def _with_marks(self, text: str) -> tuple[str, set[str]]:
        """The text with each known name, longest first, replaced by the mark of its kind; and the marks set."""
        pieces: list[str] = []
        kinds: set[str] = set()
        start, copied = 0, 0
        while start < len(text):
            for name, mark in self._names.get(text[start : start + 2], ()):
                if text.startswith(name, start):
                    pieces += (text[copied:start], mark)
                    kinds.add(mark)
                    start = copied = start + len(name)
                    break
            else:
                start += 1
        return "".join([*pieces, text[copied:]]), kinds


def plain(text: str) -> str:
    """The text in one case and form: digits as 0, runs of a letter cut to two, single spaces at and between words."""
    text = _DIGIT.sub("0", unicodedata.normalize("NFC", text).lower())
    words = _STRETCHED.sub(r"\1\1", text).split()
    return f" {' '.join(words)} "


def _codes(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)


def _runs(parts: tuple[str, str, str]) -> list[Codes]:
    """A hash of every run of letters, of sounds, and of letters with marks (only runs that touch a mark).

    The three parts are hashed as one array, a step a length; runs that cross from part to part are left out.
    """
    signs = _codes("".join(parts))
    ends = list(accumulate(map(len, parts)))
    running = np.repeat(_SALTS, [len(part) for part in parts])
    is_mark = (signs >= _FIRST_MARK) & (signs <= _LAST_MARK)
    touches = is_mark
    found: list[Codes] = []
    for length in range(1, min(max(SOUND_LENGTHS), len(signs)) + 1):
        running = running[: len(signs) - length + 1] * _STEP + signs[length - 1 :]
        hashes = running * np.uint32(2 * length + 1)
        if length in LETTER_LENGTHS:
            found.append(hashes[: max(ends[0] - length + 1, 0)])
        if length in SOUND_LENGTHS:
            found.append(hashes[ends[0] : max(ends[1] - length + 1, ends[0])])
        if length in MARKED_LENGTHS and parts[2]:
            touches = touches[: len(running)] | is_mark[length - 1 :]
            found.append(hashes[ends[1] :][touches[ends[1] :]])
    return found


def _words(text: str) -> Codes:
    """A hash of every word and every pair of neighbouring words."""
    words = _WORD.findall(text)
    pairs = [f"{left} {right}" for left, right in pairwise(words)]
    return np.array([zlib.crc32(gram.encode()) for gram in words + pairs], dtype=np.uint32)


def _spread(hashes: Codes) -> NDArray[np.uint32]:
    mixed = (hashes ^ (hashes >> _HALF)) * _STIR
    return (mixed >> _HALF) % BUCKETS
