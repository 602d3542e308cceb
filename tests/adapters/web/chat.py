"""The web chat over a real socket, with a listener where the conversation stands."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from prometheus_client import CollectorRegistry

from adapters import kakao, line
from adapters import web as web_chat
from adapters.metrics import AdapterMetrics
from core.admission import Verdict
from core.channel import Channel
from core.clock import SEOUL
from core.messages import Account
from db.pool import DatabaseUnavailableError
from tests.adapters.doors import Listener

PLACES = (web_chat.Place("건대입구역", 37.540693, 127.07023), web_chat.Place("서면역", 35.157857, 129.059147))

_NOBODY = "http://127.0.0.1:9"


@dataclass
class Chat:
    """A running web chat. Who wants a turn gets `verdict`; `has_database` is whether a member can be prepared."""

    listener: Listener = field(default_factory=Listener)
    verdict: Verdict = Verdict.WELCOME
    has_database: bool = True
    prepared: list[tuple[Account, str]] = field(default_factory=list)
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    url: str = ""

    async def admit(self, _account: Account) -> Verdict:
        return self.verdict

    async def prepare(self, account: Account, person: str) -> None:
        if not self.has_database:
            raise DatabaseUnavailableError("gone")
        self.prepared.append((account, person))

    def counted(self, outcome: str) -> float:
        labels = {"platform": "web", "outcome": outcome}
        return self.registry.get_sample_value("naviyam_webhook_requests_total", labels) or 0.0


@asynccontextmanager
async def platforms(metrics: AdapterMetrics) -> AsyncIterator[tuple[Channel, Channel]]:
    """The channels of Kakao and LINE, whose platforms nobody plays."""
    async with ClientSession() as session:
        yield (
            kakao.channel(
                session,
                lambda: datetime.now(SEOUL),
                metrics,
                api_url=_NOBODY,
                bot_id="",
                rest_key="",
                event_name="",
                blocks=kakao.Blocks(),
                callback_hosts=[],
                is_real=False,
            ),
            line.channel(session, api_url=_NOBODY, access_token="", is_real=False, metrics=metrics),
        )


@asynccontextmanager
async def running_chat() -> AsyncIterator[Chat]:
    chat = Chat()
    metrics = AdapterMetrics(chat.registry)
    async with platforms(metrics) as (kakao_channel, line_channel):
        channel = web_chat.channel(lambda: datetime.now(SEOUL), kakao=kakao_channel, line=line_channel)
        door = web_chat.door(channel, chat.listener.handle, chat.admit, chat.prepare, metrics, places=PLACES)
        app = web.Application()
        app.add_routes(door.routes())
        async with TestServer(app) as server:
            chat.url = str(server.make_url("/")).rstrip("/")
            yield chat
