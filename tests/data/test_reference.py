"""Place names lead where people mean, and everything said about cards and help is sourced and dated."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pytest

from bot.sample.reference import PlaceLine, read_help_places, read_place_lines, read_regions
from core.messages import Point
from core.recommend.geometry import distance
from tests.data.sampled import DATA, PLACES

LINES = read_place_lines(DATA)
SAMPLE = {place.place: Point(place.latitude, place.longitude) for place in PLACES}

WORDS = {
    "건대입구역": ("건대입구역", "건대입구", "건대", "건입"),
    "강남역": ("강남역", "강남"),
    "홍대입구역": ("홍대입구역", "홍대입구", "홍대", "홍입"),
    "신림역": ("신림역", "신림"),
    "노원역": ("노원역", "노원"),
    "수원역": ("수원역",),
    "부평역": ("부평역", "부평"),
    "서면역": ("서면역", "부산 서면"),
    "동성로": ("동성로",),
    "대전역": ("대전역",),
    "전남대": ("전남대", "전대", "전남대 후문"),
    "춘천 명동": ("춘천 명동", "춘천명동"),
}


def _by_word() -> dict[str, list[PlaceLine]]:
    found: dict[str, list[PlaceLine]] = defaultdict(list)
    for line in LINES:
        for word in {word.replace(" ", "") for word in (line.name, *line.aliases)}:
            found[word].append(line)
    return found


BY_WORD = _by_word()


def _point(line: PlaceLine) -> Point:
    return Point(line.latitude, line.longitude)


def test_there_are_at_least_1500_places_of_every_kind() -> None:
    assert len(LINES) >= 1_500
    kinds = {"sido", "sigungu", "dong", "dong_group", "subway", "campus", "park", "district", "market"}
    assert {line.kind for line in LINES} == kinds
    keys = [(line.name, line.kind, line.sido, line.sigungu) for line in LINES]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(("place", "word"), [(place, word) for place, words in WORDS.items() for word in words])
def test_the_sample_places_are_found_by_what_people_call_them(place: str, word: str) -> None:
    lines = BY_WORD[word.replace(" ", "")]
    assert lines
    for line in lines:
        assert distance(_point(line), SAMPLE[place]) <= 900, line


def test_an_alias_never_leads_to_two_far_places_of_one_kind() -> None:
    for word, lines in BY_WORD.items():
        aliased = [line for line in lines if line.name.replace(" ", "") != word]
        for line in aliased:
            rivals = [other for other in lines if other is not line and other.kind == line.kind]
            assert all(distance(_point(line), _point(other)) <= 3_000 for other in rivals), (word, line.name)


def test_no_name_is_a_single_letter_or_blank() -> None:
    for line in LINES:
        assert all(len(word) >= 2 and word == word.strip() for word in (line.name, *line.aliases)), line
        assert line.name not in line.aliases


@pytest.mark.parametrize(
    ("modern", "name"), [("강원특별자치도", "강원도"), ("전북특별자치도", "전라북도"), ("서울", "서울특별시")]
)
def test_a_sido_goes_by_its_modern_and_short_names(modern: str, name: str) -> None:
    assert name in {line.name for line in BY_WORD[modern] if line.kind == "sido"}


def test_every_place_of_the_sample_has_a_region() -> None:
    assert {place.region for place in PLACES} <= {region.name for region in read_regions(DATA)}


def test_every_province_has_a_card() -> None:
    provinces = {word for word, lines in BY_WORD.items() if any(line.kind == "sido" for line in lines)}
    regions = {region.name for region in read_regions(DATA)}
    assert len(regions) == 17
    assert regions <= provinces


def test_every_card_rule_is_sourced_dated_and_in_order() -> None:
    for region in read_regions(DATA):
        days = [rule.valid_from for rule in region.rules]
        assert days == sorted(set(days)), region.name
        for rule in region.rules:
            assert any(mark in rule.source for mark in (".com", ".kr", "issue")), region.name
            assert date(2020, 1, 1) <= rule.source_date <= date.today()  # noqa: DTZ011 - any zone will do
            assert rule.daily_limit is None or rule.daily_limit >= rule.meal_amount
            assert {"탄산음료", "에너지음료", "과자", "생활용품"} <= set(rule.goods_not_allowed)


def test_every_kind_of_help_has_one_nationwide_number_and_every_region_its_office() -> None:
    rows = read_help_places(DATA)
    nationwide = {row.kind: row.phone for row in rows if row.region is None}
    assert nationwide == {"crisis": "109", "police": "112", "youth": "1388", "school": "117", "welfare": "129"}
    assert len(nationwide) == sum(row.region is None for row in rows)
    regions = {region.name for region in read_regions(DATA)}
    assert {row.region for row in rows if row.region and row.kind == "welfare"} == regions
