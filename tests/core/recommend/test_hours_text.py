"""Published hours in words: every written form is read back; what is unclear stays unknown."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.clock import SEOUL
from core.recommend.hour_columns import WeekKinds, hour_columns
from core.recommend.hours import WEEKDAYS, Status, Week, opening, parse_week
from core.recommend.hours_text import parse_hours

LETTERS = "월화수목금토일"
CLOSED: dict[str, object] = {"closed": True}
UNKNOWN: dict[str, object] = {"unknown": True}


def day(start: str, end: str, **more: str) -> dict[str, object]:
    return {"open": start, "close": end, **more}


def week(usual: dict[str, object], **others: object) -> dict[str, object]:
    return {**dict.fromkeys(WEEKDAYS, usual), **others}


TEN_TO_TEN = day("10:00", "22:00")
LUNCH = {"break_start": "15:00", "break_end": "17:00"}


@pytest.mark.parametrize(
    ("hours", "closed", "expected"),
    [
        (
            "10:00~22:00 (브레이크 15-17) 매주 월 휴무",
            None,
            week(day("10:00", "22:00", **LUNCH), monday=CLOSED),
        ),
        ("10:00~22:00", "연중무휴", week(TEN_TO_TEN)),
        ("10:00~22:00", "휴무 없음", week(TEN_TO_TEN)),
        ("10:00~22:00", "배달 : 불가", week(TEN_TO_TEN)),
        ("10:00~22:00", "둘째 넷째 일요일", week(TEN_TO_TEN, closed_weeks={"sunday": [2, 4]})),
        ("10:00~22:00(2, 4주 화 휴무)", "", week(TEN_TO_TEN, closed_weeks={"tuesday": [2, 4]})),
        ("10:00~22:00", "매월 마지막 월요일", week(TEN_TO_TEN, closed_weeks={"monday": [-1]})),
        (
            "10:00~22:00",
            "1,3토요일, 매주 일요일",
            week(TEN_TO_TEN, sunday=CLOSED, closed_weeks={"saturday": [1, 3]}),
        ),
        (
            "평일 11시-21시 토 11-20 일 휴무",
            None,
            week(day("11:00", "21:00"), saturday=day("11:00", "20:00"), sunday=CLOSED),
        ),
        ("평일 11시-21시", None, week(day("11:00", "21:00"), saturday=UNKNOWN, sunday=UNKNOWN)),
        ("오전 10시부터 오후 9시", None, week(day("10:00", "21:00"))),
        ("아침 9시 30분 ~ 저녁 8시까지", None, week(day("09:30", "20:00"))),
        ("am 9:30 ~ pm 9:30 (매주 일요일 휴무)", None, week(day("09:30", "21:30"), sunday=CLOSED)),
        ("24시간 영업", None, week(day("00:00", "00:00"))),
        ("11:00-02:00", None, week(day("11:00", "02:00"))),
        ("12:00~익일 01:00", None, week(day("12:00", "01:00"))),
        ("17:00~25:00", None, week(day("17:00", "01:00"))),
        ("10:00~22:00", "명절 휴무", week(TEN_TO_TEN, closed_festivals=["chuseok", "seollal"])),
        (
            "10:00~22:00",
            "연중무휴(명절 당일 휴무)",
            week(TEN_TO_TEN, closed_festivals=["chuseok_day", "seollal_day"]),
        ),
        (None, "매주 일요일", week(UNKNOWN, sunday=CLOSED)),
        ("둘째 넷째 일요일 휴무", None, week(UNKNOWN, closed_weeks={"sunday": [2, 4]})),
        ("명절 당일 휴무", None, week(UNKNOWN, closed_festivals=["chuseok_day", "seollal_day"])),
        ("10:00~22:00", "공휴일 휴무", week(TEN_TO_TEN, holiday=CLOSED)),
        ("10:00~22:00", "격주 일요일", week(TEN_TO_TEN, sunday=UNKNOWN)),
        ("11:00~21:30last order 20:30", None, week(day("11:00", "21:30", last_order="20:30"))),
        ("11:00~21:30, 라스트오더 20:30", None, week(day("11:00", "21:30", last_order="20:30"))),
        (
            "11:00~15:00, 17:00~21:00",
            None,
            week(day("11:00", "21:00", **LUNCH)),
        ),
        ("14:30~22:0010:00~22:00(금)", None, week(day("14:30", "22:00"), friday=TEN_TO_TEN)),
        (
            "10:30~20:00토요일 13:00까지일요일 휴무",
            None,
            week(day("10:30", "20:00"), saturday=day("10:30", "13:00"), sunday=CLOSED),
        ),
        (
            "10:00~22:00",
            "없음(주말,공휴일은 오후 5시부터 영업)",
            week(
                TEN_TO_TEN,
                **dict.fromkeys(("saturday", "sunday", "holiday"), day("17:00", "22:00")),
            ),
        ),
        (
            "월~목 10:00~22:00 / 금~일 24시간",
            None,
            week(TEN_TO_TEN, **dict.fromkeys(WEEKDAYS[4:], day("00:00", "00:00"))),
        ),
    ],
)
def test_written_forms(hours: str, closed: str | None, expected: dict[str, object]) -> None:
    assert parse_hours(hours, closed) == expected


@pytest.mark.parametrize(
    ("hours", "closed"),
    [
        (None, None),
        ("좌석수 : 20석", None),
        ("00:00 ~ 00:00", None),
        ("10:00~09:00", None),
        ("오전 12시 ~ 오후 10시", None),
        ("10:00~22:00", "월 2회"),
        ("10:00~22:00", "매월 15일"),
        ("10:00~22:00", "미정"),
        ("10:00~22:00", "매주"),
        ("10:00~20:00(동절기) 11:00~20:00(하절기)", None),
        ("10:00~22:00 연중무휴", "매주 월요일"),
        ("10:00~22:00(월 휴무)", "화요일"),
        ("10:00~22:00 월 10:00~20:00 월 휴무", None),
        ("10:00~22:00, 24시간", None),
        ("10:00~22:00 브레이크 22-23", None),
        ("수시", "수시"),
    ],
)
def test_what_is_unclear_or_contradictory_stays_unknown(hours: str | None, closed: str | None) -> None:
    assert parse_hours(hours, closed) is None


MINUTES = st.integers(0, 47).map(lambda half_hours: half_hours * 30)
RANGES = st.tuples(
    st.integers(10, 29).map(lambda half: half * 30), st.integers(30, 52).map(lambda half: half * 30)
)  # 5:00-14:30 to 15:00-2:00
WAYS = st.sampled_from(["{0:02d}:{1:02d}", "{0}:{1:02d}", "{0}시 {1}분", "{0:02d} : {1:02d}", "meridiem"])
BETWEEN = st.sampled_from(["~", " ~ ", "-", "∼", "부터 "])


def written(minute: int, way: str) -> str:
    if way != "meridiem" or minute == 720:
        shape = "{0:02d}:{1:02d}" if way == "meridiem" else way
        return shape.format(minute // 60, minute % 60)
    if minute > 1440:
        return f"새벽 {minute // 60 - 24}시 {minute % 60}분"
    if minute == 1440:
        return "자정"
    half, hour = ("오전", minute // 60) if minute < 720 else ("오후", minute // 60 - 12)
    return f"{half} {hour or 12}시 {minute % 60}분"


def clock(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


@settings(deadline=None)
@given(RANGES, WAYS, BETWEEN)
def test_every_way_to_write_a_range_is_read_back(span: tuple[int, int], way: str, between: str) -> None:
    text = between.join(written(minute, way) for minute in span)
    assert parse_hours(text, None) == week(day(clock(span[0]), clock(span[1])))


@settings(deadline=None)
@given(
    RANGES,
    st.sets(st.integers(0, 6), min_size=1, max_size=6),
    st.sampled_from(["{0}", "{0}요일", "매주 {0}요일"]),
    st.sampled_from([", ", ",", "·", ". ", " 및 "]),
    st.booleans(),
)
def test_every_way_to_write_weekly_closing_is_read_back(
    span: tuple[int, int], closed: set[int], name: str, between: str, in_hours: bool
) -> None:
    days = between.join(name.format(LETTERS[index]) for index in sorted(closed))
    hours = f"{clock(span[0])}~{clock(span[1])}"
    found = parse_hours(f"{hours} ({days} 휴무)", None) if in_hours else parse_hours(hours, days)
    usual = day(clock(span[0]), clock(span[1]))
    assert found == week(usual, **{WEEKDAYS[index]: CLOSED for index in closed})


@settings(deadline=None)
@given(
    st.sets(st.sampled_from([1, 2, 3, 4, 5, -1]), min_size=1),
    st.integers(0, 6),
    st.sampled_from(["{0}요일", "{0}요일 휴무"]),
    st.booleans(),
)
def test_every_way_to_write_monthly_closing_is_read_back(
    weeks: set[int], weekday: int, name: str, digits: bool
) -> None:
    ordinals = {1: "첫째", 2: "둘째", 3: "셋째", 4: "넷째", 5: "다섯째", -1: "마지막주"}
    if digits and -1 not in weeks:
        which = ",".join(map(str, sorted(weeks))) + "주"
    else:
        which = ", ".join(ordinals[number] for number in sorted(weeks))
    found = parse_hours("10:00~22:00", f"매월 {which} {name.format(LETTERS[weekday])}")
    assert found == week(TEN_TO_TEN, closed_weeks={WEEKDAYS[weekday]: sorted(weeks)})


@settings(deadline=None)
@given(st.text(), st.text())
def test_any_text_is_hours_or_unknown(hours: str, closed: str) -> None:
    found = parse_hours(hours, closed)
    assert found is None or parse_week(found) is not None


CLOSINGS = st.fixed_dictionaries(
    {},
    optional={
        "holiday": st.sampled_from([CLOSED, day("12:00", "15:00"), day("18:00", "02:00"), UNKNOWN]),
        "closed_weeks": st.dictionaries(
            st.sampled_from(WEEKDAYS), st.lists(st.sampled_from([1, 2, 3, 4, 5, -1]), min_size=1, unique=True)
        ),
        "closed_festivals": st.lists(st.sampled_from(["seollal", "chuseok", "seollal_day", "chuseok_day"])),
    },
)
DAYS = st.sampled_from([day("11:00", "21:00", **LUNCH), day("17:00", "02:00"), day("00:00", "00:00"), CLOSED, UNKNOWN])
WEEKS = st.builds(lambda days, more: {**days, **more}, st.fixed_dictionaries(dict.fromkeys(WEEKDAYS, DAYS)), CLOSINGS)
MOMENTS = st.one_of(
    st.integers(0, 730).map(lambda days: date(2026, 1, 1) + timedelta(days=days)),
    st.sampled_from([date(2026, 2, 16), date(2026, 2, 17), date(2026, 9, 26), date(2026, 8, 17), date(2026, 6, 3)]),
).flatmap(
    lambda told: st.integers(0, 1439).map(
        lambda minute: datetime(told.year, told.month, told.day, tzinfo=SEOUL) + timedelta(minutes=minute)
    )
)


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), WEEKS), min_size=1, max_size=6), MOMENTS)
def test_all_shops_at_once_say_what_one_says(several: list[dict[str, object] | None], moment: datetime) -> None:
    weeks = [parse_week(hours) for hours in several]
    kinds = WeekKinds()
    is_open, known = hour_columns(kinds.of(weeks), kinds.weeks).open_at(np.arange(len(weeks)), moment)
    for at, one in enumerate(weeks):
        assert bool(known[at]) == (opening(one, moment).status is not Status.UNKNOWN)
        assert bool(is_open[at]) == _some_interval_covers(one, moment)


def _some_interval_covers(one: Week | None, moment: datetime) -> bool:
    for back in (0, 1) if one else ():
        hours = one.on(moment.date() - timedelta(days=back)) if one else None
        minute = moment.hour * 60 + moment.minute + back * 1440
        if hours and any(start <= minute < end for start, end in hours.intervals):
            return True
    return False


@pytest.mark.parametrize(
    ("closed", "moment", "status"),
    [
        ("둘째 넷째 일요일", "2026-11-08T12:00", Status.CLOSED),
        ("둘째 넷째 일요일", "2026-11-15T12:00", Status.OPEN),
        ("마지막 일요일", "2026-11-29T12:00", Status.CLOSED),
        ("격주 일요일", "2026-11-15T12:00", Status.UNKNOWN),
        ("격주 일요일", "2026-11-16T12:00", Status.OPEN),
        ("명절 휴무", "2026-09-24T12:00", Status.CLOSED),
        ("명절 당일 휴무", "2026-09-24T12:00", Status.OPEN),
        ("명절 당일 휴무", "2026-09-25T12:00", Status.CLOSED),
        ("명절 휴무", "2027-02-09T12:00", Status.OPEN),
        ("공휴일 휴무", "2027-02-09T12:00", Status.CLOSED),
        ("공휴일 휴무", "2026-08-17T12:00", Status.CLOSED),
        ("공휴일 휴무", "2026-06-03T12:00", Status.CLOSED),
        ("연중무휴", "2026-09-25T12:00", Status.OPEN),
    ],
)
def test_irregular_closing_and_holidays(closed: str, moment: str, status: Status) -> None:
    hours = parse_week(parse_hours("11:00~02:00", closed))
    assert opening(hours, datetime.fromisoformat(moment).replace(tzinfo=SEOUL)).status is status


def test_a_night_before_a_closing_day_ends_after_midnight() -> None:
    hours = parse_week(parse_hours("17:00~02:00", "둘째 일요일"))
    assert opening(hours, datetime(2026, 11, 8, 1, 0, tzinfo=SEOUL)).status is Status.OPEN
    assert opening(hours, datetime(2026, 11, 8, 18, 0, tzinfo=SEOUL)).status is Status.CLOSED
    assert opening(hours, datetime(2026, 11, 9, 1, 0, tzinfo=SEOUL)).status is Status.CLOSED
