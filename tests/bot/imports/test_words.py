"""Telephones, trades, names of columns, addresses: one at a time."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import ROOT
from bot.imports.addresses import AddressReader, Area, keys_of
from bot.imports.cells import clock_of, date_of
from bot.imports.fields import Field, field_of
from bot.imports.locate import Locator
from bot.imports.phones import normalise_phone, without_mobiles
from bot.imports.trades import Trades, Verdict
from bot.imports.week import week_of
from bot.sample.reference import read_place_lines
from db.places import PlaceRow

TRADES = Trades.load(ROOT / "data" / "lexicon" / "trades.tsv")


@pytest.fixture(scope="module")
def places() -> list[PlaceRow]:
    lines = read_place_lines(ROOT / "data")
    return [
        PlaceRow(one.name, one.kind, one.aliases, one.latitude, one.longitude, one.sido, one.sigungu, one.source)
        for one in lines
    ]


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        ("033)253-4757", "033-253-4757"),
        (332534757.0, "033-253-4757"),
        ("0226355009", "02-2635-5009"),
        ("+82-33-253-4757", "033-253-4757"),
        ("253-4757", "033-253-4757"),
        ("02-1577-0711", "1577-0711"),
        ("0507-1234-5678", "0507-1234-5678"),
        ("010-1111-2222, 033-253-4757", "033-253-4757"),
        ("010-1234-5678", None),
        ("1012345678", None),
        ("+82 10-1234-5678", None),
        ("02-000-0000", None),
        ("없음", None),
    ],
)
def test_a_telephone_is_mended_and_a_mobile_one_is_dropped(cell: object, phone: str | None) -> None:
    assert normalise_phone(cell, "강원") == phone


@given(st.text(alphabet="0123456789-+() ,/", max_size=40))
def test_no_mobile_number_is_ever_kept(text: str) -> None:
    phone = normalise_phone(text, "서울")
    assert phone is None or not phone.startswith("01")
    assert phone is None or len(phone) <= 20


def test_a_mobile_number_is_taken_out_of_words() -> None:
    assert without_mobiles("문의 010-1234-5678 환영") == "문의  환영"
    assert without_mobiles("서교동 34 (010-2222-3333)") == "서교동 34"


@pytest.mark.parametrize(
    ("trade", "category"),
    [
        ("한식_일반", "한식"),
        ("기타외식(커피전문점)", "카페/디저트"),
        ("경양식", "양식"),
        ("제과점영업", "카페/디저트"),
        ("호프/통닭", "치킨"),
        ("슈퍼마켓", "편의점"),
        ("음식점 > 분식", "분식"),
        ("카페/디저트", "카페/디저트"),
        ("도시락/죽", "도시락/죽"),
    ],
)
def test_a_trade_has_its_category(trade: str, category: str) -> None:
    assert TRADES.category([trade], "", []) == (category, Verdict.KNOWN)


@pytest.mark.parametrize(
    "trade", ["이·미용업", "세탁업(일반)", "목욕장업", "숙박업", "기타(노래연습장)", "서적", "키즈카페"]
)
def test_a_trade_without_food_is_told(trade: str) -> None:
    assert TRADES.category([trade], "어느 집", [])[1] is Verdict.NOT_FOOD


def test_a_general_trade_is_told_by_name_and_menu() -> None:
    assert TRADES.category(["일반음식점"], "홍콩반점", []) == ("중식", Verdict.GENERAL)
    assert TRADES.category(["일반음식점"], "우리집", ["떡볶이"]) == ("분식", Verdict.GENERAL)
    assert TRADES.category(["음식점"], "미경헤어샵", ["커트"])[1] is Verdict.NOT_FOOD
    assert TRADES.category(["달나라"], "우리집", []) == ("기타음식", Verdict.UNKNOWN)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        (" 업 소 명 ", Field("name", exact=True)),
        ("상호명(필수)", Field("name", exact=False)),
        ("메뉴2", Field("menu", exact=True, number=2)),
        ("가격2(원)", Field("price", exact=True, number=2)),
        ("메뉴1 가격", Field("price", exact=True, number=1)),
        ("가격(2022년)", Field("price", exact=True, year=2022)),
        ("가격(천원)", Field("price", exact=True, unit=1000)),
        ("monday_break_start", Field("break_start", exact=True, day="monday")),
        ("평일운영시작시각", Field("open", exact=True, day="weekday")),
        ("좌표정보(X)", Field("longitude", exact=True)),
        ("소재지도로명주소", Field("road_address", exact=True)),
        ("관리기관전화번호", Field("ignored", exact=True)),
        ("달의 위상", None),
    ],
)
def test_the_name_of_a_column(header: str, field: Field | None) -> None:
    assert field_of(header) == field


def test_an_address_is_told_from_others_however_it_is_written(places: list[PlaceRow]) -> None:
    reader = AddressReader(places)
    forms = (
        "강원특별자치도춘천시 스포츠타운길399번길 22, 1층 (삼천동)",
        "강원도 춘천시 스포츠타운길 399번길 22",
        "강원 춘천시 강원 춘천시 스포츠타운길399번길 22 (삼천동)",
    )
    assert len({keys_of(reader.read(form)) for form in forms}) == 1
    other = keys_of(reader.read("강원 춘천시 스포츠타운길399번길 23"))
    assert other != keys_of(reader.read(forms[0]))


def test_two_cities_of_one_name_are_told_apart(places: list[PlaceRow]) -> None:
    reader = AddressReader(places)
    assert reader.read("경기도 광주시 경안동 1").area == Area("경기", "광주시")
    assert reader.read("광주시 남구 봉선동 1").area == Area("광주", "남구")
    assert reader.read("중구 태평로 1").area == Area()
    assert reader.read("중구 태평로 1", Area("대구")).area == Area("대구", "중구")
    assert reader.read("공지로 450", Area("강원", "춘천시")).area == Area("강원", "춘천시")


def test_a_point_that_contradicts_is_not_trusted(places: list[PlaceRow]) -> None:
    reader = AddressReader(places)
    locator = Locator(places, reader.short)
    here = reader.read("서울 영등포구 대림로22길 33 (대림동)")
    near, far = (37.4936, 126.8990), (35.8683, 128.5895)
    assert locator.locate(here, here.dongs, near, "02-831-9982", "").precision == "address"
    by_address = locator.locate(here, here.dongs, far, None, "")
    assert (by_address.precision, by_address.doubt is None) == ("dong", False)
    by_phone = locator.locate(here, here.dongs, near, "053-423-2008", "")
    assert (by_phone.precision, by_phone.doubt is None) == ("dong", False)
    assert locator.locate(here, (), None, None, "").precision == "sigungu"


@pytest.mark.parametrize(
    ("cell", "clock"),
    [("9:00", "09:00"), (time(21, 30), "21:30"), (0.375, "09:00"), ("0930", "09:30"), ("24:00", "00:00"), ("?", None)],
)
def test_a_time_of_day(cell: str | float | time, clock: str | None) -> None:
    assert clock_of(cell) == clock


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2022.3.31", date(2022, 3, 31)),
        ("20250714", date(2025, 7, 14)),
        ("2024-02", date(2024, 2, 1)),
        (2020.0, date(2020, 1, 1)),
        ("현황 2020년", date(2020, 1, 1)),
        ("어제", None),
    ],
)
def test_the_day_a_row_is_from(cell: str | float, day: date | None) -> None:
    assert date_of(cell) == day


def test_a_week_with_a_day_untold_is_unknown() -> None:
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    whole = {(day, part): clock for day in days for part, clock in (("open", "09:00"), ("close", "21:00"))}
    assert week_of(whole, None, None) == {day: {"open": "09:00", "close": "21:00"} for day in days}
    assert week_of(whole | {("sunday", "open"): None}, None, None) is None
    shut = week_of(whole | {("sunday", "open"): "휴무", ("sunday", "close"): None}, None, None)
    assert shut is not None
    assert shut["sunday"] == {"closed": True}
