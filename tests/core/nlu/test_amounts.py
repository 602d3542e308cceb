from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.nlu.amounts import Money, read_money
from core.nlu.normalise import Normaliser
from core.nlu.text import Page
from tests.core.nlu.examples import rows

AMOUNTS = rows("amounts", 2)
DIGITS = " 일이삼사오육칠팔구"


def written(money: Money) -> str:
    values = {
        "budget": money.budget,
        "per_person": money.per_person,
        "more": money.more,
        "doubtful": money.doubtful,
    }
    return "; ".join(f"{key}={value}" for key, value in values.items() if value is not None)


@pytest.mark.parametrize(("text", "expected"), AMOUNTS, ids=[row[0] for row in AMOUNTS])
def test_amount_is_read_as_its_example_says(normalise: Normaliser, text: str, expected: str) -> None:
    assert written(read_money(normalise(text))) == expected


def in_words(value: int) -> str:
    """12,500 → 만이천오백, as Koreans say it (no 일 before a unit)."""
    man, below = divmod(value, 10_000)
    return (("" if man == 1 else section(man)) + "만" if man else "") + section(below)


def section(value: int) -> str:
    spoken = ""
    for unit, name in ((1_000, "천"), (100, "백"), (10, "십"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            spoken += ("" if digit == 1 and name else DIGITS[digit]) + name
    return spoken


def mixed(value: int) -> str:
    """12,500 → 1만2천5백."""
    man, rest = divmod(value, 10_000)
    thousand, rest = divmod(rest, 1_000)
    hundred, rest = divmod(rest, 100)
    parts = ((man, "만"), (thousand, "천"), (hundred, "백"), (rest, ""))
    return "".join(f"{number}{name}" for number, name in parts if number)


@given(st.integers(min_value=100, max_value=1_000_000))
def test_every_amount_is_read_back_from_every_spelling(value: int) -> None:
    spellings = [f"{value}원", f"{value:,}원", f"{value:,} 원", f"{in_words(value)}원", f"{mixed(value)}원"]
    for spelling in spellings:
        for text in (spelling, f"{spelling}으로 뭐 먹지", f"지갑에 {spelling} 있어"):
            assert read_money(Page(text, text)).budget == value, text


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_money(text: str) -> None:
    money = read_money(Page(text, text))
    assert money.budget is None or money.budget >= 0


@given(st.text(alphabet="0123456789,. 만천백원일이삼사오칠-~억인당더씩", max_size=30))
def test_no_jumble_of_numbers_breaks_it_either(text: str) -> None:
    money = read_money(Page(text, text))
    assert money.doubtful is not None or (money.budget or 0) < 10_000_000


NO_BUDGET = ("쿠폰", "할인쿠폰", "충전해야", "썼어", "더 비싸", "추가 요금")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.slow
@given(st.integers(min_value=100, max_value=1_000_000).filter(lambda won: won % 100 == 0))
def test_every_amount_is_read_back_however_it_is_typed(normalise: Normaliser, value: int) -> None:
    spaced = in_words(value).replace("만", "만 ").replace("천", "천 ").strip()
    typed = [
        f"{value}언",
        f"{value}원".translate(FULL_WIDTH),
        f"{value:,}₩",
        f"{spaced} 원",
        f"{in_words(value)}언",
        f"{mixed(value)}냥",
    ]
    for spelling in typed:
        for text in (f"{spelling}으로 뭐 먹지", f"나 {spelling}밖에 없어ㅠ", f"{spelling} 있는데 뭐먹"):
            assert read_money(normalise(text)).budget == value, text


@given(st.integers(min_value=1, max_value=99))
def test_thousands_are_read_by_their_short_forms(normalise: Normaliser, thousands: int) -> None:
    won = thousands * 1_000
    short = [f"{thousands}k", f"{thousands}천", f"{thousands}처넌"]
    short += [in_words(won)] if len(in_words(won)) > 1 else []
    short += [f"{won / 10_000:g}만", f"{won / 10_000:g}만원"] if thousands > 10 else []
    for spelling in short:
        assert read_money(normalise(f"{spelling} 있어")).budget == won, spelling


@given(st.integers(min_value=1, max_value=8), st.integers(min_value=1, max_value=9))
def test_a_range_is_its_upper_end(normalise: Normaliser, low: int, step: int) -> None:
    high = low + step
    for text in (f"{low}~{high}천원으로", f"{low}천원에서 {high}천원 사이", f"{low}-{high}천원 정도"):
        assert read_money(normalise(text)).budget == high * 1_000, text


@given(st.integers(min_value=1, max_value=9))
def test_a_band_ends_below_the_next(normalise: Normaliser, lead: int) -> None:
    assert read_money(normalise(f"{lead}만원대로 회")).budget == lead * 10_000 + 9_999
    assert read_money(normalise(f"{lead}천 원대 점심")).budget == lead * 1_000 + 999


@given(st.integers(min_value=2, max_value=9), st.sampled_from(((1_000, "천원"), (5_000, "오천원"), (10_000, "만원"))))
def test_banknotes_are_counted(normalise: Normaliser, count: int, note: tuple[int, str]) -> None:
    won, name = note
    native = " 한두세네"[count] if count < 5 else str(count)
    for text in (f"{name}짜리 {native}장 있어", f"{name} {native} 장이랑"):
        assert read_money(normalise(text)).budget == count * won, text


@given(st.integers(min_value=10, max_value=90), st.integers(min_value=1, max_value=9))
def test_what_is_put_aside_is_no_budget(normalise: Normaliser, held: int, aside: int) -> None:
    text = f"용돈 {held}천원 있는데 {aside}천원은 저금하고 나머지로 뭐 먹지"
    assert read_money(normalise(text)).budget == (held - aside) * 1_000


@given(
    st.integers(min_value=10, max_value=500),
    st.sampled_from(NO_BUDGET),
)
def test_coupons_charges_and_prices_are_no_budget(normalise: Normaliser, hundreds: int, said: str) -> None:
    assert read_money(normalise(f"{hundreds * 100}원 {said}")).budget is None
