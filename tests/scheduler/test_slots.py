from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.triggers.cron import CronTrigger
from hypothesis import given, settings
from hypothesis import strategies as st

from core.clock import SEOUL
from scheduler.slots import due, following, timetable

TIMETABLES = (
    timetable(minute="*/5"),
    timetable(minute="10"),
    timetable(hour="2"),
    timetable(hour="3", day_of_week="sun"),
    timetable(hour="4", day="1"),
)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001 - a zone follows
spans = st.timedeltas(timedelta(0), timedelta(hours=30))


@settings(deadline=None)
@given(st.sampled_from(TIMETABLES), moments, spans, spans)
def test_looking_twice_finds_what_looking_once_does(
    trigger: CronTrigger, start: datetime, one: timedelta, two: timedelta
) -> None:
    whole = list(due(trigger, start, start + one + two))
    assert whole == [*due(trigger, start, start + one), *due(trigger, start + one, start + one + two)]
    assert whole == sorted(set(whole))
    assert all(start < slot <= start + one + two for slot in whole)


@settings(deadline=None)
@given(st.sampled_from(TIMETABLES), moments)
def test_a_slot_is_followed_by_another_and_never_by_itself(trigger: CronTrigger, start: datetime) -> None:
    slot = following(trigger, start)
    assert following(trigger, slot) > slot
    assert list(due(trigger, slot - timedelta(microseconds=1), slot)) == [slot]


@pytest.mark.parametrize(
    ("trigger", "slot"),
    [
        (timetable(hour="2"), "2026-11-23T02:00+09:00"),
        (timetable(hour="3", day_of_week="sun"), "2026-11-29T03:00+09:00"),
        (timetable(hour="4", day="1"), "2026-12-01T04:00+09:00"),
    ],
)
def test_timetables_are_in_korean_time(trigger: CronTrigger, slot: str) -> None:
    assert following(trigger, datetime(2026, 11, 22, 17, 30, tzinfo=UTC)) in {
        datetime.fromisoformat(slot),
        datetime.fromisoformat("2026-11-24T02:00+09:00"),
    }
    assert following(trigger, datetime(2026, 11, 22, 16, 30, tzinfo=UTC)) == datetime.fromisoformat(slot)


def test_a_day_that_never_comes_is_an_error() -> None:
    never = CronTrigger(month="2", day="30", timezone=SEOUL)
    with pytest.raises(ValueError, match="no slot after"):
        following(never, datetime(2026, 11, 22, tzinfo=UTC))
