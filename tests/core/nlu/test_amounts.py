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
