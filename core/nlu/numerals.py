"""Korean numbers in words and digits: 1만 3천, 오천, 1.5만, 이천사백, 스물두. Pure."""

from __future__ import annotations

import re

_SINO = {"일": 1, "이": 2, "삼": 3, "사": 4, "오": 5, "육": 6, "륙": 6, "칠": 7, "팔": 8, "구": 9}
_UNITS = {"십": 10, "백": 100, "천": 1_000}
_TENS = {"열": 10, "스물": 20, "스무": 20, "서른": 30, "마흔": 40, "쉰": 50}
_ONES = {
    "하나": 1, "한": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "넷": 4, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7,
    "여덟": 8, "여덜": 8, "아홉": 9,
}  # fmt: skip

LONGEST_DIGITS = 15
DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)"
SINO = "[일이삼사오육륙칠팔구]"
_TENS_WORDS = "|".join(_TENS)
_ONES_WORDS = "|".join(_ONES)
NATIVE = rf"(?:(?:{_TENS_WORDS})\s?(?:{_ONES_WORDS})|{_TENS_WORDS}|{_ONES_WORDS})"
COUNT = rf"(?:\d+|{NATIVE}|{SINO}?십{SINO}?)"

_TOKEN = re.compile(rf"{DIGITS}|{SINO}|[십백천만억]")


def read_sino(written: str, *, clipped: bool = False) -> int | None:
    """The value of digits and Sino-Korean words mixed ("1만 3천", "2만5", "칠천오백"), or None if it is none.

    Where the words are `clipped` (no 원 follows), a last digit straight after 만 means thousands: 만오, 2만5.
    """
    total = section = 0
    pending: float | None = None
    last_unit = 1
    for part in _TOKEN.findall(written.replace(" ", "")):
        if part in _UNITS:
            section += round((1 if pending is None else pending) * _UNITS[part])
            pending, last_unit = None, _UNITS[part]
        elif part in "만억":
            group = 10_000 if part == "만" else 100_000_000
            section += 0 if pending is None else round(pending * 10_000) / 10_000  # type: ignore[assignment]
            total += round((section or 1) * group)
            section, pending, last_unit = 0, None, group
        elif pending is not None or len(part) > LONGEST_DIGITS:
            return None
        else:
            pending = float(_SINO[part]) if part in _SINO else float(part.replace(",", ""))
    if pending is not None:
        section += round(pending * 1_000) if clipped and last_unit == 10_000 and pending < 10 else round(pending)
    return total + section


def read_count(written: str) -> int | None:
    """The value of a head count or a clock hour ("열다섯", "스물두", "12", "십이"), or None if it is none."""
    word = written.replace(" ", "")
    if word.isdigit():
        return int(word)
    for tens, value in _TENS.items():
        if word.startswith(tens):
            rest = word[len(tens) :]
            return value + _ONES[rest] if rest in _ONES else value if not rest else None
    if word in _ONES:
        return _ONES[word]
    return read_sino(word) if word and all(letter in _SINO or letter == "십" for letter in word) else None
