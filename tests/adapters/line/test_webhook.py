"""The door of LINE: what is signed and readable is durable before its 200, and nothing else happens."""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client import CollectorRegistry

from adapters.line import LineDoor
from adapters.metrics import AdapterMetrics
from db.crypto import Cipher
from db.inbox import Arrival, Inbox
from db.pool import Database
from tests.adapters.answers import payload
from tests.adapters.doors import SECRET, signature

BOT = "U3f1c0a9be7d24f6c8a5b1e0d9c7f2a64"


@dataclass
class Door:
    """The door over a real socket, with the inbox behind it."""

    client: TestClient[web.Request, web.Application]
    inbox: Inbox
    database: Database
    woken: list[None] = field(default_factory=list)

    async def post(self, body: bytes, headers: dict[str, str] | None = None) -> int:
        given = {"x-line-signature": signature(body)} if headers is None else headers
        async with self.client.post("/webhooks/line", data=io.BytesIO(body), headers=given) as response:
            return response.status

    async def kept(self) -> int:
        async with self.database.acquire() as connection:
            return int(await connection.fetchval("SELECT count(*) FROM chatbot.inbox"))


@pytest.fixture
async def door(database: Database) -> AsyncIterator[Door]:
    inbox, woken = Inbox(database, Cipher(bytes(32))), list[None]()

    async def keep(platform: str, arrivals: Sequence[Arrival]) -> None:
        await inbox.accept(platform, arrivals)
        woken.append(None)

    line = LineDoor(SECRET, BOT, keep, AdapterMetrics(CollectorRegistry()), burst=timedelta(milliseconds=700))
    app = web.Application()
    app.router.add_post("/webhooks/line", line.handle)
    async with TestClient(TestServer(app)) as client:
        yield Door(client, inbox, database, woken)


def body_of(name: str) -> bytes:
    return json.dumps(payload("line", name), ensure_ascii=False).encode()


def hook(*events: object, destination: object = BOT) -> bytes:
    return json.dumps({"destination": destination, "events": events}).encode()


async def test_a_message_is_durable_and_sealed_before_its_200(door: Door) -> None:
    assert await door.post(body_of("text")) == 200
    async with door.database.acquire() as connection:
        row = await connection.fetchrow("SELECT * FROM chatbot.inbox")
    assert row is not None
    assert row["event_id"] == "01JDA8Q6Y00000000000000001"
    assert row["state"] == "new"
    for secret in ("건대".encode(), b"U0d4b7c2e", b"b60d4328"):
        assert secret not in row["payload"]
        assert secret not in row["lane"]
    assert len(door.woken) == 1


async def test_what_was_kept_opens_as_it_came(door: Door) -> None:
    await door.post(body_of("postback"))
    (taken,) = await door.inbox.take(10, timedelta(seconds=10))
    assert taken.events == (payload("line", "postback")["events"][0],)
    assert taken.reply_token == payload("line", "postback")["events"][0]["replyToken"]


async def test_a_repeated_webhook_is_kept_once(door: Door) -> None:
    again = payload("line", "text")
    again["events"][0]["deliveryContext"]["isRedelivery"] = True
    assert await door.post(body_of("text")) == 200
    assert await door.post(json.dumps(again).encode()) == 200
    assert await door.kept() == 1


async def test_an_event_without_an_id_is_known_by_its_content(door: Door) -> None:
    event = payload("line", "text")["events"][0]
    del event["webhookEventId"]
    redelivered = {**event, "deliveryContext": {"isRedelivery": True}}
    assert await door.post(hook(event, redelivered, {**event, "timestamp": 1})) == 200
    assert await door.kept() == 2


async def test_every_event_of_a_body_is_kept_whoever_it_is_from(door: Door) -> None:
    assert await door.post(body_of("odd_neighbours")) == 200
    assert await door.kept() == len(payload("line", "odd_neighbours")["events"])


