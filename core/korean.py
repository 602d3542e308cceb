"""Amounts, times, days and particles as they are said in Korean. Pure; times in Asia/Seoul."""

from __future__ import annotations

import re
from datetime import date, datetime

from core.clock import SEOUL

_HANGUL_FIRST, _HANGUL_LAST, _FINALS, _RIEUL = 0xAC00, 0xD7A3, 28, 8
_CLOSED_DIGITS = frozenset("013678")  # 영 일 삼 육 칠 팔 end in a consonant
_RIEUL_DIGITS = frozenset("178")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def won(amount: int) -> str:
    """3500 → "3,500원"."""
    return f"{amount:,}원"


def josa(word: str, pair: str) -> str:
    """The word with the particle that its last sound asks for: "김밥"|josa("이/가") → "김밥이"."""
    with_final, without = pair.split("/")
    final = _final(word.rstrip(")\"' ")[-1:])
    takes_first = final is not None and not (with_final == "으로" and final == "ㄹ")
    return word + (with_final if takes_first else without)


def clock(at: datetime) -> str:
    """A time of day as it is said: "오후 9시", "밤 12시", "새벽 2시 30분"."""
    local = at.astimezone(SEOUL)
    return minute_of_day(local.hour * 60 + local.minute)


def minute_of_day(minute: int) -> str:
    """Minutes from midnight (may pass 1440) as a time of day."""
    hour, rest = divmod(minute % 1440, 60)
    part = "밤" if hour == 0 else "새벽" if hour < 6 else "오전" if hour < 12 else "낮" if hour == 12 else "오후"
    shown = 12 if hour in (0, 12) else hour % 12
    return f"{part} {shown}시" + (f" {rest}분" if rest else "")


def day_name(on: date) -> str:
    """A date as it is said: "11월 23일 월요일"."""
    return f"{on.month}월 {on.day}일 {'월화수목금토일'[on.weekday()]}요일"


def spoken(word: str) -> str:
    """A word for a time as it is said: "20:00" → "오후 8시", an ISO date → "11월 24일 화요일", others as they are."""
    if match := _CLOCK.fullmatch(word):
        return minute_of_day(int(match[1]) * 60 + int(match[2]))
    return day_name(date.fromisoformat(word)) if _ISO_DATE.fullmatch(word) else word


def _final(last: str) -> str | None:
    """The last consonant of a syllable or digit: "ㄹ", another (as "x"), or None."""
    if last and last in _CLOSED_DIGITS:
        return "ㄹ" if last in _RIEUL_DIGITS else "x"
    if not last or not _HANGUL_FIRST <= ord(last) <= _HANGUL_LAST:
        return None
    final = (ord(last) - _HANGUL_FIRST) % _FINALS
    return None if final == 0 else "ㄹ" if final == _RIEUL else "x"
