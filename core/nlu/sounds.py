"""Korean as it sounds: syllables taken apart, with letters that are heard alike written alike.

있다 and 잇다, 되 and 돼, 내 and 네 share their signs, and the silent ㅇ has none, so that 없어 is heard as 업서.
"""

from __future__ import annotations

from functools import lru_cache

_FIRST_SYLLABLE, _SYLLABLES, _VOWELS, _CODAS = 0xAC00, 11_172, 21, 28
_ONSET_SIGNS = "ㄱㄱㄴㄷㄷㄹㅁㅂㅂㅅㅅ\0ㅈㅈㅊㅋㅌㅍㅎ"
_VOWEL_SIGNS = "ㅏㅔㅑㅖㅓㅔㅕㅖㅗㅘㅞㅞㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_CODA_SIGNS = "\0ㄱㄱㄱㄴㄴㄴㄷㄹㄹㄹㄹㄹㄹㄹㄹㅁㅂㅂㅅㅅㅇㅈㅊㅋㅌㅍㅎ"
_SECOND_CODA_SIGNS = "\0\0\0ㅅ\0ㅈㅎ\0\0ㄱㅁㅂㅅㅌㅍㅎ\0\0ㅅ\0\0\0\0\0\0\0\0\0"


def _signs(syllable: int) -> str:
    """Onset, vowel, coda and second coda of the syllable U+AC00 + `syllable`, those that are heard."""
    coda = syllable % _CODAS
    signs = (
        _ONSET_SIGNS[syllable // (_VOWELS * _CODAS)],
        _VOWEL_SIGNS[syllable // _CODAS % _VOWELS],
        _CODA_SIGNS[coda],
        _SECOND_CODA_SIGNS[coda],
    )
    return "".join(signs).replace("\0", "")


_HEARD = {_FIRST_SYLLABLE + syllable: _signs(syllable) for syllable in range(_SYLLABLES)}


def sounds(text: str) -> str:
    """The signs of all syllables in order, without spaces; letters that are no syllables stay as they are."""
    return "".join(map(_heard, text.split()))


@lru_cache(maxsize=8192)
def _heard(word: str) -> str:
    return word.translate(_HEARD)
