"""What the doctor says of AlimTalk, asked at a provider that is played."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from adapters import alimtalk
from bot.config import Settings
from bot.doctor.alimtalk import examine
from bot.standins.alimtalk import AlimtalkStandIn, Template

SENDER = "0" * 40


@pytest.fixture
async def provider() -> AsyncIterator[AlimtalkStandIn]:
    made = await AlimtalkStandIn.start()
    made.templates = {each.code: Template(each.body) for each in alimtalk.load(alimtalk.TEMPLATES_FILE)}
    yield made
    await made.stop()


async def report(provider: AlimtalkStandIn, **changes: object) -> list[str]:
    well = {
        "alimtalk_url": provider.service_url,
        "alimtalk_key": SecretStr("a-key"),
        "alimtalk_sender_key": SENDER,
    }
    settings = Settings().model_copy(update={**well, **changes})
    return await asyncio.to_thread(lambda: [str(finding) for finding in examine(settings)])


async def test_all_is_well_where_every_template_is_approved(provider: AlimtalkStandIn) -> None:
    lines = await report(provider)
    assert len(lines) == 1 + len(provider.templates)
    assert all(line.startswith("ok") for line in lines)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"alimtalk_key": SecretStr("")}, "without NAVIYAM_ALIMTALK_KEY"),
        ({"alimtalk_sender_key": ""}, "without NAVIYAM_ALIMTALK_SENDER_KEY"),
        ({"alimtalk_url": "http://127.0.0.1:9"}, "does not answer"),
        ({"alimtalk_sender_key": "short"}, "the provider refuses: Not exist plus friend."),
    ],
)
async def test_each_thing_that_is_wrong_is_said(
    provider: AlimtalkStandIn, changes: dict[str, object], says: str
) -> None:
    (line,) = await report(provider, **changes)
    assert line.startswith("note")
    assert says in line


async def test_each_template_is_told_of(provider: AlimtalkStandIn) -> None:
    del provider.templates["NVY-GUARDIAN-1"]
    provider.templates["NVY-EXPIRY-1"] = Template("다른 말", "TSC03")
    provider.templates["NVY-BOOKED-1"] = Template("", "TSC04")
    lines = {line.partition("AlimTalk ")[2].partition(":")[0]: line for line in await report(provider)}
    assert "not handed in" in lines["NVY-GUARDIAN-1"]
    assert "with other words" in lines["NVY-EXPIRY-1"]
    assert "refused" in lines["NVY-BOOKED-1"]
    assert lines["NVY-NOTBOOKED-1"].startswith("ok")
