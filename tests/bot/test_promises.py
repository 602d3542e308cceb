"""An answer that Kakao was promised follows, also where the process that promised it is gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from aiohttp import ClientSession
from prometheus_client import CollectorRegistry

from adapters.kakao import Blocks, channel
from adapters.kakao.arrivals import arrival
from adapters.metrics import AdapterMetrics
from bot.inbox import Answering, InboxMetrics, InboxWorker, Promises
from bot.parts import WORDS
from bot.standins.kakao import KakaoStandIn
from bot.standins.kakao_caller import KakaoCaller
from bot.standins.server import Fault
from core.channel import Channel
from core.compose import Composer
from core.messages import Account, Answer, Incoming, Notice
from db.crypto import Cipher
from db.inbox import DatabaseUnavailableError, Inbox
from db.pool import Database
from tests.adapters.answers import food_answer
from tests.wire import Wire

CIPHER = Cipher(bytes(32))
LEASE = timedelta(seconds=0.6)
BOT = "64f0c1d2e3a4b5c6d7e8f901"


@dataclass
class Process:
    """What one web process has to answer by; `heard` are the turns that it began itself."""

    inbox: Inbox
    channel: Channel
    heard: list[Incoming] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.answering = Answering(
            *(self.inbox, {"kakao": self.channel}, self._handle, _note, InboxMetrics(CollectorRegistry())),
            is_within_rate=_is_within_rate,
            wait_a_moment=Composer(WORDS).wait_a_moment,
            lease=LEASE,
        )
        self.promises = Promises(self.inbox, self.answering)

    async def _handle(self, incoming: Incoming) -> Answer:
        self.heard.append(incoming)
        return food_answer()


async def _note(_notice: Notice, _turn: UUID | None) -> None:
    raise AssertionError("Kakao tells nothing beside turns")


async def _is_within_rate(_account: Account) -> bool:
    raise AssertionError("it was admitted when it called")


@dataclass
class Called:
    """A call that was promised an answer."""

    platform: KakaoStandIn
    channel: Channel
    database: Database
    skill_call: dict[str, Any]

    def process(self, database: Database | None = None) -> Process:
        return Process(Inbox(database or self.database, CIPHER), self.channel)

    async def promised(self, process: Process, turn: asyncio.Future[Answer], seconds_ago: float = 3.0) -> Incoming:
        incoming = self.channel.parse(self.skill_call)
        assert incoming is not None
        assert incoming.may_be_late
        came = datetime.now(UTC) - timedelta(seconds=seconds_ago)
        await process.promises.keep("kakao", arrival(self.skill_call, incoming, came), turn)
        return incoming

    async def until(self, *states: str) -> None:
        async with asyncio.timeout(15):
            while await self._states() != list(states):  # noqa: ASYNC110 - the database sends no events
                await asyncio.sleep(0.02)

    async def _states(self) -> list[str]:
        async with self.database.acquire() as connection:
            return [row["state"] for row in await connection.fetch("SELECT state FROM chatbot.inbox ORDER BY id")]


@pytest.fixture
async def called(database: Database) -> AsyncIterator[Called]:
    platform = await KakaoStandIn.start()
    async with ClientSession() as session:
        spoken = channel(
            session,
            lambda: datetime.now(UTC),
            AdapterMetrics(CollectorRegistry()),
            api_url=platform.url,
            bot_id=BOT,
            rest_key="rest",
            event_name="event",
            blocks=Blocks(),
            callback_hosts=["bot-api.kakao.com"],
            is_real=False,
        )
        caller = KakaoCaller(session, "", "", BOT, "u1", platform)
        yield Called(platform, spoken, database, caller.skill_call("배고파"))
    await platform.stop()


def _turn() -> asyncio.Future[Answer]:
    return asyncio.get_running_loop().create_future()


async def test_the_running_turn_answers_however_long_it_takes_and_nobody_else_begins_it(called: Called) -> None:
    mine, other, turn = called.process(), called.process(), _turn()
    await called.promised(mine, turn)
    worker = InboxWorker(other.inbox, other.answering)
    working = asyncio.create_task(worker.run())
    await asyncio.sleep(3 * LEASE.total_seconds())
    turn.set_result(food_answer())
    await called.until("done")
    await worker.stop()
    await working
    assert [kind for kind, _, _ in called.platform.accepted] == ["callback"]
    assert (mine.heard, other.heard) == ([], [])


async def test_where_the_process_dies_the_next_one_answers_the_same_turn_once(called: Called) -> None:
    dying, turn = called.process(), _turn()
    promised = await called.promised(dying, turn)
    await dying.promises.stop(seconds=0)  # as kill -9 leaves it: in hand, under a lease
    heir = called.process()
    worker = InboxWorker(heir.inbox, heir.answering)
    working = asyncio.create_task(worker.run())
    await called.until("done")
    await worker.stop()
    await working
    assert [kind for kind, _, _ in called.platform.accepted] == ["callback"]
    assert [(one.turn_id, one.text) for one in heir.heard] == [(promised.turn_id, "배고파")]


async def test_after_its_minute_a_promise_is_buried_and_the_address_left_alone(called: Called) -> None:
    process, turn = called.process(), _turn()
    turn.set_result(food_answer())
    await called.promised(process, turn, seconds_ago=56)
    await called.until("dead")
    assert list(called.platform.calls) == []


async def test_what_may_have_arrived_is_posted_again_and_seen_once(called: Called) -> None:
    process, turn = called.process(), _turn()
    called.platform.faults.append(Fault.CUT_AFTER)
    turn.set_result(food_answer())
    await called.promised(process, turn)
    worker = InboxWorker(process.inbox, process.answering)
    working = asyncio.create_task(worker.run())
    await called.until("done")
    await worker.stop()
    await working
    assert (len(called.platform.accepted), len(called.platform.calls)) == (1, 2)
    assert process.heard == []


async def test_the_address_and_the_words_are_stored_sealed(called: Called) -> None:
    process, turn = called.process(), _turn()
    await called.promised(process, turn)
    async with called.database.acquire() as connection:
        row = str(dict(await connection.fetchrow("SELECT * FROM chatbot.inbox") or {}))
    assert "callback" not in row
    assert "배고파" not in row
    assert "'u1'" not in row
    assert '"u1"' not in row
    turn.set_result(food_answer())
    await called.until("done")


async def test_without_a_database_nothing_is_promised(called: Called, database_url: str) -> None:
    async with Wire.lay(database_url) as wire:
        gone = await Database.connect(wire.url, application="tests")
        wire.cut()
        with pytest.raises(DatabaseUnavailableError):
            await called.promised(called.process(gone), _turn())
        await gone.close()
