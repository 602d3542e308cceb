"""What is told of a shop is no question about it: only the first is written down against the shop."""

from __future__ import annotations

import pytest

from core.meaning import Wish
from core.nlu.acts import read_wish
from core.nlu.text import Page


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("문 닫았는데", Wish.CLOSED),
        ("문 닫았는데?", Wish.CLOSED),
        ("거기 문 닫았어ㅠㅠ", Wish.CLOSED),
        ("문 닫았네??", Wish.CLOSED),
        ("카드 안된대ㅠㅠ", Wish.CARD_REFUSED),
        ("카드 안된다는데?", Wish.CARD_REFUSED),
        ("카드 안 받는대요", Wish.CARD_REFUSED),
        ("가격 올랐어", Wish.PRICE_ROSE),
        ("값이 올랐던데요", Wish.PRICE_ROSE),
    ],
)
def test_a_complaint_is_read(text: str, wish: Wish) -> None:
    assert read_wish(Page(text, text)) is wish


@pytest.mark.parametrize(
    "text",
    [
        "문 닫았어?",
        "거기 문 닫았나요?",
        "지금 문 닫았을까",
        "카드 안 받아?",
        "카드 안되나요",
        "값이 올랐나?",
        "문 닫혔니ㅠ",
    ],
)
def test_a_question_is_none(text: str) -> None:
    assert read_wish(Page(text, text)) is None
