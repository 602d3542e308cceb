"""What the intent classifier sees of a message: hashed n-grams of its letters, its sounds and its words. numpy only."""

from __future__ import annotations

import re
import unicodedata
import zlib
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 16
LETTER_LENGTHS = range(1, 5)
SOUND_LENGTHS = range(3, 7)

Codes = NDArray[np.uint32]

_DIGIT = re.compile(r"\d")
_STRETCHED = re.compile(r"(.)\1{2,}")
_WORD = re.compile(r"[^\W_]+")
_SPACE = ord(" ")
_FIRST_SYLLABLE, _SYLLABLES, _VOWELS, _CODAS = 0xAC00, 11_172, 21, 28

# Letters that sound alike (있다, 잇다; 되, 돼; 내, 네) share a sign, the silent ㅇ has none: 없어 is heard as 업서.
_ONSETS = "ㄱㄱㄴㄷㄷㄹㅁㅂㅂㅅㅅ\0ㅈㅈㅊㅋㅌㅍㅎ"
_VOWEL_SIGNS = "ㅏㅔㅑㅖㅓㅔㅕㅖㅗㅘㅞㅞㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FIRST_CODA = "\0ㄱㄱㄱㄴㄴㄴㄷㄹㄹㄹㄹㄹㄹㄹㄹㅁㅂㅂㅅㅅㅇㅈㅊㅋㅌㅍㅎ"
_SECOND_CODA = "\0\0\0ㅅ\0ㅈㅎ\0\0ㄱㅁㅂㅅㅌㅍㅎ\0\0ㅅ\0\0\0\0\0\0\0\0\0"


def _codes(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)


def _sounds_by_syllable() -> Codes:
    """Row s: the four signs (onset, vowel, coda, second coda; 0 for none) of the syllable U+AC00 + s."""
    index = np.arange(_SYLLABLES)
    parts = (
        _codes(_ONSETS)[index // (_VOWELS * _CODAS)],
        _codes(_VOWEL_SIGNS)[index // _CODAS % _VOWELS],
        _codes(_FIRST_CODA)[index % _CODAS],
        _codes(_SECOND_CODA)[index % _CODAS],
    )
    return np.stack(parts, axis=1)


_SOUNDS = _sounds_by_syllable()


def plain(text: str) -> str:
    """The text in one case and form: digits as 0, runs of a letter cut to two, single spaces at and between words."""
    text = _DIGIT.sub("0", unicodedata.normalize("NFC", text).lower())
    words = _STRETCHED.sub(r"\1\1", text).split()
    return f" {' '.join(words)} "


def buckets(text: str) -> NDArray[np.uint32]:
    """The bucket (below BUCKETS) of every n-gram of the text, repeats included; empty only for an empty text."""
    text = plain(text)
    letters = _codes(text)
    grams = [*_grams(letters, LETTER_LENGTHS, salt=1), *_grams(_sounds(letters), SOUND_LENGTHS, salt=2), _words(text)]
    return _spread(np.concatenate(grams))


def _sounds(letters: Codes) -> Codes:
    """The signs of all syllables in order, without spaces; other letters as they are."""
    letters = letters[letters != _SPACE]
    place = letters - np.uint32(_FIRST_SYLLABLE)
    syllable = place < _SYLLABLES
    signs = _SOUNDS[np.where(syllable, place, 0)]
    signs[~syllable] = 0
    signs[~syllable, 0] = letters[~syllable]
    return np.asarray(signs[signs != 0])


def _grams(signs: Codes, lengths: range, salt: int) -> list[Codes]:
    """A hash of every run of signs, for each length in turn."""
    found = []
    running = np.full(len(signs), salt, dtype=np.uint32)
    for length in range(1, min(lengths.stop - 1, len(signs)) + 1):
        running = running[: len(signs) - length + 1] * np.uint32(0x01000193) + signs[length - 1 :]
        if length in lengths:
            found.append(running * np.uint32(2 * length + 1))
    return found


def _words(text: str) -> Codes:
    """A hash of every word and every pair of neighbouring words."""
    words = _WORD.findall(text)
    pairs = [f"{left} {right}" for left, right in pairwise(words)]
    return np.array([zlib.crc32(gram.encode()) for gram in words + pairs], dtype=np.uint32)


def _spread(hashes: Codes) -> NDArray[np.uint32]:
    mixed = (hashes ^ (hashes >> np.uint32(15))) * np.uint32(0x9E3779B1)
    return (mixed >> np.uint32(8)) % np.uint32(BUCKETS)
