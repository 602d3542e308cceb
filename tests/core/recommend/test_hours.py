"""When a shop is open: breaks, nights, holidays; one shop at a time says the same as all at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import SEOUL
from core.recommend.catalogue import Catalogue
from core.recommend.hours import Day, Opening, Status, Week, holiday_name, opening, parse_week
from tests.core.recommend.sample import shop


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


LUNCH_AND_DINNER = Day(11 * 60, 21 * 60, pause=(15 * 60, 17 * 60), last_order=20 * 60 + 30)
NIGHT = Day(17 * 60, 26 * 60)
WEEK = Week((LUNCH_AND_DINNER,) * 5 + (NIGHT, None))


@pytest.mark.parametrize(
    ("moment", "status", "until", "next_open"),
    [
        ("2026-11-23T10:59", Status.CLOSED, None, "2026-11-23T11:00"),
        ("2026-11-23T11:00", Status.OPEN, "2026-11-23T21:00", None),
        ("2026-11-23T15:00", Status.BREAK, None, "2026-11-23T17:00"),
        ("2026-11-23T20:59", Status.OPEN, "2026-11-23T21:00", None),
        ("2026-11-23T21:00", Status.CLOSED, None, "2026-11-24T11:00"),
        ("2026-11-28T23:59", Status.OPEN, "2026-11-29T02:00", None),
        ("2026-11-29T01:59", Status.OPEN, "2026-11-29T02:00", None),
        ("2026-11-29T02:00", Status.CLOSED, None, "2026-11-30T11:00"),
        ("2026-11-29T12:00", Status.CLOSED, None, "2026-11-30T11:00"),
    ],
)
def test_a_week_with_breaks_and_a_night(moment: str, status: Status, until: str | None, next_open: str | None) -> None:
    found = opening(WEEK, at(moment))
    assert found.status is status
    assert found.until == (at(until) if until else None)
    assert found.next_open == (at(next_open) if next_open else None)


def test_the_zone_of_the_asker_does_not_matter() -> None:
    moment = at("2026-11-29T01:30")
    assert opening(WEEK, moment.astimezone(UTC)) == opening(WEEK, moment)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-09-25", "추석"),
        ("2026-08-17", "광복절 대체 휴일"),
        ("2026-06-03", "지방선거일"),
        ("2026-12-25", "기독탄신일"),
        ("2026-11-23", None),
    ],
)
def test_holidays_with_substitutes_and_election_days(day: str, name: str | None) -> None:
    assert holiday_name(at(day).date()) == name


@pytest.mark.parametrize("day", ["2026-09-25", "2026-08-17", "2026-06-03"])
def test_a_holiday_row_counts_on_holidays_alone(day: str) -> None:
    closed = Week(WEEK.days, holiday=None, has_holiday_row=True)
    short = Week(WEEK.days, holiday=Day(12 * 60, 15 * 60), has_holiday_row=True)
    noon = at(f"{day}T12:30")
    assert opening(closed, noon).status is Status.CLOSED
    assert opening(short, noon).until == at(f"{day}T15:00")
    assert opening(WEEK, noon).status is Status.OPEN


def test_unknown_hours_are_not_closed() -> None:
    assert opening(None, at("2026-11-23T12:00")) == Opening(Status.UNKNOWN)
    assert parse_week(None) is None
    assert parse_week({"monday": {"open": "10:00", "close": "20:00"}}) is None


def test_round_the_clock_is_said_as_such() -> None:
    assert opening(Week((Day(0, 1440),) * 7), at("2026-11-23T04:00")).all_day


MOMENTS = st.integers(0, 60 * 24 * 420).map(lambda minutes: at("2026-01-01T00:00") + timedelta(minutes=minutes))


@st.composite
def days(draw: st.DrawFn) -> Day | None:
    if draw(st.booleans()) and draw(st.booleans()):
        return None
    start = draw(st.integers(0, 1439))
    end = draw(st.integers(start + 1, start + 1440))
    cuts = sorted(draw(st.lists(st.integers(start, end), min_size=2, max_size=2)))
    pause = (cuts[0], cuts[1]) if start < cuts[0] < cuts[1] < end and draw(st.booleans()) else None
    return Day(start, end, pause)


@st.composite
def weeks(draw: st.DrawFn) -> Week | None:
    if draw(st.integers(0, 9)) == 0:
        return None
    seven = tuple(draw(st.lists(days(), min_size=7, max_size=7)))
    return Week(seven, draw(days()), has_holiday_row=draw(st.booleans()))


@given(st.lists(weeks(), min_size=1, max_size=5), MOMENTS)
def test_all_at_once_is_one_by_one(several: list[Week | None], moment: datetime) -> None:
    catalogue = Catalogue([shop(week=week) for week in several])
    is_open, known = catalogue.open_at(np.arange(len(several)), moment)
    one_by_one = [_is_open_some_way(week, moment) for week in several]
    assert list(is_open) == one_by_one
    assert list(known) == [week is not None for week in several]


def _is_open_some_way(week: Week | None, moment: datetime) -> bool:
    """By the definition: some day's interval covers the moment."""
    if week is None:
        return False
    for back in (0, 1):
        day = (moment - timedelta(days=back)).date()
        hours = week.on(day)
        minute = moment.hour * 60 + moment.minute + back * 1440
        if hours and any(start <= minute < end for start, end in hours.intervals):
            return True
    return False


@given(weeks(), MOMENTS)
def test_what_is_told_of_a_moment_holds_together(week: Week | None, moment: datetime) -> None:
    found = opening(week, moment)
    assert (found.status is Status.UNKNOWN) == (week is None)
    if found.status is Status.OPEN:
        assert found.until is not None
        assert found.until > moment
    if found.next_open is not None:
        assert found.next_open > moment
        assert opening(week, found.next_open).status in {Status.OPEN, Status.BREAK}
