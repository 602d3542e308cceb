"""The same message gets the same answer on every door: the same places, the same words."""

from __future__ import annotations

import pytest

from tests.adapters import meaning
from tests.journeys.conftest import Theatre
from tests.journeys.doors import DOORS, WebDoor
from tests.journeys.seen import Seen
from tests.journeys.story import NOON

pytestmark = pytest.mark.asyncio(loop_scope="session")

MESSAGES = (
    "배고픈데 5천원밖에 없어ㅠ 건대입구역 근처",
    "홍대에서 피자 먹고 싶어",
    "수원역 맵지 않은 국수",
    "친구 넷이랑 신림역에서 앉을 자리 있는 데",
    "돈이 하나도 없는데 배고파 대전역",
    "노원역 편의점에서 3천원으로 뭐 사",
    "카드 언제 충전돼?",
    "내 쿠폰 뭐 있어?",
    "중앙로역 떡볶이",
    "안녕",
    "ㅁㄴㅇㄹ",
    "{{ 7 * 7 }} {% raw %}",
)


def essence(answer: Seen) -> tuple[str, tuple[str, ...], tuple[int | None, ...]]:
    """The first words, the places in order, what each costs."""
    said = answer.words.splitlines()[0] if answer.words else ""
    return said, tuple(card.title for card in answer.cards), tuple(card.to_pay for card in answer.cards)


@pytest.mark.parametrize("message", MESSAGES)
async def test_the_same_message_gets_the_same_answer_everywhere(theatre: Theatre, message: str) -> None:
    stage = await theatre.at(NOON)
    answers: dict[str, object] = {}
    for platform in DOORS:
        door = stage.door(platform)
        if isinstance(door, WebDoor):
            door.become_member()
        await stage.make_member(door.account)
        answers[platform] = essence(await door.say(message))
    assert answers == dict.fromkeys(DOORS, answers["kakao"])


BESIDE_BUTTONS = "아래를 눌러요"
"""Kakao's cards need words beside their buttons."""

EVERYDAY = (
    *MESSAGES,
    "배고픈데 오천원밖에없음ㅠ 건대",
    "강남역 근처 지금 연 데",
    "홍대 떡볶이집 메뉴 알려줘",
    "몇 시까지 해 건대 김밥",
    "살기 싫어",
    "친구가 자꾸 때려",
    "돈 없어 배고파 신림역",
    "배고파",
    "카드 얼마 남았어?",
    "내 얘기 누가 봐?",
)


@pytest.mark.parametrize("message", EVERYDAY)
async def test_both_looks_of_an_answer_mean_the_same(theatre: Theatre, message: str) -> None:
    door = (await theatre.at(NOON)).door("web")
    assert isinstance(door, WebDoor)
    door.become_member()
    answer = (await door.say(message)).raw
    assert isinstance(answer, dict)
    kakao, line = meaning.of_kakao(answer["kakao"]), meaning.of_line(answer["line"])
    assert _words(kakao) == _words(line)
    position = {pressed for pressed in line.does if pressed[0] == "position:"}
    assert kakao.does == line.does - position
    assert kakao.numbers == line.numbers


def _words(seen: meaning.Meaning) -> list[str]:
    """Everything that is written, whatever stands in one line with what."""
    return sorted(part for line in seen.said for part in line.split(" · ") if part != BESIDE_BUTTONS)
