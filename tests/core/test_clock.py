from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine

from core.clock import SEOUL, Clock

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=SEOUL)


def test_without_a_setting_it_is_the_real_time_in_seoul() -> None:
    with time_machine.travel(NOON, tick=False):
        assert Clock.parse("").now() == NOON
        assert Clock.parse("").now().tzinfo is SEOUL


def test_a_fixed_clock_stands_still() -> None:
    clock = Clock.parse("2026-01-02T03:04:05")
    with time_machine.travel(NOON) as traveller:
        traveller.shift(timedelta(days=3))
        assert clock.now() == datetime(2026, 1, 2, 3, 4, 5, tzinfo=SEOUL)


def test_an_offset_is_honoured() -> None:
    assert Clock.parse("2026-01-02T00:00:00Z").now() == datetime(2026, 1, 2, 9, tzinfo=SEOUL)


def test_a_fast_clock_runs_600_times_as_fast() -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        clock = Clock.parse("2026-01-02T00:00:00@600x")
        traveller.shift(timedelta(seconds=6))
        assert clock.now() == datetime(2026, 1, 2, 1, tzinfo=SEOUL)


def test_another_process_parses_the_same_fast_clock() -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        clock = Clock.parse("2026-01-02T00:00:00@600x")
        traveller.shift(timedelta(minutes=1))
        assert Clock.parse(clock.setting).now() == clock.now()


@pytest.mark.parametrize("setting", ["yesterday", "2026-01-02@fast", "2026-01-02T00:00:00@-5x", "@600x"])
def test_nonsense_is_refused(setting: str) -> None:
    with pytest.raises(ValueError, match=r"ISO 8601|isoformat"):
        Clock.parse(setting)
