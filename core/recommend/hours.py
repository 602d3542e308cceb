"""When a shop is open. Pure; business hours think in Asia/Seoul.

A day's hours are intervals in minutes from that day's midnight and may pass the next midnight (17:00-02:00 is
1020-1560). A public holiday uses the shop's "holiday" row where it has one, else the weekday's.
Unknown hours are no hours at all: `None`, never "closed". Beside the guide's days `business_hours` may hold:
`closed_weeks` {"sunday": [2, 4]} (weeks of the month, -1 the last), `closed_festivals` (see `FESTIVALS`), and a day
{"unknown": true} nobody knows of (every other Sunday; weekends where only weekdays are told).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from holidays import country_holidays

from core.clock import SEOUL

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HOLIDAY = 7
_ROWS = (*WEEKDAYS, "holiday")
DAY_MINUTES = 24 * 60
_HOLIDAYS = country_holidays("KR", language="ko")  # takes 0.2 s, which no turn should wait for
FESTIVALS = ("seollal", "chuseok", "seollal_day", "chuseok_day")  # three days each, or the day alone


class Status(StrEnum):
    """The guide's `current_status`."""

    OPEN = "OPEN"
    BREAK = "BREAK_TIME"
    CLOSED = "CLOSED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Day:
    """One day's opening. Minutes from midnight; `start == end` never occurs, a closed day is `None` instead."""

    start: int
    end: int
    pause: tuple[int, int] | None = None
    last_order: int | None = None

    @property
    def intervals(self) -> tuple[tuple[int, int], ...]:
        """The times the door is open, pause taken out."""
        if self.pause is None:
            return ((self.start, self.end),)
        return ((self.start, self.pause[0]), (self.pause[1], self.end))


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Sunday; `holiday` counts only where `has_holiday_row` (its None is closed).

    `unknown` has a bit for each day nobody knows of (`HOLIDAY` too); `closed_weeks` by weekday a bit for each closed
    week of the month (bit 0 the last); `closed_festivals` a bit for each of `FESTIVALS`.
    """

    days: tuple[Day | None, ...]
    holiday: Day | None = None
    has_holiday_row: bool = False
    unknown: int = 0
    closed_weeks: tuple[int, ...] = (0,) * 7
    closed_festivals: int = 0

    def on(self, day: date) -> Day | None:
        """The hours of a date, public holidays and irregular closing days counted in; None is closed or unknown."""
        if self._closes_irregularly(day):
            return None
        kind = self._kind(day)
        return self.holiday if kind == HOLIDAY else self.days[kind]

    def is_known_on(self, day: date) -> bool:
        """Whether anybody knows if the shop opens on a date."""
        return self._closes_irregularly(day) or not self.unknown >> self._kind(day) & 1

    def _kind(self, day: date) -> int:
        return HOLIDAY if self.has_holiday_row and holiday_name(day) is not None else day.weekday()

    def _closes_irregularly(self, day: date) -> bool:
        in_week = self.closed_weeks[day.weekday()] & weeks_of_month(day)
        return bool(in_week or (self.closed_festivals and self.closed_festivals & festivals_on(day)))


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether a shop is open at a moment, and what to tell about it. All times aware, in Asia/Seoul."""

    status: Status
    until: datetime | None = None
    last_order: datetime | None = None
    pause: tuple[datetime, datetime] | None = None
    next_open: datetime | None = None
    all_day: bool = False


@lru_cache(maxsize=1024)
def holiday_name(day: date) -> str | None:
    """The Korean public holiday on a date, substitutes and election days counted in, else None."""
    name: str | None = _HOLIDAYS.get(day)
    return name


