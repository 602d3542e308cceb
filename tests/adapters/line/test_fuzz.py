"""Whatever comes signed to LINE's door: never a 5xx, and a sound event among odd ones is kept and understood."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client import CollectorRegistry

from adapters.line import LineDoor
from adapters.line.events import read_event, read_notice
from adapters.metrics import AdapterMetrics
from adapters.reading import BODY_LIMIT
from db.crypto import Cipher
from db.inbox import Arrival, Inbox
from db.pool import Database
from tests.adapters.doors import SECRET, signature
from tests.adapters.line.fuzz import bodies

BOT = "U3f1c0a9be7d24f6c8a5b1e0d9c7f2a64"
SEED = 20261123


@dataclass
class Door:
    """The door over a real socket. `kept` are the arrivals that stand in the inbox."""

    client: TestClient[web.Request, web.Application]
    database: Database
    kept: list[Arrival]

    async def post(self, body: bytes) -> int:
        headers = {"X-Line-Signature": signature(body)}
        async with self.client.post("/webhooks/line", data=io.BytesIO(body), headers=headers) as response:
            return response.status


@pytest.fixture
async def door(database: Database) -> AsyncIterator[Door]:
    inbox, kept = Inbox(database, Cipher(bytes(32))), list[Arrival]()

    async def keep(platform: str, arrivals: Sequence[Arrival]) -> None:
        await inbox.accept(platform, arrivals)
        kept.extend(arrivals)

    line = LineDoor(SECRET, BOT, keep, AdapterMetrics(CollectorRegistry()), burst=timedelta(milliseconds=700))
    app = web.Application()
    app.router.add_post("/webhooks/line", line.handle)
    async with TestClient(TestServer(app)) as client:
        yield Door(client, database, kept)


async def _fuzz(door: Door, count: int) -> Counter[int]:
    statuses: Counter[int] = Counter()
    sound = set()
    for body, kept in bodies(count, SEED, BOT):
        if len(body) > BODY_LIMIT:  # nobody's event: LINE posts no such body
            assert await door.post(body) == 413
            continue
        status = await door.post(body)
        statuses[status] += 1
        assert status == 200 or (kept is None and status == 400), body[:2000]
        if kept is not None:
            sound.add(kept)
    assert {one.event_id for one in door.kept if _is_understood(one)} == sound
    async with door.database.acquire() as connection:
        rows = await connection.fetch("SELECT event_id FROM chatbot.inbox WHERE event_id LIKE 'SOUND%'")
    assert {row["event_id"] for row in rows} == sound
    return statuses


def _is_understood(kept: Arrival) -> bool:
    """Read an event as the worker does, whatever it is; whether it is a sound one, and was understood."""
    turn = read_event(kept.event, samples=True)
    read_notice(kept.event)
    return kept.event_id.startswith("SOUND") and turn is not None and turn.text == "배고파"


async def test_three_hundred_odd_bodies(door: Door) -> None:
    statuses = await _fuzz(door, 300)
    assert statuses[200] > 250


@pytest.mark.soak
async def test_ten_thousand_odd_bodies(door: Door) -> None:
    statuses = await _fuzz(door, 10_000)
    print(dict(statuses))  # noqa: T201
    assert statuses[200] > 9_000
