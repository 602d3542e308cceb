"""What the intent classifier sees of a message: hashed n-grams of letters, sounds, words and known names."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Mapping
from enum import StrEnum
from itertools import pairwise

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
_SPACE = ord(" ")
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
        self._names = {name: mark.value for name, mark in names.items()}
        lengths: dict[str, set[int]] = {}
        for name in names:
            lengths.setdefault(name[0], set()).add(len(name))
        self._lengths = {initial: sorted(found, reverse=True) for initial, found in lengths.items()}

    def buckets(self, text: str) -> NDArray[np.uint32]:
        """The bucket (below BUCKETS) of every n-gram of the text, repeats included."""
        text = plain(text)
        letters = _codes(text)
        grams = [*_runs(letters, LETTER_LENGTHS, salt=1)]
        grams += _runs(sounds(letters[letters != _SPACE]), SOUND_LENGTHS, salt=2)
        grams += self._marked(text)
        grams.append(_words(text))
        return _spread(np.concatenate(grams))

    def _marked(self, text: str) -> list[Codes]:
        """The runs that touch a known name, with the name replaced by its kind; and which kinds there are at all."""
        marked, kinds = self._with_marks(text)
        present = np.array([zlib.crc32("".join(sorted(kinds)).encode())], dtype=np.uint32)
        if not kinds:
            return [present]
        letters = _codes(marked)
        is_mark = (letters >= _FIRST_MARK) & (letters <= _LAST_MARK)
        touches = np.zeros(len(letters), dtype=bool)
        found = [present]
        for length, runs in enumerate(_runs(letters, MARKED_LENGTHS, salt=3)):
            touches = touches[: len(runs)] | is_mark[length:]
            found.append(runs[touches])
        return found

    def _with_marks(self, text: str) -> tuple[str, set[str]]:
        """The text with each known name, longest first, replaced by the mark of its kind; and the marks set."""
        pieces: list[str] = []
        kinds: set[str] = set()
        start = 0
        while start < len(text):
            for length in self._lengths.get(text[start], ()):
                mark = self._names.get(text[start : start + length])
                if mark is not None:
                    pieces.append(mark)
                    kinds.add(mark)
                    start += length
                    break
            else:
                pieces.append(text[start])
                start += 1
        return "".join(pieces), kinds


def plain(text: str) -> str:
    """The text in one case and form: digits as 0, runs of a letter cut to two, single spaces at and between words."""
    text = _DIGIT.sub("0", unicodedata.normalize("NFC", text).lower())
    words = _STRETCHED.sub(r"\1\1", text).split()
    return f" {' '.join(words)} "


def _codes(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)


def _runs(signs: Codes, lengths: range, salt: int) -> list[Codes]:
    """A hash of every run of signs, a list a length."""
    found: list[Codes] = []
    running = np.full(len(signs), salt, dtype=np.uint32)
    for length in range(1, min(lengths.stop - 1, len(signs)) + 1):
        running = running[: len(signs) - length + 1] * _STEP + signs[length - 1 :]
        if length in lengths:
            found.append(running * np.uint32(2 * length + 1))
    return found


def _words(text: str) -> Codes:
    """A hash of every word and every pair of neighbouring words."""
    words = _WORD.findall(text)
    pairs = [f"{left} {right}" for left, right in pairwise(words)]
    return np.array([zlib.crc32(gram.encode()) for gram in words + pairs], dtype=np.uint32)


def _spread(hashes: Codes) -> NDArray[np.uint32]:
    mixed = (hashes ^ (hashes >> _HALF)) * _STIR
    return (mixed >> _HALF) % BUCKETS
