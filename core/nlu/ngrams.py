"""What the intent classifier sees of a message: hashed n-grams of letters, sounds, words and known names."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
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
_STEP = 0x01000193
_STIR, _HALF, _BUCKET = np.uint32(0x9E3779B1), np.uint32(15), np.uint32(BUCKETS - 1)


class Mark(StrEnum):
    """The private-use letter that stands for any word of a kind: a dish never seen in training is still a dish."""

    SHOP = "\ue001"
    FOOD = "\ue002"
    PLACE = "\ue003"
    OWN_PLACE = "\ue004"
    ELSEWHERE = "\ue005"
    FEELING = "\ue006"


_FIRST_MARK, _LAST_MARK = ord(min(Mark)), ord(max(Mark))


class Grams:
    """Turns messages into the buckets of their n-grams. `names`: each name, of two letters or more, with its kind."""

    def __init__(self, names: Mapping[str, Mark]) -> None:
        self._names = {name: mark.value for name, mark in names.items()}
        lengths: dict[str, set[int]] = {}
        for name in names:
            lengths.setdefault(name[:2], set()).add(len(name))
        self._lengths = {start: sorted(found, reverse=True) for start, found in lengths.items()}

    def buckets(self, text: str) -> NDArray[np.uint32]:
        """The bucket (below BUCKETS) of every n-gram of the text, repeats included."""
        text = plain(text)
        letters, heard = _codes(text), _codes(sounds(text.replace(" ", "")))
        marked, kinds = self._with_marks(text)
        grams = [_LETTERS.of(letters), _SOUNDS.of(heard), _words(text, kinds)]
        if kinds:
            grams.append(_touching_marks(_codes(marked)))
        return _spread(np.concatenate(grams))

    def _with_marks(self, text: str) -> tuple[str, str]:
        """The text with each known name, longest first, replaced by the mark of its kind; and the marks set, sorted."""
        pieces: list[str] = []
        kinds: set[str] = set()
        past = 0
        for start in range(len(text) - 1):  # a space ends the text
            lengths = self._lengths.get(text[start : start + 2])
            if lengths is None or start < past:
                continue
            mark, end = self._longest(text, start, lengths)
            if mark is not None:
                pieces += (text[past:start], mark)
                kinds.add(mark)
                past = end
        return "".join((*pieces, text[past:])), "".join(sorted(kinds))

    def _longest(self, text: str, start: int, lengths: list[int]) -> tuple[str | None, int]:
        for length in lengths:
            mark = self._names.get(text[start : start + length])
            if mark is not None:
                return mark, start + length
        return None, start


class _Runs:
    """Hashes every run of signs of some lengths: run · powers of _STEP, all lengths in one product."""

    def __init__(self, lengths: range, salt: int) -> None:
        longest = lengths.stop - 1
        powers = [
            [_STEP ** (length - 1 - place) if place < length else 0 for length in lengths] for place in range(longest)
        ]
        by_length = np.array([2 * length + 1 for length in lengths], dtype=np.uint32)
        self._lengths = np.array(lengths)
        self._places = np.arange(longest)
        self._powers = _wrapped(powers) * by_length
        self._start = _wrapped([salt * _STEP**length for length in lengths]) * by_length

    def of(self, signs: Codes) -> Codes:
        """The hash of every run."""
        windows, within = self._windows(len(signs))
        hashes: Codes = signs.take(windows) @ self._powers + self._start
        return hashes[within]

    def touching(self, signs: Codes, touched: NDArray[np.bool_]) -> Codes:
        """The hash of every run that holds a touched sign."""
        windows, within = self._windows(len(signs))
        touches = np.logical_or.accumulate(touched.take(windows), axis=1)[:, self._lengths - 1]
        hashes: Codes = signs.take(windows) @ self._powers + self._start
        return hashes[within & touches]

    @lru_cache(maxsize=256)  # noqa: B019 - there are three, and they live as long as the module
    def _windows(self, count: int) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """Where the signs of the run from each place on stand, and which lengths of it end within `count` signs."""
        starts = np.arange(count)[:, np.newaxis]
        return np.minimum(starts + self._places, max(count - 1, 0)), starts + self._lengths <= count


def _wrapped(numbers: Sequence[int] | Sequence[Sequence[int]]) -> Codes:
    """The numbers modulo 2³²."""
    return (np.array(numbers, dtype=object) % (1 << 32)).astype(np.uint32)


_LETTERS = _Runs(LETTER_LENGTHS, salt=1)
_SOUNDS = _Runs(SOUND_LENGTHS, salt=2)
_MARKED = _Runs(MARKED_LENGTHS, salt=3)


def _touching_marks(marked: Codes) -> Codes:
    """The runs that touch a known name, with the name replaced by its kind."""
    return _MARKED.touching(marked, (marked >= _FIRST_MARK) & (marked <= _LAST_MARK))


def plain(text: str) -> str:
    """The text in one case and form: digits as 0, runs of a letter cut to two, single spaces at and between words."""
    text = _DIGIT.sub("0", unicodedata.normalize("NFC", text).lower())
    words = _STRETCHED.sub(r"\1\1", text).split()
    return f" {' '.join(words)} "


def _codes(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)


def _words(text: str, kinds: str) -> Codes:
    """A hash of every word, of every pair of neighbouring words, and of which kinds of names there are at all."""
    words = _WORD.findall(text)
    pairs = [f"{left} {right}" for left, right in pairwise(words)]
    return np.array([zlib.crc32(gram.encode()) for gram in (*words, *pairs, kinds)], dtype=np.uint32)


def _spread(hashes: Codes) -> NDArray[np.uint32]:
    mixed = (hashes ^ (hashes >> _HALF)) * _STIR
    return (mixed >> _HALF) & _BUCKET
