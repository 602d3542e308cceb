"""What real turns leave behind passes every check of the data."""

from __future__ import annotations

import pytest

from bot.commands.check_data import unreadable
from core.privacy import mask_value
from db.checks import every_check, run_checks
from db.crypto import Cipher
from tests.journeys.conftest import Theatre
from tests.journeys.stage import Stage

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.slow]

_SAID = (
    "배고픈데 오천원밖에없음ㅠ 건대", "더 싼 데", "편의점에서 3천원으로 뭐 사", "나 김민수고 번호는 010-1234-5678이야",
    "친구 셋이랑 이만원으로 먹을 데", "땅콩 알레르기 있어 돈까스 먹고 싶어", "쿠폰 뭐 있어?", "잔액 얼마야",
    "떡볶이 옵션 뭐야", "지금 연 데 있어?", "돈이 하나도 없어 너무 배고파", "고마워", "asdf", "I'm hungry, 5000 won",
)  # fmt: skip


async def _wrong(stage: Stage) -> dict[str, tuple[str, ...]]:
    checks = every_check(mask_value, unreadable, Cipher.from_hex(stage.settings.data_key.get_secret_value()).key_id)
    async with stage.database.acquire() as connection:
        return {finding.check.name: finding.ids for finding in await run_checks(connection, checks) if finding.found}


async def test_turns_of_a_child_and_of_a_member_pass_every_check(theatre: Theatre) -> None:
    stage = await theatre.at("2026-11-23T12:00:00+09:00")
    for platform in ("kakao", "line", "web"):
        stranger, member = stage.door(platform), stage.door(platform)
        await stage.make_member(member.account)
        for text in _SAID:
            await stranger.say(text)
            await member.say(text)
    assert await stage.value("SELECT count(*) FROM chatbot.conversations") == 6 * len(_SAID)
    assert await _wrong(stage) == {}
