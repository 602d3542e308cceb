"""A web process of the product, LINE beside it and PostgreSQL behind a tripwire: killed and started again."""

from __future__ import annotations

import asyncio
import secrets
import socket
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web

from bot import sample
from bot.config import PREFIX, ROOT
from bot.listener import listen
from bot.standins.line import LineStandIn
from db.pool import Database
from tests.faults.nursery import ended, web_process
from tests.faults.tripwire import Trip, Tripwire
from tests.rows import Rows

SECRET = "a-channel-secret-of-32-characters"
TOKEN = "an-access-token"
SKILL_KEY = "a-skill-key"
DATA_KEY = "0123456789abcdef" * 4
NOON = "2026-11-23T12:30:00+09:00"
_READY_SECONDS = 180
_SETTLED = "SELECT count(*) FROM chatbot.inbox WHERE state NOT IN ('new', 'taken')"


class Moment(StrEnum):
    """When at LINE's door the process dies: its reply was not taken, or taken without its knowing."""

    BEFORE_REPLY = "before the reply"
    AFTER_REPLY = "after the reply"


class DeadlyLine(LineStandIn):
    """LINE that can kill whoever replies. `seen_at` says when each token or person was answered."""

    def __init__(self) -> None:
        super().__init__()
        self.moment: Moment | None = None
        self.kill: Any = None
        self.seen_at: dict[str, list[float]] = {}

    async def _reply(self, request: web.Request, body: dict[str, Any]) -> web.Response:
        moment, self.moment = self.moment, None
        if moment is Moment.BEFORE_REPLY:
            self.kill()
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        response = await super()._reply(request, body)
        if moment is Moment.AFTER_REPLY:
            self.kill()
        return response

    def _accept(self, kind: str, to: str, messages: list[dict[str, Any]]) -> dict[str, Any]:
        self.seen_at.setdefault(to, []).append(time.monotonic())
        return super()._accept(kind, to, messages)


@dataclass
class House(Rows):
    """`url` stays the same over restarts: the socket is ours. `posted` are the events of this house."""

    folder: Path
    line: DeadlyLine
    wire: Tripwire
    database: Database
    redis_url: str
    listener: socket.socket
    url: str
    kakao_url: str
    process: ForkServerProcess | None = None
    posted: list[dict[str, Any]] = field(default_factory=list)

    async def start(self, *, past_the_wire: bool = False) -> None:
        """Start the web process and wait until it serves; `past_the_wire` where nothing is to be killed or counted."""
        told = {
            "DATA_DIR": str(self.folder),
            "DATABASE_URL": self.database.url if past_the_wire else self.wire.url,
            "REDIS_URL": self.redis_url,
            "LINE_CHANNEL_SECRET": SECRET,
            "LINE_ACCESS_TOKEN": TOKEN,
            "LINE_API_URL": self.line.url,
            "KAKAO_API_URL": self.kakao_url,
            "KAKAO_SKILL_KEY": SKILL_KEY,
            "JWT_SECRET": "a-secret-of-at-least-thirty-two-bytes",
            "DATA_KEY": DATA_KEY,
            "CLOCK": NOON,
        }
        settings = {PREFIX + name: value for name, value in told.items()}
        self.process = web_process(self.listener, settings, self.folder / "stderr")
        ready = asyncio.create_task(self._serves())
        gone = asyncio.create_task(ended(self.process))
        await asyncio.wait({ready, gone}, return_when=asyncio.FIRST_COMPLETED)
        assert not gone.done(), f"it does not start: see {self.folder / 'stderr'}"
        gone.cancel()
        await asyncio.wait({gone})
        await ready

    async def _serves(self) -> None:
        async with (
            asyncio.timeout(_READY_SECONDS),
            ClientSession() as client,
            client.get(f"{self.url}/healthz") as answer,
        ):
            assert answer.status == 200

    def kill(self) -> None:
        """kill -9."""
        if self.process is not None:
            self.process.kill()

    async def died(self, seconds: float) -> None:
        """Wait until it is dead; kill it after `seconds` where nothing else did."""
        assert self.process is not None
        try:
            async with asyncio.timeout(seconds):
                await ended(self.process)
        except TimeoutError:
            self.kill()
            await ended(self.process)
        self.wire.disarm()
        self.line.moment = None

    async def post(self, events: Sequence[dict[str, Any]]) -> int:
        """Post a webhook as LINE does; returns the status."""
        self.posted.extend(events)
        return await self.line.post(f"{self.url}/webhooks/line", events)

    async def redeliver(self, events: Sequence[dict[str, Any]]) -> None:
        again = [{**event, "deliveryContext": {"isRedelivery": True}} for event in events]
        assert await self.line.post(f"{self.url}/webhooks/line", again) == 200

    async def settled(self, seconds: float) -> float:
        """Wait until everything posted is answered, what lies on disk too; returns how long it took."""
        began = time.monotonic()
        async with asyncio.timeout(seconds):
            while await self.value(_SETTLED) < len(self.posted):  # noqa: ASYNC110 - the database sends no events
                await asyncio.sleep(0.05)
        return time.monotonic() - began

    def arm(self, point: Trip | Moment) -> None:
        if isinstance(point, Trip):
            self.wire.arm(point, self.kill)
        else:
            self.line.moment, self.line.kill = point, self.kill


@asynccontextmanager
async def house(
    database_url: str, redis_url: str, folder: Path, *, kakao_url: str = "http://127.0.0.1:9"
) -> AsyncIterator[House]:
    """A house on a database of its own, without shops; its process is not started yet."""
    database = await Database.connect(database_url, application="tests", size=2, statement_seconds=60)
    await sample.load_reference(database, ROOT / "data")
    line = await DeadlyLine.start()
    line.account.channel_secret = SECRET
    listener = listen("127.0.0.1", 0)
    async with Tripwire.lay(database_url) as wire:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        made = House(folder, line, wire, database, redis_url, listener, url, kakao_url)
        yield made
        if made.process is not None:
            made.process.terminate()
            await ended(made.process)
    listener.close()
    await line.stop()
    await database.close()


def problems(made: House) -> Iterator[str]:
    """Events that were not answered exactly once, and people who were answered out of order."""
    seen = Counter(to for _, to, _ in made.line.accepted)
    by_person: dict[str, list[dict[str, Any]]] = {}
    for event in made.posted:
        by_person.setdefault(event["source"]["userId"], []).append(event)
    for person, events in by_person.items():
        replied = [seen[event["replyToken"]] for event in events]
        if max(replied) > 1 or sum(replied) + seen[person] != len(events):
            yield f"{replied} replies and {seen[person]} pushes to {len(events)} events"
        times = [made.line.seen_at[event["replyToken"]][0] for event in events if seen[event["replyToken"]]]
        if times != sorted(times):
            yield "answered out of order"


def said(words: str, person: str, at: float) -> dict[str, Any]:
    """Words of a person at a time (seconds since the epoch)."""
    return {
        "type": "message",
        "webhookEventId": secrets.token_hex(13),
        "deliveryContext": {"isRedelivery": False},
        "timestamp": int(at * 1000),
        "mode": "active",
        "source": {"type": "user", "userId": person},
        "replyToken": secrets.token_hex(16),
        "message": {"type": "text", "id": secrets.token_hex(9), "text": words, "quoteToken": "q"},
    }
