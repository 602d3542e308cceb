"""Advertisements end at any word that means it, and at no word that means something else."""

from __future__ import annotations

import pytest

from core.meaning import Wish
from core.nlu import news
from core.nlu.text import Page
from tests.core.nlu.examples import each

REFUSING = """
그만|그만!|이제 그만|그만 받기|제발 그만 좀 보내|소식 그만|광고 보내지 마|광고 그만 보내세요|이런 거 보내지마|알림 꺼줘
수신거부|무료수신거부|쿠폰 소식 이제 안 받을래|광고 싫어|마케팅 동의 철회할게|광고 동의 취소|문자 그만 보내라고|stop
이런 메시지 왜 보내요 그만 좀|더 이상 안 보내줬으면 좋겠어요 광고|소식 이제 됐어|광고 안 왔으면 좋겠다
구독 취소할게요|구독 해지|이제 구독 끊어줘
"""
WISHING = "소식 받을래|광고 받아도 돼|할인 소식 보내줘|새 쿠폰 나오면 바로 알려줄래?|마케팅 동의할게|알림 켜줘"
ELSEWHERE = """
그만 먹을래|학교 그만두고 싶다|라면은 이제 그만 먹고 싶다|엄마가 톡 그만하래|좋은 소식 있어?|할인 쿠폰 알려줘
문자로 보내줘|메시지 왔어|입금 문자 안 왔는데|카톡 차단당한거 확인|연락처 알려줘
모르는 사람이 자꾸 톡 보내는데 싫어|추천 그만해|유튜브 구독 취소함|밤에는 무서워
"""


@pytest.mark.parametrize("text", each(REFUSING))
def test_a_refusal_is_understood(text: str) -> None:
    assert news.read_wish(Page(text, text)) is Wish.NO_NEWS


@pytest.mark.parametrize("text", each(WISHING))
def test_a_wish_is_understood(text: str) -> None:
    assert news.read_wish(Page(text, text)) is Wish.NEWS


@pytest.mark.parametrize("text", each(ELSEWHERE))
def test_what_is_said_of_others_messages_is_no_refusal(text: str) -> None:
    assert news.read_wish(Page(text, text)) is None


@pytest.mark.parametrize(
    "text",
    ["밤에는 소식 보내지 마", "밤에는 보내지 말아줘", "새벽에 톡 좀 보내지마", "9시 넘어서는 안 보냈으면 좋겠어"],
)
def test_the_night_is_refused_by_itself(text: str) -> None:
    assert news.read_wish(Page(text, text)) is Wish.NO_NIGHT_NEWS


def test_the_night_is_allowed_by_itself() -> None:
    assert news.read_wish(Page("밤에도 소식 보내도 돼", "밤에도 소식 보내도 돼")) is Wish.NIGHT_NEWS
