"""Whether a place takes the card is a question of the place, not of the card."""

from __future__ import annotations

import pytest

from core.meaning import Wish
from core.nlu import card_places
from core.nlu.text import Page
from tests.core.nlu.examples import each

OF_ONE = """
여기 카드 돼?|여기 카드 되는 데 맞아?|첫번째 집 카드 돼?
두번째 급식카드 받아?|카드 결제 되나요|그 집 급식카드 받아줘?|카드 쓸 수 있어요?
거기 카드 안되나요?|이 가게 카드 가능?|거기도 카드 되는교|카드 받나
카드로 계산돼?|카드 돼여??|현금 말고 카드 되나|친구랑 갈 건데 카드 돼요?
"""
OF_SEVERAL = """
꿈나무카드 되는데만 알려줘|급식카드 가능한 식당|카드 받는 분식집
카드되는 밥집 알려줘|건대에 카드로 결제되는 집|급식카드로 먹을 수 있는 데
"""
OF_THE_CARD = """
하루 두 번 카드 돼?|콜라 카드로 돼?|카드 언제부터 쓸 수 있어?
카드 잃어버렸어|카드 안된대ㅠㅠ|카드 얼마 남았어?|카드 충전 됐어?
카드 어디서 쓸 수 있어요?|카드가 정지됐어|체크카드 돼?|교통카드 되나
카드가 안돼요|카드 받았어|여기 카드 안 돼|카드 안돼|카드 만들 수 있어?|동생 카드 써도 돼?
"""


@pytest.mark.parametrize("text", each(OF_ONE))
def test_whether_a_place_takes_it_is_heard(text: str) -> None:
    assert card_places.read_wish(Page(text, text)) is Wish.TAKES_CARD


@pytest.mark.parametrize("text", each(OF_SEVERAL))
def test_places_that_take_it_are_wished(text: str) -> None:
    assert card_places.read_wish(Page(text, text)) is Wish.CARD_PLACES


@pytest.mark.parametrize("text", each(OF_THE_CARD))
def test_questions_about_the_card_itself_are_none(text: str) -> None:
    assert card_places.read_wish(Page(text, text)) is None
