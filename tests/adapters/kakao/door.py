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

from adapters.kakao import Blocks, KakaoDoor, channel
from adapters.metrics import AdapterMetrics
from bot.parts import WORDS
from bot.standins.kakao import KakaoStandIn
from bot.standins.kakao_caller import KakaoCaller
from core.admission import Verdict
from core.channel import Channel, Destination
from core.compose import Composer
from core.messages import Account, Answer, Incoming
from db.inbox import Arrival, DatabaseUnavailableError
from tests.adapters.doors import Listener

BOT = "64f0c1d2e3a4b5c6d7e8f901"
KEY, PREVIOUS = "the key of today", "the key of yesterday"
NOW = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
BLOCKS = Blocks({"start": "6501a1", "help": "6501a2", "location": "6501a3"})


@dataclass
class Door:
    """A running door. Accounts in `over_rate` have had their turns, in `full` nobody gets in; `ready` not set, the
    listener takes its time; `is_forgetful`, nothing can be promised.
    """

    platform: KakaoStandIn
    session: ClientSession
    channel: Channel
    listener: Listener = field(default_factory=Listener)
    over_rate: set[str] = field(default_factory=set)
    full: bool = False
    is_forgetful: bool = False
    promised: list[asyncio.Task[None]] = field(default_factory=list)
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    url: str = ""

    async def admit(self, account: Account) -> Verdict:
        if self.full:
            return Verdict.FULL
        return Verdict.TOO_OFTEN if account.external_id in self.over_rate else Verdict.WELCOME

    async def promise(self, _platform: str, arrival: Arrival, turn: asyncio.Future[Answer]) -> None:
        if self.is_forgetful:
            raise DatabaseUnavailableError
        self.promised.append(asyncio.create_task(self._keep(arrival, turn)))

    async def _keep(self, arrival: Arrival, turn: asyncio.Future[Answer]) -> None:
        """As the inbox does, without a database."""
        response = self.channel.response(arrival.event, await turn)
        account = Account("kakao", arrival.lane)
        await self.channel.send(
            Destination(account, arrival.turn_id, arrival.received_at, arrival.reply_token), response
        )

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
        registry = CollectorRegistry()
        metrics = AdapterMetrics(registry)
        spoken = channel(
            session,
            lambda: NOW,
            metrics,
            api_url=platform.url,
            bot_id=BOT,
            rest_key="rest",
            event_name="event",
            blocks=BLOCKS,
            callback_hosts=["bot-api.kakao.com"],
            is_real=False,
        )
        made = Door(platform, session, spoken, registry=registry)
        made.ready.set()
        opened = KakaoDoor(
            *(spoken, made.answer, Composer(WORDS).wait_a_moment, made.admit, made.promise, metrics),
            keys=[KEY, PREVIOUS, ""],
            bot_id=BOT,
            patience_seconds=patience_seconds,
        )
        app = web.Application()
        app.router.add_post("/webhooks/kakao", opened.handle)
        async with TestServer(app) as server:
            made.url = str(server.make_url("/webhooks/kakao"))
            yield made
            await asyncio.gather(*made.promised)
    await platform.stop()
