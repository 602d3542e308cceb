"""What the doctor says of KakaoTalk, asked at a real door and a Kakao that is played."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from bot.config import Settings
from bot.doctor.kakao import examine
from bot.standins.server import Fault
from tests.adapters.kakao.door import BOT, KEY, Door, running_door


@pytest.fixture
async def kakao() -> AsyncIterator[Door]:
    async with running_door() as made:
        made.platform.rest_key = "rest-key"
        yield made


def configured(door: Door, **changes: object) -> Settings:
    well = {
        "kakao_skill_key": SecretStr(KEY),
        "kakao_bot_id": BOT,
        "kakao_rest_key": SecretStr("rest-key"),
        "kakao_event_name": "naviyam",
        "kakao_api_url": door.platform.url,
        "kakao_blocks": ("location=6501a3",),
        "public_url": door.url.removesuffix("/webhooks/kakao"),
    }
    return Settings().model_copy(update={**well, **changes})


async def report(settings: Settings) -> dict[str, str]:
    """The lines by part, as the command prints them."""
    findings = await asyncio.to_thread(lambda: list(examine(settings)))
    return {finding.part.removeprefix("KakaoTalk "): str(finding) for finding in findings}


async def test_all_is_well_but_for_the_missing_certificate(kakao: Door) -> None:
    lines = await report(configured(kakao))
    assert [line[:2] for line in lines.values()] == ["ok", "ok", "ok", "ok", "no"]
    assert "https only" in lines["webhook"]
    assert kakao.listener.heard == []


@pytest.mark.parametrize(
    ("part", "changes", "says"),
    [
        ("key", {"kakao_skill_key": SecretStr("")}, "every call is refused"),
        ("key", {"kakao_skill_key": SecretStr("short")}, "only 5 characters"),
        ("key", {"kakao_skill_key_previous": SecretStr("old")}, "two are accepted"),
        ("bot", {"kakao_bot_id": ""}, "any bot"),
        ("bot", {"kakao_bot_id": f"{BOT}!"}, "without !"),
        ("blocks", {"kakao_blocks": ()}, "no location plugin"),
        ("events", {"kakao_rest_key": SecretStr("")}, "NAVIYAM_KAKAO_REST_KEY"),
        ("events", {"kakao_event_name": ""}, "NAVIYAM_KAKAO_EVENT_NAME"),
        ("events", {"kakao_rest_key": SecretStr("another")}, "does not know the REST key"),
        ("events", {"kakao_api_url": "http://127.0.0.1:9"}, "does not answer"),
        ("webhook", {"public_url": ""}, "NAVIYAM_PUBLIC_URL"),
        ("webhook", {"public_url": "http://127.0.0.1:9"}, "does not answer"),
        ("webhook", {"kakao_skill_key": SecretStr("another key, long")}, "has another key"),
    ],
)
async def test_what_is_missing_is_named_with_its_remedy(
    kakao: Door, part: str, changes: dict[str, object], says: str
) -> None:
    assert says in (await report(configured(kakao, **changes)))[part]


async def test_something_else_at_our_address_is_found_out(kakao: Door) -> None:
    lines = await report(configured(kakao, public_url=kakao.platform.url))
    assert "not as we do" in lines["webhook"]


async def test_a_kakao_that_fails_is_no_wrong_key(kakao: Door) -> None:
    kakao.platform.faults.append(Fault.ERROR)
    assert "knows the REST key" in (await report(configured(kakao)))["events"]
