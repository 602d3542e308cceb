"""Calls to LINE, against a server as strict as LINE's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import structlog
from aiohttp import ClientSession
from prometheus_client import CollectorRegistry

from adapters.line import channel
from adapters.metrics import AdapterMetrics
from bot.standins.line import LineStandIn
from bot.standins.server import Fault
from core.channel import Channel, Delivery, Destination
from core.messages import Account, Incoming
from tests.adapters.answers import food_answer

TOKEN = "01b60d432864f44d079f6d8efe86cf4b"
KEY = UUID("0c3f8a1e-5a4d-4d5b-8a55-0f4d7f0f2a77")


@dataclass
class Line:
    """Our channel and the platform it talks to."""

    platform: LineStandIn
    channel: Channel

    async def send(self, token: str | None = TOKEN, attempt: int = 1, age: float = 0.0) -> Delivery:
        received = datetime.now(UTC) - timedelta(seconds=age)
        destination = Destination(Account("line", "U1"), KEY, received, token, attempt)
        return await self.channel.send(destination, self.channel.render(food_answer()))

    def seen(self) -> list[tuple[str, str]]:
        return [(kind, to) for kind, to, _ in self.platform.accepted]

    def paths(self) -> list[tuple[str, int]]:
        return [(call.path.rpartition("/")[2], call.status) for call in self.platform.calls]


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    platform = await LineStandIn.start()
    platform.access_token = "an-access-token"
    metrics = AdapterMetrics(CollectorRegistry())
    async with ClientSession() as session:
        made = channel(session, metrics, api_url=platform.url + "/", access_token="an-access-token", is_real=False)
        yield Line(platform, made)
    await platform.stop()


async def test_an_answer_is_a_reply_where_there_is_a_token(line: Line) -> None:
    assert await line.send() is Delivery.SENT
    assert line.seen() == [("reply", TOKEN)]
    assert "X-Line-Retry-Key" not in line.platform.calls[0].headers


async def test_an_answer_is_a_push_where_there_is_none(line: Line) -> None:
    assert await line.send(token=None) is Delivery.SENT
    assert line.seen() == [("push", "U1")]
    assert line.platform.calls[0].headers["X-Line-Retry-Key"] == str(KEY)


async def test_a_refused_first_reply_becomes_one_push(line: Line) -> None:
    line.platform.expire(TOKEN)
    assert await line.send() is Delivery.SENT
    assert line.paths() == [("reply", 400), ("push", 200)]


async def test_an_old_token_is_not_tried(line: Line) -> None:
    assert await line.send(age=55) is Delivery.SENT
    assert line.paths() == [("push", 200)]


@pytest.mark.parametrize("fault", [Fault.CUT_BEFORE, Fault.CUT_AFTER, Fault.ERROR])
async def test_a_reply_without_a_clear_outcome_is_retried_and_seen_once(line: Line, fault: Fault) -> None:
    line.platform.faults.append(fault)
    assert await line.send() is Delivery.UNKNOWN
    assert await line.send(attempt=2) is Delivery.SENT
    assert line.seen() == [("reply", TOKEN)]
    assert [path for path, _ in line.paths()] == ["reply", "reply"]


async def test_a_push_that_may_have_arrived_is_repeated_under_its_key(line: Line) -> None:
    line.platform.faults.append(Fault.CUT_AFTER)
    assert await line.send(token=None) is Delivery.LATER
    assert await line.send(token=None) is Delivery.SENT
    assert line.seen() == [("push", "U1")]
    assert line.paths() == [("push", 0), ("push", 409)]


async def test_too_many_calls_are_tried_later(line: Line) -> None:
    line.platform.faults.append(Fault.BUSY)
    assert await line.send() is Delivery.LATER
    assert line.seen() == []


async def test_a_used_up_quota_is_not(line: Line) -> None:
    line.platform.faults.append(Fault.OVER_QUOTA)
    assert await line.send(token=None) is Delivery.REFUSED
    assert line.paths() == [("push", 429)]


async def test_a_platform_that_does_not_answer_is_given_up_in_time(line: Line) -> None:
    line.platform.delay_seconds = 4.0
    began = datetime.now(UTC)
    assert await line.send() is Delivery.UNKNOWN
    assert datetime.now(UTC) - began < timedelta(seconds=3.5)


async def test_a_wrong_access_token_is_no_answer(line: Line) -> None:
    line.platform.access_token = "another"
    assert await line.send() is Delivery.REFUSED
    assert line.paths() == [("reply", 401), ("push", 401)]


async def test_what_never_left_is_tried_later_without_a_doubt(line: Line) -> None:
    await line.platform.stop()
    assert await line.send() is Delivery.LATER
    assert await line.send(token=None) is Delivery.LATER


async def test_a_reply_in_doubt_is_tried_with_its_token_however_old(line: Line) -> None:
    line.platform.expire(TOKEN)
    assert await line.send(attempt=2, age=3600) is Delivery.SENT
    assert line.paths() == [("reply", 400)]


async def test_somebody_who_waits_sees_that_an_answer_is_on_its_way(line: Line) -> None:
    assert line.channel.show_waiting is not None
    turn = Incoming(KEY, Account("line", "U0d4b7c2e9f1a4835b6c7d8e9f0a1b2c3"), "배고파", datetime.now(UTC))
    await line.channel.show_waiting(turn)
    assert line.paths() == [("start", 202)]
    await line.platform.stop()
    await line.channel.show_waiting(turn)


async def test_the_platforms_own_numbers_of_a_call_are_logged(line: Line) -> None:
    line.platform.faults.append(Fault.CUT_AFTER)
    with structlog.testing.capture_logs() as logged:
        await line.send(token=None)
        await line.send(token=None)
        await line.send()
    unanswered, repeated, replied = logged
    assert unanswered["event"] == "line_call_unanswered"
    assert repeated["status"] == 409
    assert repeated["accepted_request_id"]
    assert replied["line_request_id"]


async def test_messages_over_a_limit_are_refused_by_the_stand_in(line: Line) -> None:
    destination = Destination(Account("line", "U1"), KEY, datetime.now(UTC), TOKEN)
    too_long: list[dict[str, Any]] = [{"type": "text", "text": "가" * 5001}]
    assert await line.channel.send(destination, too_long) is Delivery.REFUSED
    assert line.seen() == []
