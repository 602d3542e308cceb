"""The door of Kakao over a real socket, with a listener behind it and Kakao's own side beside it."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from prometheus_client import CollectorRegistry

from adapters.kakao import Blocks, callbacks, channel, door
from adapters.metrics import AdapterMetrics
from bot.standins.kakao import KakaoStandIn
from bot.standins.kakao_caller import KakaoCaller
from core.messages import Account, Answer, Incoming
from tests.adapters.doors import Listener

BOT = "64f0c1d2e3a4b5c6d7e8f901"
KEY, PREVIOUS = "the key of today", "the key of yesterday"
NOW = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
BLOCKS = Blocks({"start": "6501a1", "help": "6501a2", "location": "6501a3"})


@dataclass
class Door:
    """A running door. Accounts in `over_rate` have had their turns; `ready` not set, the listener takes its time."""

    platform: KakaoStandIn
    session: ClientSession
    listener: Listener = field(default_factory=Listener)
    over_rate: set[str] = field(default_factory=set)
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    url: str = ""

    async def admit(self, account: Account) -> bool:
        return account.external_id not in self.over_rate

    async def answer(self, incoming: Incoming) -> Answer:
        answer = await self.listener.handle(incoming)
        await self.ready.wait()
        return answer

    def caller(self, *, person: str = "u1", with_callback: bool = False, in_builder: bool = False) -> KakaoCaller:
        granting = self.platform if with_callback else None
        return KakaoCaller(self.session, self.url, KEY, BOT, person, granting, in_builder=in_builder)

    async def call(self, body: bytes, key: str | None = KEY) -> tuple[int, Any]:
        headers = {} if key is None else {"X-Naviyam-Key": key}
        async with self.session.post(self.url, data=io.BytesIO(body), headers=headers) as response:
            text = await response.text()
            if text:
                assert response.headers["Content-Type"] == "application/json; charset=utf-8"
            return response.status, json.loads(text) if text else None

    async def post(self, skill_call: dict[str, Any]) -> dict[str, Any]:
        status, response = await self.call(json.dumps(skill_call, ensure_ascii=False).encode())
        assert status == 200
        assert isinstance(response, dict)
        return response

    def counted(self, outcome: str, name: str = "naviyam_webhook_requests_total", **labels: str) -> float:
        return self.registry.get_sample_value(name, {"platform": "kakao", "outcome": outcome, **labels}) or 0.0


@asynccontextmanager
async def running_door(patience_seconds: float = 3.0) -> AsyncIterator[Door]:
    platform = await KakaoStandIn.start()
    async with ClientSession() as session:
        made = Door(platform, session)
        made.ready.set()
        metrics = AdapterMetrics(made.registry)
        spoken = channel(
            session,
            lambda: NOW,
            metrics,
            api_url=platform.url,
            bot_id=BOT,
            rest_key="rest",
            event_name="event",
            blocks=BLOCKS,
            is_real=False,
        )
        late = callbacks(session, metrics, hosts=["bot-api.kakao.com"], api_url=platform.url, is_real=False)
        opened = door(
            spoken,
            made.answer,
            made.admit,
            late,
            metrics,
            keys=[KEY, PREVIOUS, ""],
            bot_id=BOT,
            patience_seconds=patience_seconds,
        )
        app = web.Application()
        app.router.add_post("/webhooks/kakao", opened.handle)
        async with TestServer(app) as server:
            made.url = str(server.make_url("/webhooks/kakao"))
            yield made
            await opened.stop()
    await platform.stop()
