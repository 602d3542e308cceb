"""What the intent classifier sees of a message: hashed n-grams of letters, sounds, words and known names."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from itertools import count, pairwise

import numpy as np
from numpy.typing import NDArray

from core.nlu.sounds import sounds

BUCKETS = 1 << 17

Codes = NDArray[np.uint32]

_DIGIT = re.compile(r"\d")
_STRETCHED = re.compile(r"(.)\1{2,}")
_WORD = re.compile(r"[^\W_]+")
_SAID = re.compile(r".*[^\W_ㅋㅎㅠㅜ]", re.DOTALL)  # what laughs, weeps and stops at the end says nothing
_BEGINNINGS, _ENDS, _ENDS_OF_A_KIND = range(1, 4), range(1, 5), 3  # in letters
_MANY = 6  # words: so many and more are one
_STEP = 0x01000193
_STIR, _HALF, _BUCKET = (np.array(number, dtype=np.uint32) for number in (0x9E3779B1, 15, BUCKETS - 1))


class Mark(StrEnum):
    """The private-use letter that stands for any word of a kind: a dish never seen in training is still a dish."""

    SHOP = "\ue001"
    FOOD = "\ue002"
    PLACE = "\ue003"
    OWN_PLACE = "\ue004"
    ELSEWHERE = "\ue005"
    FEELING = "\ue006"


class Grams:
    """Turns messages into the buckets of their n-grams. `names`: each name, of two letters or more, with its kind."""

    def __init__(self, names: Mapping[str, Mark]) -> None:
        self._by_start: dict[str, list[tuple[str, str]]] = {}
        for name in sorted(names, key=len, reverse=True):
            self._by_start.setdefault(name[:2], []).append((name, names[name].value))

    def buckets(self, text: str) -> NDArray[np.uint32]:
        """The bucket (below BUCKETS) of every n-gram of the text, repeats included."""
        text = plain(text)
        marked, marks = self._with_marks(text)
        kinds = "".join(sorted({marked[place] for place in marks}))
        runs = _runs(text, sounds(text), marked if marks else "", marks)
        return _spread(np.concatenate([*runs, _words(text, kinds)]))

    def _with_marks(self, text: str) -> tuple[str, list[int]]:
        """The text with each known name, longest first, replaced by the mark of its kind; and where the marks stand."""
        pieces: list[str] = []
        marks: list[int] = []
        past = shorter_by = 0
        for start, pair in enumerate(map(str.__add__, text, text[1:])):
            if pair not in self._by_start or start < past:
                continue
            for name, mark in self._by_start[pair]:
                if text.startswith(name, start):
                    pieces += (text[past:start], mark)
                    marks.append(start - shorter_by)
                    past = start + len(name)
                    shorter_by += len(name) - 1
                    break
        return "".join((*pieces, text[past:])), marks


_SIGN = 4  # bytes, in UTF-32
_LETTERS, _SOUNDS, _MARKED = range(1, 4), range(2, 6), range(1, 4)  # the lengths of runs
_KINDS = [(salt, length) for salt, lengths in enumerate((_LETTERS, _SOUNDS, _MARKED), start=1) for length in lengths]
_LONGEST = max(length for _, length in _KINDS)
_GAP = "\0" * (_LONGEST - 1)


def _wrapped(numbers: Sequence[int] | Sequence[Sequence[int]]) -> Codes:
    """The numbers modulo 2³²."""
    return (np.array(numbers, dtype=object) % (1 << 32)).astype(np.uint32)


_POWERS = _wrapped(
    [
        [(2 * length + 1) * _STEP ** (length - 1 - place) if place < length else 0 for _, length in _KINDS]
        for place in range(_LONGEST)
    ]
)
_SALTS = _wrapped([(2 * length + 1) * salt * _STEP**length for salt, length in _KINDS])


def _runs(letters: str, heard: str, marked: str, marks: Collection[int]) -> list[Codes]:
    """The hash of every run of letters, of every run of sounds, and of every run of `marked` that touches a mark.

    A hash is the signs of its run · powers of _STEP. All are one product, with a row a place and a column a kind of
    run, from which those are taken that end within their text.
    """
    signs = _GAP.join((letters, heard, marked, "")).encode("utf-32-le")
    windows = np.ndarray((len(signs) // _SIGN - len(_GAP), _LONGEST), np.uint32, signs, strides=(_SIGN, _SIGN))
    hashes = windows @ _POWERS
    hashes += _SALTS
    heard_from = len(letters) + len(_GAP)
    marked_from = heard_from + len(heard) + len(_GAP)
    columns = count()
    runs = [hashes[: len(letters) - length + 1, next(columns)] for length in _LETTERS]
    runs += [hashes[heard_from : heard_from + len(heard) - length + 1, next(columns)] for length in _SOUNDS]
    touching = {
        (marked_from + start) * len(_KINDS) + column
        for column, length in zip(columns, _MARKED, strict=False)
        for mark in marks
        for start in range(max(mark - length + 1, 0), min(mark, len(marked) - length) + 1)
    }
    return [*runs, hashes.take(list(touching))] if touching else runs


def plain(text: str) -> str:
    """The text in one case and form: digits as 0, runs of a letter cut to two, single spaces at and between words."""
    text = _DIGIT.sub("0", unicodedata.normalize("NFC", text).lower())
    if _STRETCHED.search(text):
        text = _STRETCHED.sub(r"\1\1", text)
    return f" {' '.join(text.split())} "


def _words(text: str, kinds: str) -> Codes:
    """A hash of what words tell: each of them, also with the kinds of names there are, and each pair of neighbours;
    how the message begins and ends, the end also with each kind (a dish with 먹었어 is told, with 먹을래 wished); and
    how long it is.
    """
    words = _WORD.findall(text)
    said = _SAID.match(text)
    core = said.group().lstrip() if said else ""
    ends = [core[-length:] for length in _ENDS if length <= len(core)]
    grams = (
        *words,
        *(f"{left} {right}" for left, right in pairwise(words)),
        kinds,
        *(f"{kinds} {word}" for word in words),
        *(f"^ {core[:length]}" for length in _BEGINNINGS),
        *(f"$ {end}" for end in ends),
        *(f"$ {kind} {end}" for kind in kinds for end in ends[:_ENDS_OF_A_KIND]),
        f"# {min(len(words), _MANY)} {kinds} {'?' if '?' in text else ''}",
    )
    return np.fromiter(map(zlib.crc32, map(str.encode, grams)), np.uint32)


def _spread(hashes: Codes) -> NDArray[np.uint32]:
    mixed = (hashes ^ (hashes >> _HALF)) * _STIR
    return (mixed >> _HALF) & _BUCKET
