"""What about the card itself explains that a shop refused it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import SEOUL
from core.foodcard.card import MealCard, Refusal, refusal
from db.places import RegionRow

RULE = RegionRow(1, "서울", "꿈나무카드", "", "", 9_000, 24_000, 1, None, time(6), time(23), (), True)
CARD = MealCard(balance=30_000, as_of=None, active=True, charge_day=1, rule=RULE)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 23, hour, minute, tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("card", "when", "spent", "why"),
    [
        (CARD, at(12), 0, None),
        (CARD, at(23, 30), 0, Refusal.HOUR),
        (CARD, at(23).replace(second=59), 0, None),
        (CARD, at(5, 59), 0, Refusal.HOUR),
        (CARD, at(12), 20_000, None),
        (CARD, at(12), 20_001, Refusal.DAY),
        (CARD, at(12), 24_000, Refusal.DAY),
        (replace(CARD, balance=4_000), at(12), 0, None),
        (replace(CARD, balance=3_999), at(12), 0, Refusal.MONEY),
        (replace(CARD, active=False), at(12), 0, Refusal.STOPPED),
        (replace(CARD, rule=replace(RULE, daily_limit=None)), at(12), 99_999, None),
        (replace(CARD, rule=replace(RULE, usable_from=None)), at(3), 0, None),
    ],
)
def test_the_card_explains_the_refusal(card: MealCard, when: datetime, spent: int, why: Refusal | None) -> None:
    assert refusal(card, when, spent, 4_000) is why


@given(spent=st.integers(0, 100_000), meal=st.integers(1, 50_000), balance=st.integers(0, 100_000))
def test_nothing_explains_it_only_where_the_card_can_pay_that_meal(spent: int, meal: int, balance: int) -> None:
    explained = refusal(replace(CARD, balance=balance), at(12), spent, meal) is not None
    assert explained == (meal > min(balance, 24_000 - spent))
