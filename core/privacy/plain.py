"""The plain form of a text, in which personal data is looked for: as long as the text, letter by letter.

Digits of every script become ASCII, full-width letters and odd dashes and spaces become plain ones. Where asked,
digits that are spelled out in a row ("공일공 일이삼사 오육칠팔", "zero one zero", "一三八") become digits too.
"""

from __future__ import annotations

import re
import unicodedata

from core.privacy.rules import PAD

_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_DASHES = "‐‑‒–—―−⁃ー－ㅡ﹣"
_BLANKS = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u200d\ufe0f\u20e3"
_LAST_DIGIT = 0x1FBFA  # no digit of Unicode 14 stands behind


def _table() -> dict[int, str]:
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    for code in range(0x80, _LAST_DIGIT):
        digit = unicodedata.digit(chr(code), None)
        if digit is not None:
            table[code] = str(digit)
    table |= dict.fromkeys(map(ord, _DASHES), "-")
    table |= dict.fromkeys(map(ord, _BLANKS), " ")
    return table


_TABLE = _table()

_SPELLED = {
    **dict(zip("공영령빵일이삼사오육륙칠팔구", "00001234566789", strict=True)),
    **dict(zip("〇零一幺二三四五六七八九", "001123456789", strict=True)),
    **dict(zip("oOlI", "0011", strict=True)),
    **dict(zip(["하나", "둘", "셋", "넷", "다섯", "여섯", "일곱", "여덟", "아홉", "제로"], "1234567890", strict=True)),
    **dict(
        zip(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"], "0123456789", strict=True)
    ),
    **dict(zip(["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"], "0123456789", strict=True)),
}
_JOINERS = ("다시", "대시", "하이픈", "에", "의", "국")
_DIGIT = "|".join(["[0-9]", *sorted(map(re.escape, _SPELLED), key=len, reverse=True)])
_JOIN = rf"(?:[\s\-._/,·()]|{'|'.join(_JOINERS)}){{0,3}}"
_LONG_SPELLING = re.compile(rf"(?<![A-Za-z])(?:{_DIGIT})(?:{_JOIN}(?:{_DIGIT})){{7,}}(?![A-Za-z])")
_ONE_SPELLED = re.compile("|".join([*sorted(map(re.escape, (*_SPELLED, *_JOINERS)), key=len, reverse=True)]))
_WHOLE = re.compile(r"01\d{9}|\d{13}|\d{16}")  # digits of a mobile phone, a resident number, a card
_MANY_KINDS = 2  # "오오오오오오오오" is a cry, not a number


def visible(text: str) -> str:
    """The text composed (NFC) and without characters that nobody sees."""
    if text.isascii():
        return text
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text))


def plain_form(text: str) -> str:
    """The plain form of a visible text: the same length, so that positions hold in both."""
    return text if text.isascii() else text.translate(_TABLE)


def with_digits(plain: str) -> str:
    """A plain form whose spelled-out numbers are digits, padded to the length of the words."""
    return _LONG_SPELLING.sub(_to_digits, plain)


def _to_digits(match: re.Match[str]) -> str:
    spelled = match[0]
    digits = _ONE_SPELLED.sub(lambda word: _SPELLED.get(word[0], PAD).ljust(len(word[0]), PAD), spelled)
    bare = "".join(filter(str.isdigit, digits))
    if spelled.endswith("이") and _WHOLE.fullmatch(bare[:-1]):
        digits = digits[:-1] + "이"  # "…칠팔이에요": the number is whole without it
    return digits if len(set(bare)) >= _MANY_KINDS else spelled
