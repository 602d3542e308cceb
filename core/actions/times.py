"""The moment that words for a time mean: 저녁, 내일, 추석, 20:00. Pure; in the zone of `now`."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from core.recommend.hours import holiday_name


class _Part(NamedTuple):
    """A part of the day: from `start` to before `end`, most often meant as `usual`, in hours."""

    start: int
    usual: int
    end: int


_DAY_PARTS = {
    "새벽": _Part(0, 5, 6),
    "아침": _Part(6, 8, 10),
    "점심": _Part(11, 12, 14),
    "낮": _Part(11, 13, 17),
    "오후": _Part(12, 15, 18),
    "저녁": _Part(17, 18, 21),
    "밤": _Part(20, 21, 24),
    "야식": _Part(20, 22, 24),
}
_WEEKDAYS = "월화수목금토일"
_AHEAD = {"오늘": 0, "내일": 1, "모레": 2, "글피": 3}
_HOLIDAY_NAMES = {"크리스마스": "기독탄신일", "성탄절": "기독탄신일", "석가탄신일": "부처님오신날", "설": "설날"}
_YEAR_DAYS = 370
_NOON = time(12)
_JUST_NOW = timedelta(hours=1)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def asked_time(preference: str | None, day: str | None, now: datetime) -> datetime:
    """The moment that a time slot and its day mean; without a day a time already past is tomorrow's.

    A part of the day that it is just now (저녁 at 19:30) means now.
    """
    date_ = asked_day(day or preference, now)
    part = _DAY_PARTS.get(preference or "")
    clock_ = _CLOCK.fullmatch(preference or "")
    if part is None and clock_ is None:
        return now if date_ == now.date() else datetime.combine(date_, _NOON, now.tzinfo)
    if part is not None and date_ == now.date() and part.start <= now.hour < part.end:
        return now
    told = time(int(clock_[1]) % 24, int(clock_[2])) if clock_ else time(part.usual if part else 0)
    at = datetime.combine(date_, told, now.tzinfo)
    if day is None and at < now - _JUST_NOW:
        return at + timedelta(days=1)
    return max(at, now) if day is None else at


def asked_day(word: str | None, now: datetime) -> date:
    """The date of a day word (내일, 토요일, 추석, an ISO date); today for any other word."""
    today = now.date()
    if word in _AHEAD:
        return today + timedelta(days=_AHEAD[word])
    if word and word.endswith("요일") and word[0] in _WEEKDAYS:
        return today + timedelta(days=(_WEEKDAYS.index(word[0]) - today.weekday()) % 7)
    if word and _ISO_DATE.fullmatch(word):
        return date.fromisoformat(word)
    return holiday_date(word, today) or today


def holiday_date(name: str | None, today: date) -> date | None:
    """The next date of a Korean holiday as people call it (추석, 설날, 크리스마스), None for other words."""
    if not name:
        return None
    wanted = _HOLIDAY_NAMES.get(name, name)
    return next((day for day, holiday in _coming_holidays(today) if holiday.startswith(wanted)), None)


@lru_cache(maxsize=8)
def _coming_holidays(today: date) -> tuple[tuple[date, str], ...]:
    days = (today + timedelta(days=ahead) for ahead in range(_YEAR_DAYS))
    return tuple((day, name) for day in days if (name := holiday_name(day)))
