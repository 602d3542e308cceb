"""The worker: every accepted event is answered once, whatever LINE, the database or the process does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from aiohttp import ClientSession
from prometheus_client import CollectorRegistry

from adapters.line import channel
from adapters.line.arrivals import arrival
from adapters.line.payload import turn_id
from adapters.metrics import AdapterMetrics
from bot.inbox import Answering, InboxMetrics, InboxWorker
from bot.parts import WORDS
from bot.standins.line import LineStandIn
from bot.standins.server import Fault
from core.channel import Channel
from core.compose import Composer
from core.messages import Account, Answer, Departure, Incoming, Notice, Retraction
from db.crypto import Cipher
from db.inbox import Inbox
from db.pool import Database
from tests.adapters.answers import food_answer, payload
from tests.wire import Wire

pytestmark = pytest.mark.slow

CIPHER = Cipher(bytes(32))
BURST = timedelta(milliseconds=100)
SLOW_SECONDS = 0.3
CHILD = Account("line", "U0d4b7c2e9f1a4835b6c7d8e9f0a1b2c3")
TOKENS = {name: payload("line", name)["events"][0]["replyToken"] for name in ("text", "postback")}


@dataclass
class Conversation:
    """Stands where the conversation stands; can be slow or broken."""

    heard: list[str] = field(default_factory=list)
    broken: int = 0
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)
    talking: set[str] = field(default_factory=set)
    too_fast: set[str] = field(default_factory=set)
    told: list[tuple[Notice, UUID | None]] = field(default_factory=list)

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

    async def is_within_rate(self, account: Account) -> bool:
        return account.external_id not in self.too_fast

    async def take_note(self, notice: Notice, turn_id: UUID | None) -> None:
        self.told.append((notice, turn_id))


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
        await self.inbox.accept("line", [arrival(event, now, BURST) for event in events])
        self.worker.wake()

    async def states(self) -> list[str]:
        async with self.database.acquire() as connection:
            rows = await connection.fetch("SELECT state FROM chatbot.inbox ORDER BY id")
        return [row["state"] for row in rows]

    async def until(self, *states: str) -> None:
        async with asyncio.timeout(20):
            while await self.states() != list(states):  # noqa: ASYNC110 - the database sends no events
                await asyncio.sleep(0.02)

    async def until_due(self) -> None:
        async with asyncio.timeout(5):
            while await self.inbox.seconds_until_due() is not None:  # noqa: ASYNC110 - the database sends no events
                await asyncio.sleep(0.02)

    async def until_sending(self) -> None:
        async with asyncio.timeout(20):
            while not await self._may_be_answered():  # noqa: ASYNC110 - the database sends no events
                await asyncio.sleep(0.02)

    async def _may_be_answered(self) -> bool:
        async with self.database.acquire() as connection:
            return bool(await connection.fetchval("SELECT bool_or(may_be_answered) FROM chatbot.inbox"))

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
        worker = InboxWorker(inbox, _answering(inbox, channels, conversation, metrics))
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
    assert house.conversation.heard == ["", ""]  # the only words were taken back in the same body
    assert house.counted("silent") == 7
    assert house.conversation.told == [
        (Departure(CHILD), None),
        (Retraction(CHILD, "546100000000000013"), turn_id(events_of("odd_neighbours")[3])),
    ]


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


async def test_who_writes_too_fast_is_asked_to_wait_by_a_reply_and_takes_no_turn(house: House) -> None:
    house.conversation.too_fast.add(CHILD.external_id)
    await house.arrive(*events_of("text"))
    await house.until("done")
    assert house.conversation.heard == []
    ((kind, _, messages),) = house.line.accepted
    assert kind == "reply"
    assert "잠깐만요, 10초 뒤에 다시 눌러줘요" in str(messages)
    assert (house.counted("rate_limited"), house.counted("answered")) == (1, 1)


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
    await house.until_due()
    await house.inbox.take(1, timedelta(0))
    again = _worker_of(house)
    running = asyncio.create_task(again.run())
    await house.until("done")
    await again.stop()
    await running
    assert house.seen() == ["reply"]


async def test_an_event_that_a_killed_process_had_not_begun_to_answer_is_pushed_where_its_token_is_gone(
    house: House,
) -> None:
    await house.worker.stop()
    await house.arrive(*events_of("text"))
    await house.until_due()
    await house.inbox.take(1, timedelta(0))
    house.line.expire(TOKENS["text"])  # by the time that passed
    again = _worker_of(house)
    running = asyncio.create_task(again.run())
    await house.until("done")
    await again.stop()
    await running
    assert house.seen() == ["push"]


async def test_an_answer_sent_by_a_killed_process_is_not_sent_twice(house: House) -> None:
    await house.worker.stop()
    await house.arrive(*events_of("text"))
    await house.until_due()
    (taken,) = await house.inbox.take(1, timedelta(0))
    await house.inbox.begin_sending(taken, house.channels["line"].render(food_answer()), timedelta(0))
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
    await house.arrive(*events_of("text"))
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


@asynccontextmanager
async def far_worker(house: House, wire: Wire) -> AsyncIterator[None]:
    """Only a worker behind the wire answers."""
    await house.worker.stop()
    far = await Database.connect(wire.url, application="tests")
    worker = _worker_of(house, Inbox(far, CIPHER))
    running = asyncio.create_task(worker.run())
    yield
    await worker.stop()
    await running
    await far.close()


async def test_what_a_gone_database_could_not_note_is_not_sent_before_it_is_back(house: House, wire: Wire) -> None:
    house.conversation.may_answer.clear()
    async with far_worker(house, wire):
        await house.arrive(*events_of("text"), *events_of("postback"))
        await eventually(lambda: len(house.conversation.heard) == 1)
        wire.cut()
        house.conversation.may_answer.set()
        await eventually(lambda: wire.refused > 3)  # the worker keeps trying
        assert (house.seen(), await house.states()) == ([], ["taken", "new"])
        wire.mend()
        await house.until("done", "done")
    assert house.seen() == ["reply", "reply"]


async def test_what_was_sent_while_the_database_went_is_not_sent_again(house: House, wire: Wire) -> None:
    house.line.delay_seconds = 2.0
    async with far_worker(house, wire):
        await house.arrive(*events_of("text"))
        await eventually(lambda: len(house.conversation.heard) == 1)
        await house.until_sending()
        wire.cut()
        await eventually(lambda: house.seen() == ["reply"])
        await eventually(lambda: wire.refused > 3)
        assert await house.states() == ["taken"]
        wire.mend()
        await house.until("done")
    assert house.seen() == ["reply"]
    assert len(house.conversation.heard) == 1


async def test_a_burst_is_one_turn_with_one_answer_to_its_last_token(house: House) -> None:
    now = int(time.time() * 1000)
    await house.arrive(said("야", now, "1"), said("배고파", now + 30, "2"))
    await house.arrive(said("건대", now + 90, "3"), said("다른 애", now + 50, "4", of="U2"))
    await house.until(*["done"] * 4)
    assert sorted(house.conversation.heard) == ["다른 애", "야\n배고파\n건대"]
    assert sorted(token for _, token, _ in house.line.accepted) == ["3" * 32, "4" * 32]


async def test_who_waits_long_in_a_chat_of_two_sees_that_an_answer_is_on_its_way(house: House) -> None:
    house.conversation.may_answer.clear()
    await house.arrive(*events_of("text"), *events_of("group"))
    await eventually(lambda: any(call.path == "/v2/bot/chat/loading/start" for call in house.line.calls))
    await asyncio.sleep(3 * SLOW_SECONDS)
    house.conversation.may_answer.set()
    await house.until(*["done"] * 4)
    shown = [call.body["chatId"] for call in house.line.calls if call.path == "/v2/bot/chat/loading/start"]
    assert shown == [CHILD.external_id]


async def test_what_is_said_late_in_a_group_goes_to_the_group(house: House) -> None:
    _, asked, _ = events_of("group")
    house.line.expire(asked["replyToken"])
    await house.arrive(asked)
    await house.until("done")
    assert [(kind, to) for kind, to, _ in house.line.accepted] == [("push", asked["source"]["groupId"])]


async def test_a_message_is_not_erased_while_it_is_being_answered(house: House) -> None:
    """In a group LINE does not say who took it back, so order alone does not hold them apart."""
    _, asked, _ = events_of("group")
    unsent = {**asked, "type": "unsend", "webhookEventId": "E2", "unsend": {"messageId": asked["message"]["id"]}}
    unsent["source"] = {"type": "group", "groupId": asked["source"]["groupId"]}
    house.conversation.may_answer.clear()
    await house.arrive(asked)
    await eventually(lambda: len(house.conversation.heard) == 1)
    await house.arrive(unsent)
    await eventually(lambda: house.counted("postponed") == 1)
    assert house.conversation.told == []
    house.conversation.may_answer.set()
    await house.until("done", "done")
    assert [turn for _, turn in house.conversation.told] == [turn_id(asked)]


def said(words: str, at: int, number: str, of: str = "U1") -> dict[str, Any]:
    return {
        "type": "message",
        "webhookEventId": f"E{number}",
        "timestamp": at,
        "source": {"type": "user", "userId": of},
        "replyToken": number * 32,
        "message": {"type": "text", "id": number, "text": words},
    }


def _worker_of(house: House, inbox: Inbox | None = None) -> InboxWorker:
    """Another process's worker on the same inbox."""
    used = inbox or house.inbox
    answering = _answering(used, house.channels, house.conversation, house.metrics)
    return InboxWorker(used, answering)


def _answering(
    inbox: Inbox, channels: Mapping[str, Channel], conversation: Conversation, metrics: InboxMetrics
) -> Answering:
    return Answering(
        *(inbox, channels, conversation.handle, conversation.take_note, metrics),
        is_within_rate=conversation.is_within_rate,
        wait_a_moment=Composer(WORDS).wait_a_moment,
        lease=timedelta(seconds=2),
        slow_seconds=SLOW_SECONDS,
    )
