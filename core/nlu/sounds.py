"""Korean as it sounds: syllables taken apart, with letters that are heard alike written alike. Pure.

있다 and 잇다, 되 and 돼, 내 and 네 share their signs, and the silent ㅇ has none, so that 없어 is heard as 업서.
"""

from __future__ import annotations

_FIRST_SYLLABLE, _SYLLABLES, _VOWELS, _CODAS = 0xAC00, 11_172, 21, 28
_ONSET_SIGNS = "ㄱㄱㄴㄷㄷㄹㅁㅂㅂㅅㅅ ㅈㅈㅊㅋㅌㅍㅎ"
_VOWEL_SIGNS = "ㅏㅔㅑㅖㅓㅔㅕㅖㅗㅘㅞㅞㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_CODA_SIGNS = " ㄱㄱㄱㄴㄴㄴㄷㄹㄹㄹㄹㄹㄹㄹㄹㅁㅂㅂㅅㅅㅇㅈㅊㅋㅌㅍㅎ"
_SECOND_CODA_SIGNS = "   ㅅ ㅈㅎ  ㄱㅁㅂㅅㅌㅍㅎ  ㅅ         "


def _signs(place: int) -> str:
    """The signs of the syllable U+AC00 + place: onset, vowel, coda, second coda, without those that are not heard."""
    onset, vowel, coda = place // (_VOWELS * _CODAS), place // _CODAS % _VOWELS, place % _CODAS
    return f"{_ONSET_SIGNS[onset]}{_VOWEL_SIGNS[vowel]}{_CODA_SIGNS[coda]}{_SECOND_CODA_SIGNS[coda]}".replace(" ", "")


_SIGNS = {_FIRST_SYLLABLE + place: _signs(place) for place in range(_SYLLABLES)}


def sounds(text: str) -> str:
    """The signs of all syllables in order; letters that are no syllables stay as they are."""
    return text.translate(_SIGNS)
