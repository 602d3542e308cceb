"""Menus and prices as people pack them into cells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.imports.prices import Priced, pair, parse_menu_text, parse_price

DISHES = ("김치찌개", "돈까스(소)", "뽈살(180g)", "삼겹살 1인분(200g)", "냉면", "쌀국수", "우동 정식", "A세트")
won = st.integers(1, 9_999).map(lambda hundreds: hundreds * 100)


def as_written(price: int) -> st.SearchStrategy[str]:
    return st.sampled_from([f"{price}원", f"{price:,}원", f"{price:,}", f"₩{price:,}", f"{price} 원", f"{price:,} 원"])


@given(won.flatmap(lambda price: st.tuples(st.just(price), as_written(price))))
def test_a_price_is_read_however_it_is_written(case: tuple[int, str]) -> None:
    price, text = case
    assert parse_price(text) == price
    assert parse_price(float(price)) == price


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("일만원", 10_000),
        ("구천오백원", 9_500),
        ("만이천원", 12_000),
        ("5천5백원", 5_500),
        ("천원", 1_000),
        ("일이삼", None),
    ],
)
def test_a_price_in_words_is_read_too(text: str, price: int | None) -> None:
    assert parse_price(text) == price


@given(
    st.lists(st.tuples(st.sampled_from(DISHES), won), min_size=1, max_size=6, unique_by=lambda one: one[0]),
    st.sampled_from(["{} {}", "{} {:,}원", "{}: {:,}원", "{} - {:,}", "{}({:,}원)", "{} {}원"]),
    st.sampled_from([" ", ", ", " / ", "\n", "; "]),
)
def test_menus_packed_into_one_cell_are_all_found(menus: list[tuple[str, int]], form: str, between: str) -> None:
    menus = [(name, max(price, 1000)) for name, price in menus]
    text = between.join(form.format(name, price) for name, price in menus)
    assert [(one.name, one.price) for one in parse_menu_text(text)] == menus


@given(st.text())
def test_no_text_breaks_the_reading(text: str) -> None:
    for one in (*parse_menu_text(text), *pair(text, text), *pair("밥", text)):
        assert one.name
        assert 100 <= one.price <= 1_000_000


@pytest.mark.parametrize(
    ("text", "menus"),
    [
        ("뽈살(180g) 9500 갈매기살(180g) 10000원", [("뽈살(180g)", 9500), ("갈매기살(180g)", 10000)]),
        ("감자탕 소 25000 중 30000 대 35000", [("감자탕 소", 25000), ("감자탕 중", 30000), ("감자탕 대", 35000)]),
        ("5000원 김치찌개 6000원 비빔밥", [("김치찌개", 5000), ("비빔밥", 6000)]),
        ("냉면 7천원, 만두 5.5천원, 갈비탕 1만2천원", [("냉면", 7000), ("만두", 5500), ("갈비탕", 12000)]),
        ("백반 7,000~8,000원", [("백반", 8000)]),
        ("정식 시가", []),
        ("2022년 8월 기준", []),
    ],
)
def test_a_cell_of_menus(text: str, menus: list[tuple[str, int]]) -> None:
    assert [(one.name, one.price) for one in parse_menu_text(text)] == menus


@pytest.mark.parametrize(
    ("text", "price"),
    [("1만2천원", 12000), ("만원", 10000), ("6,000원~", 6000), ("5,000~6,000원", 6000), ("시가", None), ("50", None)],
)
def test_a_cell_of_one_price(text: str, price: int | None) -> None:
    assert parse_price(text) == price


def test_a_column_of_thousands_is_counted_in_won() -> None:
    assert parse_price("6.5", 1000) == 6500
    assert parse_price(7, 1000) == 7000


def test_a_note_beside_a_price_says_more_of_its_menu() -> None:
    assert pair("호두과자", "5000원(소)") == (Priced("호두과자(소)", 5000),)
    assert pair("찜닭", "30,000원 (4인)") == (Priced("찜닭(4인)", 30000),)
    assert pair("모둠", "뽈살(180g) 9500 갈매기살(180g) 10000원")[0] == Priced("뽈살(180g)", 9500)


def test_lists_of_names_and_of_prices_go_together() -> None:
    assert pair("짜장면\n짬뽕", "5,000\n6,000") == (Priced("짜장면", 5000), Priced("짬뽕", 6000))
    assert pair("짜장면, 짬뽕", "5,000원, 6,000원") == (Priced("짜장면", 5000), Priced("짬뽕", 6000))