async def test_the_consoles_verify_call_is_answered(door: Door) -> None:
    assert await door.post(body_of("verify")) == 200
    assert (await door.kept(), door.woken) == (0, [])


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Line-Signature": ""},
        {"X-Line-Signature": signature(b"another body")},
        {"X-Line-Signature": signature(body_of("text"), "another secret")},
        {"X-Line-Signature": "ÿ😀"},
    ],
)
async def test_without_the_right_signature_nothing_happens(door: Door, headers: dict[str, str]) -> None:
    assert await door.post(body_of("text"), headers) == 401
    assert (await door.kept(), door.woken) == (0, [])


@pytest.mark.parametrize("name", ["X-LINE-SIGNATURE", "x-line-signature", "X-Line-Signature"])
async def test_the_signatures_header_may_be_spelled_in_any_case(door: Door, name: str) -> None:
    assert await door.post(body_of("text"), {name: signature(body_of("text"))}) == 200


async def test_another_bots_webhook_is_taken_and_left(door: Door) -> None:
    assert await door.post(hook(*payload("line", "text")["events"], destination="U" + "0" * 32)) == 200
    assert (await door.kept(), door.woken) == (0, [])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"\xff\xfe\xfd",
        b'"text"',
        b"{}",
        b'{"destination": null, "events": null}',
        hook(destination=None),
        hook(destination=7),
        json.dumps({"destination": BOT}).encode(),
        json.dumps({"destination": BOT, "events": {"0": {}}}).encode(),
        b'{"destination": "' + BOT.encode() + b'", "events": [' + b"[" * 100_000,
        b"1" * 5000,
    ],
)
async def test_what_is_signed_but_unreadable_is_refused(door: Door, body: bytes) -> None:
    assert await door.post(body) == 400
    assert (await door.kept(), door.woken) == (0, [])


@pytest.mark.parametrize("depth", [900, 960, 985, 990, 995, 1000])
async def test_no_depth_of_nesting_breaks_the_door(door: Door, depth: int) -> None:
    nested = b'{"destination": "' + BOT.encode() + b'", "events": [{"a":' + b"[" * depth + b"]" * depth + b"}]}"
    assert await door.post(nested) in {200, 400}


async def test_entries_that_are_no_events_cost_nothing(door: Door) -> None:
    good = payload("line", "text")["events"][0]
    assert await door.post(hook(None, 7, "text", [], good, {})) == 200
    assert await door.kept() == 2


@pytest.mark.parametrize(
    "odd",
    [
        {"webhookEventId": "x" * 5000, "timestamp": 1e300, "source": {"userId": "\ud800\u0000"}},
        {"webhookEventId": "\u0000", "timestamp": -5, "source": None},
        {"webhookEventId": 7, "timestamp": "soon", "source": {"userId": {"a": 1}}, "replyToken": ["x"]},
        {"message": {"text": "\ud83c half a bowl"}, "huge": 10**400},
    ],
)
async def test_hostile_fields_are_kept_as_any_event(door: Door, odd: dict[str, Any]) -> None:
    assert await door.post(hook({"type": "message", **odd})) == 200
    (taken,) = await door.inbox.take(10, timedelta(seconds=10))
    assert taken.events[0] == {"type": "message", **odd}


async def test_a_body_over_one_megabyte_is_refused(door: Door) -> None:
    assert await door.post(b" " * (1024 * 1024 + 1)) == 413
    assert await door.post(hook({"pad": "x" * (1024 * 1024 - 200)})) == 200


async def test_a_small_body_that_unpacks_to_a_large_one_is_refused(door: Door) -> None:
    packed = zlib.compress(b" " * (5 * 1024 * 1024))
    assert await door.post(packed, {"Content-Encoding": "deflate", "X-Line-Signature": "x"}) == 413


async def test_a_body_that_does_not_unpack_is_refused(door: Door) -> None:
    assert await door.post(b"not packed at all", {"Content-Encoding": "gzip", "X-Line-Signature": "x"}) == 400


async def test_events_are_never_taken_without_a_database(door: Door) -> None:
    await door.database.close()
    assert await door.post(body_of("text")) == 503
    assert door.woken == []