def weeks_of_month(day: date) -> int:
    """The bits of the week of the month a date's weekday is: 1st to 5th, and bit 0 where it is the last."""
    is_last = (day + timedelta(days=7)).month != day.month
    return 1 << ((day.day - 1) // 7 + 1) | int(is_last)


@lru_cache(maxsize=1024)
def festivals_on(day: date) -> int:
    """The bits of `FESTIVALS` a date belongs to; a substitute holiday is no day of the festival."""
    bits = 0
    for name in (holiday_name(day) or "").split("; "):
        for index, festival in enumerate(("설날", "추석")):
            if name.startswith(festival) and "대체" not in name:
                bits |= 1 << index | (1 << index + 2 if name == festival else 0)
    return bits


def parse_week(business_hours: Mapping[str, Any] | None) -> Week | None:
    """Read the guide's `business_hours` JSON; None where hours are unknown or unreadable for any weekday."""
    if not business_hours or any(name not in business_hours for name in WEEKDAYS):
        return None
    days = tuple(_parse_day(business_hours[name]) for name in WEEKDAYS)
    has_row = "holiday" in business_hours
    weeks = business_hours.get("closed_weeks", {})
    return Week(
        days,
        _parse_day(business_hours["holiday"]) if has_row else None,
        has_row,
        unknown=sum(bool(business_hours.get(name, {}).get("unknown")) << day for day, name in enumerate(_ROWS)),
        closed_weeks=tuple(_bits(max(week, 0) for week in weeks.get(name, ())) for name in WEEKDAYS),
        closed_festivals=_bits(map(FESTIVALS.index, business_hours.get("closed_festivals", ()))),
    )


def opening(week: Week | None, at: datetime) -> Opening:
    """Open, on break or closed at `at`, until when, and when it opens next (8 days ahead, up to a day nobody knows)."""
    if week is None:
        return Opening(Status.UNKNOWN)
    local = at.astimezone(SEOUL)
    for offset in (0, -1):
        day = local.date() + timedelta(days=offset)
        hours = week.on(day)
        minute = (local.hour * 60 + local.minute) - offset * DAY_MINUTES
        if hours is not None and hours.start <= minute < hours.end:
            return _during(week, hours, day, minute)
    if not week.is_known_on(local.date()):
        return Opening(Status.UNKNOWN)
    return Opening(Status.CLOSED, next_open=_next_open(week, local))


def _during(week: Week, hours: Day, day: date, minute: int) -> Opening:
    pause = (_at(day, hours.pause[0]), _at(day, hours.pause[1])) if hours.pause else None
    if hours.pause and hours.pause[0] <= minute < hours.pause[1]:
        return Opening(Status.BREAK, pause=pause, next_open=_at(day, hours.pause[1]))
    return Opening(
        Status.OPEN,
        until=_at(day, hours.end),
        last_order=_at(day, hours.last_order) if hours.last_order is not None else None,
        pause=pause if hours.pause and minute < hours.pause[0] else None,
        all_day=_is_whole(hours) and _is_whole(week.on(day + timedelta(days=1))),
    )


def _is_whole(hours: Day | None) -> bool:
    return hours is not None and (hours.start, hours.end) == (0, DAY_MINUTES)


def _next_open(week: Week, local: datetime) -> datetime | None:
    for offset in range(9):
        day = local.date() + timedelta(days=offset)
        hours = week.on(day)
        if not week.is_known_on(day):
            return None
        if hours is not None and _at(day, hours.start) > local:
            return _at(day, hours.start)
    return None


def _bits(numbers: Iterable[int]) -> int:
    return sum(1 << number for number in set(numbers))


def _at(day: date, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=SEOUL) + timedelta(minutes=minute)


def _parse_day(row: Mapping[str, Any]) -> Day | None:
    if row.get("closed") or "open" not in row or "close" not in row:
        return None
    start = _minutes(row["open"])
    end = _after(start, _minutes(row["close"]))
    pause = None
    if row.get("break_start") and row.get("break_end"):
        first = _not_before(start, _minutes(row["break_start"]))
        second = _not_before(first, _minutes(row["break_end"]))
        pause = (first, second) if start < first < second < end else None
    last = row.get("last_order")
    return Day(start, end, pause, _not_before(start, _minutes(last)) if last else None)


def _minutes(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def _after(start: int, minute: int) -> int:
    return minute if minute > start else minute + DAY_MINUTES


def _not_before(start: int, minute: int) -> int:
    return minute if minute >= start else minute + DAY_MINUTES
