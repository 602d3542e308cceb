"""The moment that words for a time mean."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from core.actions.times import asked_day, asked_time, holiday_date
from core.clock import SEOUL


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


MONDAY_NOON = at("2026-11-23T12:30")


@pytest.mark.parametrize(
    ("preference", "day", "now", "means"),
    [
        (None, None, "2026-11-23T12:30", "2026-11-23T12:30"),
        ("지금", None, "2026-11-23T12:30", "2026-11-23T12:30"),
        ("저녁", None, "2026-11-23T12:30", "2026-11-23T18:00"),
        ("저녁", None, "2026-11-23T19:30", "2026-11-23T19:30"),
        ("점심", None, "2026-11-23T12:30", "2026-11-23T12:30"),
        ("아침", None, "2026-11-23T12:30", "2026-11-24T08:00"),
        ("저녁", "내일", "2026-11-23T12:30", "2026-11-24T18:00"),
        ("20:00", None, "2026-11-23T12:30", "2026-11-23T20:00"),
        ("12:00", None, "2026-11-23T12:30", "2026-11-23T12:30"),
        ("09:00", None, "2026-11-23T12:30", "2026-11-24T09:00"),
        ("24:00", None, "2026-11-23T12:30", "2026-11-24T00:00"),
        (None, "토요일", "2026-11-23T12:30", "2026-11-28T12:00"),
        ("추석", None, "2026-11-23T12:30", "2027-09-14T12:00"),
        ("새벽", None, "2026-11-24T02:10", "2026-11-24T02:10"),
    ],
)
def test_a_time_as_people_say_it(preference: str | None, day: str | None, now: str, means: str) -> None:
    assert asked_time(preference, day, at(now)) == at(means)


@pytest.mark.parametrize(
    ("word", "day"),
    [
        ("오늘", "2026-11-23"),
        ("모레", "2026-11-25"),
        ("월요일", "2026-11-23"),
        ("일요일", "2026-11-29"),
        ("크리스마스", "2026-12-25"),
        ("2026-12-31", "2026-12-31"),
        ("저녁", "2026-11-23"),
        (None, "2026-11-23"),
    ],
)
def test_a_day_as_people_say_it(word: str | None, day: str) -> None:
    assert asked_day(word, MONDAY_NOON) == date.fromisoformat(day)


def test_a_word_that_is_no_holiday_has_no_date() -> None:
    assert holiday_date("저녁", MONDAY_NOON.date()) is None
    assert holiday_date(None, MONDAY_NOON.date()) is None
