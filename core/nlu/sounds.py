"""Korean as it sounds: syllables taken apart, with letters that are heard alike written alike. numpy only.

있다 and 잇다, 되 and 돼, 내 and 네 share their signs, and the silent ㅇ has none, so that 없어 is heard as 업서.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]

_FIRST_SYLLABLE, _SYLLABLES, _VOWELS, _CODAS = 0xAC00, 11_172, 21, 28
_ONSET_SIGNS = "ㄱㄱㄴㄷㄷㄹㅁㅂㅂㅅㅅ\0ㅈㅈㅊㅋㅌㅍㅎ"
_VOWEL_SIGNS = "ㅏㅔㅑㅖㅓㅔㅕㅖㅗㅘㅞㅞㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_CODA_SIGNS = "\0ㄱㄱㄱㄴㄴㄴㄷㄹㄹㄹㄹㄹㄹㄹㄹㅁㅂㅂㅅㅅㅇㅈㅊㅋㅌㅍㅎ"
_SECOND_CODA_SIGNS = "\0\0\0ㅅ\0ㅈㅎ\0\0ㄱㅁㅂㅅㅌㅍㅎ\0\0ㅅ\0\0\0\0\0\0\0\0\0"


def _table() -> Codes:
    """Row s: the four signs (onset, vowel, coda, second coda; 0 for none) of the syllable U+AC00 + s."""
    index = np.arange(_SYLLABLES)
    columns = (
        (_ONSET_SIGNS, index // (_VOWELS * _CODAS)),
        (_VOWEL_SIGNS, index // _CODAS % _VOWELS),
        (_CODA_SIGNS, index % _CODAS),
        (_SECOND_CODA_SIGNS, index % _CODAS),
    )
    return np.stack([np.array([*map(ord, signs)], dtype=np.uint32)[place] for signs, place in columns], axis=1)


_SIGNS = _table()


def sounds(letters: Codes) -> Codes:
    """The signs of all syllables in order; code points that are no syllables stay as they are."""
    place = letters - np.uint32(_FIRST_SYLLABLE)
    syllable = place < _SYLLABLES
    signs: Codes = _SIGNS[np.where(syllable, place, 0)]
    signs[~syllable] = 0
    signs[~syllable, 0] = letters[~syllable]
    return np.asarray(signs[signs != 0])
