"""A button of KakaoTalk or LINE that arrives twice: the same answer again, and nothing changed twice."""

from __future__ import annotations

import asyncio

import pytest

from tests.journeys.conftest import Theatre
from tests.journeys.story import NOON

pytestmark = pytest.mark.asyncio(loop_scope="session")

HUNGRY = "배고픈데 오천원밖에없음ㅠ 건대입구역 근처"
TURNS = "SELECT count(*) FROM chatbot.conversations"
CHOICES = "SELECT count(*) FROM chatbot.recommendations_log WHERE user_final_selection IS NOT NULL"
REPORTS = "SELECT count(*) FROM chatbot.shop_reports"


@pytest.mark.parametrize("platform", ["kakao", "line"])
async def test_a_double_tap_chooses_once(theatre: Theatre, platform: str) -> None:
    stage = await theatre.at(NOON)
    door = stage.door(platform)
    await stage.make_member(door.account)
    choose = (await door.say(HUNGRY)).press("여기로 할래")
    first, second = await asyncio.gather(door.press(choose), door.press(choose))
    later = await door.press(choose)
    assert first.words == second.words == later.words
    assert first.labels == second.labels == later.labels
    assert [await stage.value(sql) for sql in (TURNS, CHOICES)] == [2, 1]


async def test_a_report_pressed_again_is_one_report(theatre: Theatre) -> None:
    stage = await theatre.at(NOON)
    door = stage.door("kakao")
    chosen = await door.press((await door.say(HUNGRY)).press("여기로 할래"))
    closed = next(reply for reply in chosen.replies if reply.payload and "closed" in str(reply.payload))
    first = await door.press(closed)
    await stage.let_pass(hours=0)  # Redis has forgotten everything
    again = await door.press(closed)
    assert await stage.value(REPORTS) == 1
    assert first.words == again.words


async def test_a_menu_pressed_twice_is_shown_once_more_without_another_turn(theatre: Theatre) -> None:
    stage = await theatre.at(NOON)
    door = stage.door("kakao")
    menu = (await door.say(HUNGRY)).press("메뉴")
    first, second = await asyncio.gather(door.press(menu), door.press(menu))
    assert first.raw == second.raw
    assert await stage.value(TURNS) == 2
