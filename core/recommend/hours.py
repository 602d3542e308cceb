"""When a shop is open. Pure; business hours think in Asia/Seoul.

A day's hours are intervals in minutes from that day's midnight and may pass the next midnight (17:00-02:00 is
1020-1560). A public holiday uses the shop's "holiday" row where it has one, else the weekday's.
Unknown hours are no hours at all: `None`, never "closed".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

import holidays

from core.clock import SEOUL

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HOLIDAY = 7
DAY_MINUTES = 24 * 60


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
    """Monday to Sunday; `holiday` counts only where `has_holiday_row` (its None is closed)."""

    days: tuple[Day | None, ...]
    holiday: Day | None = None
    has_holiday_row: bool = False

    def on(self, day: date) -> Day | None:
        """The hours of a date, public holidays counted in; None is closed."""
        if self.has_holiday_row and holiday_name(day) is not None:
            return self.holiday
        return self.days[day.weekday()]


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether a shop is open at a moment, and what to tell about it. All times aware, in Asia/Seoul."""

    status: Status
    until: datetime | None = None
    last_order: datetime | None = None
    pause: tuple[datetime, datetime] | None = None
    next_open: datetime | None = None
    all_day: bool = False


@lru_cache(maxsize=1)
def _korean_holidays() -> holidays.HolidayBase:
    return holidays.country_holidays("KR", language="ko")


@lru_cache(maxsize=1024)
def holiday_name(day: date) -> str | None:
    """The Korean public holiday on a date, substitutes and election days counted in, else None."""
    name: str | None = _korean_holidays().get(day)
    return name


def parse_week(business_hours: Mapping[str, Any] | None) -> Week | None:
    """Read the guide's `business_hours` JSON; None where hours are unknown or unreadable for any weekday."""
    if not business_hours or any(name not in business_hours for name in WEEKDAYS):
        return None
    days = tuple(_parse_day(business_hours[name]) for name in WEEKDAYS)
    has_row = "holiday" in business_hours
    return Week(days, _parse_day(business_hours["holiday"]) if has_row else None, has_row)


def opening(week: Week | None, at: datetime) -> Opening:
    """Open, on break or closed at `at`, until when, and when it opens next (looked for 8 days ahead)."""
    if week is None:
        return Opening(Status.UNKNOWN)
    local = at.astimezone(SEOUL)
    for offset in (0, -1):
        day = local.date() + timedelta(days=offset)
        hours = week.on(day)
        minute = (local.hour * 60 + local.minute) - offset * DAY_MINUTES
        if hours is not None and hours.start <= minute < hours.end:
            return _during(week, hours, day, minute)
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
        all_day=_never_closes(week, day),
    )


def _never_closes(week: Week, day: date) -> bool:
    today, tomorrow = week.on(day), week.on(day + timedelta(days=1))
    whole = (0, DAY_MINUTES)
    return (
        today is not None
        and tomorrow is not None
        and (today.start, today.end) == whole == (tomorrow.start, tomorrow.end)
    )


def _next_open(week: Week, local: datetime) -> datetime | None:
    for offset in range(9):
        day = local.date() + timedelta(days=offset)
        hours = week.on(day)
        if hours is not None and _at(day, hours.start) > local:
            return _at(day, hours.start)
    return None


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
