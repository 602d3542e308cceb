"""From a place as it is typed to where it is."""

from __future__ import annotations

import csv
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.messages import Point
from core.recommend.gazetteer import Gazetteer
from core.recommend.geometry import distance
from db.places import PlaceRow
from tests.core.recommend.sample import DATA, KONKUK

SEOMYEON = Point(35.1578, 129.0593)
DAEJEON_JUNGANGNO = Point(36.32866, 127.42584)


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    with (DATA / "places.tsv").open(encoding="utf-8", newline="") as file:
        told = csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t")
        return Gazetteer(
            PlaceRow(
                place_name=row["name"],
                kind=row["kind"],
                aliases=tuple(alias for alias in row["aliases"].split("|") if alias),
                latitude=float(row["latitude"]),
                longitude=float(row["longitude"]),
                sido=row["sido"],
                sigungu=row["sigungu"],
                data_source=row["source"],
            )
            for row in told
        )


@pytest.mark.parametrize(
    ("typed", "point"),
    [
        ("건대입구역", KONKUK),
        ("건대", KONKUK),
        ("건대입구", KONKUK),
        ("건대입구역 2번 출구", KONKUK),
        ("건대 근처", KONKUK),
        ("부산 서면", SEOMYEON),
        ("부산서면", SEOMYEON),
        ("서면", SEOMYEON),
        ("대전 중앙로역", DAEJEON_JUNGANGNO),
        ("대전 중앙로", DAEJEON_JUNGANGNO),
    ],
)
def test_ways_to_type_a_place(typed: str, point: Point) -> None:
    (found,) = gazetteer().resolve(typed)
    assert distance(found.point, point) < 1000


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("홍대", "서울 홍대"),
        ("건입", "서울 건대입구역"),
        ("설입", "서울대입구역"),
        ("고터", "서울 고속터미널역"),
        ("구디", "서울 구로디지털단지역"),
        ("강대", "춘천시 강원대학교"),
        ("이대", "서울 이대역"),
    ],
)
def test_abbreviations(typed: str, label: str) -> None:
    assert [place.label for place in gazetteer().resolve(typed)] == [label]


@pytest.mark.parametrize("typed", ["중앙로", "중앙로역", "시청역", "역삼동"])
def test_a_name_in_several_cities_is_several_places_whose_labels_tell_them_apart(typed: str) -> None:
    found = gazetteer().resolve(typed)
    assert len(found) > 1
    assert len({place.label for place in found}) == len(found)
    for place in found:
        assert gazetteer().resolve(place.label) == (place,)


def test_where_the_person_was_decides_between_cities() -> None:
    (found,) = gazetteer().resolve("중앙로역", near=Point(36.33, 127.43))
    assert found.sido.startswith("대전")
    (found,) = gazetteer().resolve("역삼동", near=Point(37.5, 127.03))
    assert found.sido.startswith("서울")


def test_at_least_1500_places_ship_of_every_kind_each_with_its_source() -> None:
    with (DATA / "places.tsv").open(encoding="utf-8", newline="") as file:
        rows = [*csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t")]
    assert len(rows) >= 1_500
    assert all(row["source"] for row in rows)
    kinds = {row["kind"] for row in rows}
    assert {"subway", "campus", "dong", "sigungu", "district", "market"} <= kinds


@pytest.mark.parametrize("typed", ["우가우가동", "", "   ", "ㅋㅋㅋ", "1"])
def test_nobody_knows_it(typed: str) -> None:
    assert gazetteer().resolve(typed) == ()


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_may_be_typed(typed: str) -> None:
    assert len(gazetteer().resolve(typed)) <= 4
