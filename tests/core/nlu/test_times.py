from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.nlu.normalise import Normaliser
from core.nlu.text import Page
from core.nlu.times import read_time
from tests.core.nlu.examples import rows

TIMES = rows("times", 2)


@pytest.mark.parametrize(("text", "expected"), TIMES, ids=[row[0] for row in TIMES])
def test_time_is_read_as_its_example_says(normalise: Normaliser, text: str, expected: str) -> None:
    assert (read_time(normalise(text)).time or "") == expected


@given(st.integers(min_value=0, max_value=23), st.integers(min_value=0, max_value=59))
def test_a_digital_time_is_read_as_written(hour: int, minute: int) -> None:
    halves = "오전" if hour < 12 else "오후"
    text = f"{halves} {hour % 12 or 12}:{minute:02d}에 갈게"
    assert read_time(Page(text, text)).time == f"{hour:02d}:{minute:02d}"


def test_the_day_is_kept_beside_the_hour(normalise: Normaliser) -> None:
    when = read_time(normalise("내일 저녁 7시에 갈 식당"))
    assert (when.time, when.day) == ("19:00", "내일")
