"""What the doctor says of LINE, asked at a LINE that is played and at our own door."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from adapters.line import LineDoor
from adapters.metrics import AdapterMetrics
from bot.config import Settings
from bot.doctor.line import examine
from bot.standins.line import LineStandIn
from tests.adapters.doors import SECRET

TOKEN = "an-access-token"


@dataclass
class House:
    """Our door at `url`, and LINE that posts to it."""

    line: LineStandIn
    url: str

    def settings(self, **changes: object) -> Settings:
        well = {
            "line_channel_secret": SecretStr(SECRET),
            "line_access_token": SecretStr(TOKEN),
            "line_bot_user_id": self.line.account.user_id,
            "line_api_url": self.line.url,
            "public_url": self.url,
        }
        return Settings().model_copy(update={**well, **changes})

    async def report(self, **changes: object) -> dict[str, str]:
        findings = await asyncio.to_thread(lambda: list(examine(self.settings(**changes))))
        return {finding.part: str(finding) for finding in findings}


async def _kept(*_arrivals: object) -> None:
    raise AssertionError("the test call brings no events")


@pytest.fixture
async def house() -> AsyncIterator[House]:
    line = await LineStandIn.start()
    line.access_token = TOKEN
    door = LineDoor(SECRET, line.account.user_id, _kept, AdapterMetrics(CollectorRegistry()), burst=timedelta(0))
    app = web.Application()
    app.router.add_post("/webhooks/line", door.handle)
    async with TestServer(app) as server:
        url = str(server.make_url("")).rstrip("/")
        line.account.endpoint, line.account.channel_secret = f"{url}/webhooks/line", SECRET
        yield House(line, url)
    await line.stop()


async def test_all_is_well(house: House) -> None:
    lines = await house.report()
    assert set(lines) == {"LINE token", "LINE bot", "LINE webhook", "LINE webhook test", "LINE pushes"}
    assert {line[:2] for line in lines.values()} == {"ok"}


@pytest.mark.parametrize(
    ("part", "changes", "says"),
    [
        ("LINE secret", {"line_channel_secret": SecretStr("")}, "every webhook is refused"),
        ("LINE token", {"line_access_token": SecretStr("")}, "nobody is answered"),
        ("LINE token", {"line_access_token": SecretStr("wrong")}, "Authentication failed"),
        ("LINE token", {"line_api_url": "http://127.0.0.1:9"}, "does not answer"),
        ("LINE bot", {"line_bot_user_id": ""}, "webhooks for any bot"),
        ("LINE bot", {"line_bot_user_id": "U0"}, "we wait for U0"),
        ("LINE webhook", {"public_url": "https://naviyam.example"}, "we are at https://naviyam.example/webhooks/line"),
    ],
)
async def test_what_is_wrong_here_is_said_with_its_remedy(
    house: House, part: str, changes: dict[str, object], says: str
) -> None:
    line = (await house.report(**changes))[part]
    assert line.startswith("note")
    assert says in line


async def test_what_is_wrong_in_the_console_is_said(house: House) -> None:
    house.line.account.is_active = False
    house.line.account.channel_secret = "of another channel"
    house.line.quota, house.line.account.sent = 1, 199
    lines = await house.report()
    assert "switched off" in lines["LINE webhook"]
    assert "we refuse LINE's signature" in lines["LINE webhook test"]
    assert "199 of 200" in lines["LINE pushes"]
    house.line.account.endpoint = "http://127.0.0.1:9/webhooks/line"
    assert "COULD_NOT_CONNECT" in (await house.report())["LINE webhook test"]
    house.line.account.endpoint = None
    lines = await house.report()
    assert "no address of ours" in lines["LINE webhook"]
