"""The worker: every accepted event is answered once, whatever LINE, the database or the process does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientSession
from prometheus_client import CollectorRegistry

from adapters.line import channel
from adapters.line.payload import event_id, lane, occurred_at, reply_token
from adapters.metrics import AdapterMetrics
from bot.inbox import InboxMetrics, InboxWorker
from bot.standins.line import LineStandIn
from bot.standins.server import Fault
from core.channel import Channel
from core.messages import Answer, Incoming
from db.crypto import Cipher
from db.inbox import Arrival, Inbox
from db.pool import Database
from tests.adapters.answers import food_answer, payload
from tests.wire import Wire

pytestmark = pytest.mark.slow

CIPHER = Cipher(bytes(32))
TOKENS = {name: payload("line", name)["events"][0]["replyToken"] for name in ("text", "postback")}


@dataclass
class Conversation:
    """Stands where the conversation stands; can be slow or broken."""

    heard: list[str] = field(default_factory=list)
    broken: int = 0
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)
    talking: set[str] = field(default_factory=set)

    async def handle(self, incoming: Incoming) -> Answer:
        self.heard.append(incoming.text)
        person = incoming.account.external_id
        assert person not in self.talking, "two turns of one person at a time"
        self.talking.add(person)
        await self.may_answer.wait()
        self.talking.remove(person)
        if self.broken:
            self.broken -= 1
            raise ArithmeticError
        return food_answer()


@dataclass
class House:
    """The worker with everything around it."""

    inbox: Inbox
    database: Database
    line: LineStandIn
    conversation: Conversation
    channels: dict[str, Channel]
    metrics: InboxMetrics
    worker: InboxWorker
    registry: CollectorRegistry

    async def arrive(self, *events: dict[str, Any]) -> None:
        now = datetime.now(UTC)
        arrivals = [Arrival(event_id(e), lane(e), occurred_at(e, now), e, reply_token(e)) for e in events]
        await self.inbox.accept("line", arrivals)
        self.worker.wake()

    async def states(self) -> list[str]:
        async with self.database.acquire() as connection:
            rows = await connection.fetch("SELECT state FROM chatbot.inbox ORDER BY id")
        return [row["state"] for row in rows]

    async def until(self, *states: str) -> None:
        async with asyncio.timeout(20):
            while await self.states() != list(states):  # noqa: ASYNC110 - the database sends no events
                await asyncio.sleep(0.02)

    def seen(self) -> list[str]:
        return [kind for kind, _, _ in self.line.accepted]

    def counted(self, outcome: str) -> float:
        labels = {"platform": "line", "outcome": outcome}
        return self.registry.get_sample_value("naviyam_inbox_events_total", labels) or 0.0


def events_of(name: str) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = payload("line", name)["events"]
    return events


async def eventually(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - what is waited for sends no events
            await asyncio.sleep(0.01)


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    inbox, line = Inbox(database, CIPHER), await LineStandIn.start()
    registry, conversation = CollectorRegistry(), Conversation()
    metrics = InboxMetrics(registry)
    conversation.may_answer.set()
    async with ClientSession() as session:
        spoken = channel(session, AdapterMetrics(registry), api_url=line.url, access_token="token", is_real=False)
        channels = {"line": spoken}
        worker = InboxWorker(inbox, channels, conversation.handle, metrics)
        running = asyncio.create_task(worker.run())
        yield House(inbox, database, line, conversation, channels, metrics, worker, registry)
        conversation.may_answer.set()
        await worker.stop()
        await running
    await line.stop()


@pytest.fixture
async def wire(database_url: str) -> AsyncIterator[Wire]:
    async with Wire.lay(database_url) as laid:
        yield laid


async def test_an_event_is_answered_by_its_reply_token(house: House) -> None:
    await house.arrive(*events_of("text"))
    await house.until("done")
    ((kind, token, messages),) = house.line.accepted
    assert (kind, token) == ("reply", TOKENS["text"])
    assert [message["type"] for message in messages] == ["text", "flex", "text"]
    assert house.counted("answered") == 1


async def test_what_needs_no_answer_is_done_without_one(house: House) -> None:
    await house.arrive(*events_of("odd_neighbours"))
    await house.until(*["done"] * 9)
    assert sorted(house.conversation.heard) == ["", "", "돈까스 먹고싶다"]
    assert house.counted("silent") == 6


async def test_one_person_is_answered_in_order_and_others_meanwhile(house: House) -> None:
    house.conversation.may_answer.clear()
    first, other, second = events_of("two_people")
    await house.arrive(second, first, other)
    await eventually(lambda: len(house.conversation.heard) == 2)
    assert sorted(house.conversation.heard) == ["김밥", "떡볶이"]
    house.conversation.may_answer.set()
    await house.until("done", "done", "done")
    assert house.conversation.heard[2] == "오천원"


async def test_a_refused_first_reply_becomes_one_push(house: House) -> None:
    house.line.expire(TOKENS["text"])
    await house.arrive(*events_of("text"))
    await house.until("done")
    assert house.seen() == ["push"]


async def test_a_reply_that_arrived_unseen_is_not_followed_by_another(house: House) -> None:
    house.line.faults.append(Fault.CUT_AFTER)
    await house.arrive(*events_of("text"))
    await house.until("done")
    assert house.seen() == ["reply"]
    assert len(house.conversation.heard) == 1


async def test_a_reply_that_did_not_arrive_is_sent_again_with_the_same_token(house: House) -> None:
    house.line.faults.extend([Fault.ERROR, Fault.CUT_BEFORE])
    await house.arrive(*events_of("text"))
    await house.until("done")
    assert house.seen() == ["reply"]
    assert len(house.conversation.heard) == 1
    assert house.counted("postponed") == 2


async def test_a_busy_platform_is_asked_again_and_then_pushed_where_the_token_is_gone(house: House) -> None:
    house.line.faults.append(Fault.BUSY)
    await house.arrive(*events_of("text"))
    await eventually(lambda: house.counted("postponed") == 1)
    house.line.expire(TOKENS["text"])
    await house.until("done")
    assert house.seen() == ["push"]


async def test_an_event_of_a_killed_process_is_answered_after_its_lease(house: House) -> None:
    await house.worker.stop()
    await house.arrive(*events_of("text"))
    await house.inbox.take(1, timedelta(0))
    again = _worker_of(house)
    running = asyncio.create_task(again.run())
    await house.until("done")
    await again.stop()
    await running
    assert house.seen() == ["reply"]


async def test_an_answer_sent_by_a_killed_process_is_not_sent_twice(house: House) -> None:
    await house.worker.stop()
    await house.arrive(*events_of("text"))
    await house.inbox.take(1, timedelta(0))
    house.line.expire(TOKENS["text"])  # the killed process had used it
    again = _worker_of(house)
    running = asyncio.create_task(again.run())
    await house.until("done")
    await again.stop()
    await running
    assert house.seen() == []


async def test_a_defect_costs_an_attempt_and_not_the_answer(house: House) -> None:
    house.conversation.broken = 1
    await house.arrive(*events_of("text"))
    await house.until("done")
    assert house.seen() == ["reply"]
    assert len(house.conversation.heard) == 2


async def test_what_never_works_is_given_up(house: House) -> None:
    house.conversation.broken = 100
    await house.worker.stop()
    await house.arrive(*events_of("text"))
    async with house.database.acquire() as connection:
        await connection.execute("UPDATE chatbot.inbox SET attempts = 11")
    again = _worker_of(house)
    running = asyncio.create_task(again.run())
    await house.until("dead")
    await again.stop()
    await running
    assert house.counted("given_up") == 1


async def test_what_is_damaged_is_buried(house: House) -> None:
    await house.inbox.accept("line", [Arrival("x", "lane", datetime.now(UTC), events_of("text")[0])])
    async with house.database.acquire() as connection:
        await connection.execute("UPDATE chatbot.inbox SET payload = payload || 'x'::bytea")
    house.worker.wake()
    await house.until("dead")
    assert house.counted("unanswerable") == 1


async def test_stopping_answers_what_is_in_hand_and_takes_nothing_more(house: House) -> None:
    house.conversation.may_answer.clear()
    await house.arrive(*events_of("text"))
    await eventually(lambda: len(house.conversation.heard) == 1)
    stopping = asyncio.create_task(house.worker.stop())
    await house.arrive(*events_of("location"))
    house.conversation.may_answer.set()
    await stopping
    assert await house.states() == ["done", "new"]


async def test_two_workers_share_the_work(house: House) -> None:
    second = _worker_of(house)
    running = asyncio.create_task(second.run())
    crowd = [
        {**events_of("text")[0], "webhookEventId": f"E{n}", "replyToken": f"{n:032d}", "source": {"userId": f"U{n}"}}
        for n in range(30)
    ]
    await house.arrive(*[{**event, "source": {"type": "user", **event["source"]}} for event in crowd])
    second.wake()
    await house.until(*["done"] * 30)
    await second.stop()
    await running
    assert sorted(token for _, token, _ in house.line.accepted) == sorted(event["replyToken"] for event in crowd)


async def test_a_pause_of_the_database_loses_and_repeats_nothing(house: House, wire: Wire) -> None:
    far = await Database.connect(wire.url, application="tests")
    worker = _worker_of(house, Inbox(far, CIPHER))
    await house.worker.stop()
    house.conversation.may_answer.clear()
    await house.arrive(*events_of("text"), *events_of("postback"))
    running = asyncio.create_task(worker.run())
    await eventually(lambda: len(house.conversation.heard) == 1)
    wire.cut()
    house.conversation.may_answer.set()
    await eventually(lambda: house.seen() == ["reply"])
    await eventually(lambda: wire.refused > 3)  # answered, not yet written down, and the worker keeps trying
    assert await house.states() == ["taken", "new"]
    wire.mend()
    await house.until("done", "done")
    assert house.seen() == ["reply", "reply"]
    assert len(house.conversation.heard) == 2
    await worker.stop()
    await running
    await far.close()


def _worker_of(house: House, inbox: Inbox | None = None) -> InboxWorker:
    """Another process's worker on the same inbox."""
    return InboxWorker(inbox or house.inbox, house.channels, house.conversation.handle, house.metrics)
