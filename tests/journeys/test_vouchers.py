"""A voucher whose end is told more than once, by the shop and by the child: each answer says what is true."""

from __future__ import annotations

import aiohttp
import pytest

from core.orders import access
from core.orders.access import Access
from db.crypto import Cipher
from tests.journeys.conftest import Theatre
from tests.journeys.doors import Door
from tests.journeys.stage import Stage
from tests.journeys.story import NOON

pytestmark = pytest.mark.asyncio(loop_scope="session")

VOUCHER = """
SELECT o.id, o.shop_id FROM chatbot.orders o JOIN chatbot.users u ON u.id = o.user_id WHERE u.external_user_id = $1
"""


async def opened(theatre: Theatre) -> tuple[Stage, Door, Access, int]:
    """A member with an open voucher, and the shop's way in."""
    stage = await theatre.at(NOON)
    child = stage.door("kakao")
    await stage.make_member(child.account)
    answer = await child.press((await child.say("내 쿠폰 건대입구역")).press("쿠폰 쓰기"))
    assert "이 화면을 보여 줘요" in answer.text
    async with stage.database.acquire() as connection:
        (row,) = await connection.fetch(VOUCHER, child.account.external_id)
    shop = await access.let_in(
        stage.database, Cipher.from_hex(stage.settings.data_key.get_secret_value()), row["shop_id"]
    )
    assert shop is not None
    return stage, child, shop, row["id"]


async def test_the_number_typed_after_the_shop_has_pressed_says_that_it_was_used(theatre: Theatre) -> None:
    stage, child, shop, order_id = await opened(theatre)
    page = f"{stage.url}/s/{shop.token}"
    async with aiohttp.ClientSession() as session:
        async with session.get(page) as shown:
            code = (await shown.text()).partition('name="code" value="')[2][:6]
        async with session.post(page, data={"order": str(order_id), "code": code}) as pressed:
            assert "확인했어요" in await pressed.text()
    assert "쿠폰 썼어요" in (await child.say(shop.pin)).text


async def test_a_voucher_taken_back_stays_taken_back(theatre: Theatre) -> None:
    _, child, _, _ = await opened(theatre)
    again = await child.say("내 쿠폰 건대입구역")
    shown = await child.press(again.press("새 번호 보기"))
    back = shown.press("안 쓸래")
    assert "취소했어요" in (await child.press(back)).text
    assert "취소했어요" in (await child.press(back)).text
