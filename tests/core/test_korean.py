"""Amounts, times and particles as they are said."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import SEOUL
from core.korean import clock, day_name, josa, minute_of_day, spoken, won


@pytest.mark.parametrize(
    ("word", "pair", "said"),
    [
        ("김밥", "이/가", "김밥이"),
        ("피자", "이/가", "피자가"),
        ("떡볶이", "은/는", "떡볶이는"),
        ("돈가스공방", "은/는", "돈가스공방은"),
        ("서울", "으로/로", "서울로"),
        ("여섯시", "으로/로", "여섯시로"),
        ("국밥", "으로/로", "국밥으로"),
        ("든든한끼 화양점", "은/는", "든든한끼 화양점은"),
        ("식당1", "이/가", "식당1이"),
        ("식당2", "이/가", "식당2가"),
        ("식당1", "으로/로", "식당1로"),
        ("식당3", "으로/로", "식당3으로"),
        ("국밥(특)", "은/는", "국밥(특)은"),
        ("Cafe", "은/는", "Cafe는"),
        ("", "은/는", "는"),
    ],
)
def test_a_particle_follows_the_last_sound(word: str, pair: str, said: str) -> None:
    assert josa(word, pair) == said


@given(st.text(max_size=20))
def test_any_word_takes_one_of_the_two_particles(word: str) -> None:
    assert josa(word, "은/는") in {word + "은", word + "는"}


@pytest.mark.parametrize(
    ("minute", "said"),
    [
        (0, "밤 12시"),
        (150, "새벽 2시 30분"),
        (540, "오전 9시"),
        (720, "낮 12시"),
        (1260, "오후 9시"),
        (1560, "새벽 2시"),
    ],
)
def test_a_time_of_day(minute: int, said: str) -> None:
    assert minute_of_day(minute) == minute_of_day(minute + 1440) == said


def test_a_moment_is_told_in_korean_time() -> None:
    noon = datetime(2026, 11, 23, 12, 30, tzinfo=SEOUL)
    assert clock(noon) == clock(noon.astimezone(UTC)) == "낮 12시 30분"


def test_amounts_and_days() -> None:
    assert won(1234500) == "1,234,500원"
    assert day_name(date(2026, 12, 1)) == "12월 1일 화요일"


@pytest.mark.parametrize(
    ("word", "said"), [("20:00", "오후 8시"), ("2026-12-01", "12월 1일 화요일"), ("저녁", "저녁"), ("추석", "추석")]
)
def test_a_word_for_a_time_is_said_as_people_say_it(word: str, said: str) -> None:
    assert spoken(word) == said
