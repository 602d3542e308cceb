"""What became of each message when the clock jumped, the database went away, or nobody sent for an hour."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from pydantic import SecretStr

from bot import sample
from bot.config import ROOT, Settings
from bot.jobs import opened
from bot.standins.kakao import KakaoStandIn
from bot.standins.line import LineStandIn
from core.clock import SEOUL
from core.messages import Answer
from core.notifications.message import to_payload
from db.crypto import Cipher
from db.outbox import NewMessage, Outbox
from db.pool import Database
from scheduler.sender import Sender
from tests.faults.tripwire import Tripwire

MORNING = datetime(2026, 11, 23, 10, tzinfo=SEOUL)
HOUR = timedelta(hours=1)

_GROWN_UPS = """
WITH made AS (
    INSERT INTO chatbot.users (platform, external_user_id, birth_year)
    SELECT CASE WHEN n % 2 = 0 THEN 'line' ELSE 'kakao' END, 'U' || lpad(to_hex(n), 32, '0'), 1990
    FROM generate_series(1, $1::int) n RETURNING id, platform
), agreed AS (
    INSERT INTO chatbot.consents (user_id, kind, is_granted, source, created_at)
    SELECT id, kind, TRUE, 'chat', '2026-01-01' FROM made, unnest(ARRAY['service', 'marketing']) kind
)
SELECT id, platform FROM made ORDER BY id
"""
_ADVERTISING = ("(광고) 나비얌: 오늘 김밥이 500원 싸요", "그만 받기: '그만'이라고 해요")
_NEUTRAL = ("나비얌이 준비한 게 있어요",)

People = list[tuple[int, str]]
"""(user id, platform) of grown-ups who agreed to advertisements, on LINE and KakaoTalk by turns."""


class Post:
    """An outbox, the two platforms, and the sender of the product between them."""

    def __init__(
        self, database: Database, outbox: Outbox, sender: Sender, line: LineStandIn, kakao: KakaoStandIn
    ) -> None:
        self.database = database
        self.sender = sender
        self.line = line
        self.kakao = kakao
        self._outbox = outbox

    async def write(self, people: People, kind: str, lasting: timedelta) -> None:
        """A message to each that may go from `MORNING` on, for so long."""
        lines = _ADVERTISING if kind == "campaign" else _NEUTRAL
        payload = to_payload(Answer(turn_id=UUID(int=0), session_id=UUID(int=0), turn=0, lines=lines))
        async with self.database.transaction() as connection:
            for user_id, platform in people:
                key = f"{kind}:{user_id}"
                message = NewMessage(
                    key, user_id, platform, kind, kind == "campaign", payload, MORNING, MORNING + lasting
                )
                assert await self._outbox.add(connection, message) is not None

    async def states(self) -> Counter[tuple[str, str, str | None]]:
        """(kind, state, why) of every message."""
        async with self.database.acquire() as connection:
            rows = await connection.fetch("SELECT kind, state, last_error FROM chatbot.outbox")
        return Counter((row["kind"], row["state"], row["last_error"]) for row in rows)

    def got(self) -> Counter[str]:
        """How often each person was sent something that a platform accepted."""
        return Counter(person for _, person, _ in (*self.line.accepted, *self.kakao.accepted))


@asynccontextmanager
async def posted(settings: Settings, url: str) -> AsyncIterator[Post]:
    """The product's own sender on the database at `url`, at the business time `MORNING`."""
    line, kakao = await LineStandIn.start(), await KakaoStandIn.start()
    changes: dict[str, object] = {
        "database_url": SecretStr(url),
        "line_api_url": line.url,
        "kakao_api_url": kakao.url,
        "kakao_bot_id": "a-bot",
        "kakao_rest_key": SecretStr("a-key"),
        "kakao_event_name": "news",
        "clock": MORNING.isoformat(),
    }
    told = settings.model_copy(update=changes)
    database = await Database.connect(url, application="tests", size=8)
    await sample.load_reference(database, ROOT / "data")
    async with opened(told, database) as work:
        outbox = Outbox(database, Cipher.from_hex(told.data_key.get_secret_value()))
        yield Post(database, outbox, work.sender, line, kakao)
    await database.close()
    await line.stop()
    await kakao.stop()


@pytest.fixture
async def post(settings: Settings, database_url: str) -> AsyncIterator[Post]:
    async with posted(settings, database_url) as made:
        yield made


async def settle(post: Post, count: int) -> People:
    async with post.database.acquire() as connection:
        rows = await connection.fetch(_GROWN_UPS, count)
    return [(row["id"], row["platform"]) for row in rows]


async def test_after_an_hour_without_a_sender_each_message_goes_once_or_is_told_to_be_late(post: Post) -> None:
    people = await settle(post, 90)
    await post.write(people[:30], "aid", 24 * HOUR)
    await post.write(people[30:60], "booking", HOUR / 2)
    await post.write(people[60:], "campaign", 8 * HOUR)
    await post.sender.drain(MORNING + HOUR)
    assert await post.states() == {
        ("aid", "sent", None): 30,
        ("booking", "dead", "too_late"): 30,
        ("campaign", "sent", None): 30,
    }
    assert (len(post.got()), set(post.got().values())) == (60, {1})


async def test_a_clock_that_jumps_into_the_night_wakes_nobody_and_back_repeats_nothing(post: Post) -> None:
    people = await settle(post, 90)
    await post.write(people[:30], "aid", 24 * HOUR)
    await post.sender.drain(MORNING)
    await post.write(people[30:60], "expiry", 24 * HOUR)
    await post.write(people[60:], "campaign", 8 * HOUR)
    await post.sender.drain(MORNING + 13 * HOUR)  # 23:00
    assert (len(post.got()), set(post.got().values())) == (30, {1})
    for at in (MORNING - HOUR, MORNING, MORNING + 21 * HOUR, MORNING + 22 * HOUR):
        await post.sender.drain(at)
    assert await post.states() == {
        ("aid", "sent", None): 30,
        ("expiry", "sent", None): 30,  # at 08:00 of the day that the jump took for today
        ("campaign", "dead", "too_late"): 30,
    }
    assert (len(post.got()), set(post.got().values())) == (60, {1})


_CALLED = "SELECT called_at IS NOT NULL FROM chatbot.outbox"
_UNFINISHED = "SELECT count(*) FROM chatbot.outbox WHERE finished_at IS NULL"
_LEASES_OVER = """
UPDATE chatbot.outbox SET leased_until = now() - INTERVAL '1 second' WHERE state = 'taken' AND leased_until > now()
"""


@pytest.mark.soak
async def test_a_database_that_goes_away_for_a_minute_costs_no_message_and_repeats_none(
    settings: Settings, database_url: str
) -> None:
    people, seconds = 3000, 60
    async with Tripwire.lay(database_url) as wire, posted(settings, wire.url) as post:
        reached = await settle(post, people)
        third = people // 3
        await post.write(reached[:third], "aid", 24 * HOUR)
        await post.write(reached[third : 2 * third], "expiry", 24 * HOUR)
        await post.write(reached[2 * third :], "campaign", 8 * HOUR)
        post.line.delay_seconds = post.kakao.delay_seconds = 0.2
        stop = asyncio.Event()
        sending = asyncio.create_task(post.sender.run(stop))
        await until(lambda: sum(post.got().values()) >= people // 10)
        wire.cut()
        await asyncio.sleep(seconds)
        wire.mend()
        witness = await Database.connect(database_url, application="tests", size=1)
        await until_finished(witness)
        stop.set()
        await sending
        await witness.close()
        states, got = await post.states(), post.got()
    told = Counter({(kind, state): n for (kind, state, _), n in states.items()})
    sys.stdout.write(f"{dict(told)}; accepted {dict(Counter(got.values()))}\n")  # for docs/evaluation/scheduling.md
    assert {state for _, state in told} == {"sent"}
    assert (len(got), set(got.values())) == (people, {1})


@pytest.mark.parametrize("kind", ["aid", "expiry"])
@pytest.mark.parametrize(
    "trouble", [pytest.param("gone", marks=pytest.mark.slow), pytest.param("frozen", marks=pytest.mark.soak)]
)
async def test_what_a_platform_takes_while_the_database_goes_is_known_when_it_is_back(
    settings: Settings, database_url: str, trouble: str, kind: str
) -> None:
    witness = await Database.connect(database_url, application="tests", size=1)
    async with Tripwire.lay(database_url) as wire, posted(settings, wire.url) as post, witness.acquire() as seen:
        by_kakao, _ = await settle(post, 2)
        await post.write([by_kakao], kind, 24 * HOUR)
        post.kakao.delay_seconds = 0.3
        stop = asyncio.Event()
        sending = asyncio.create_task(post.sender.run(stop))
        async with asyncio.timeout(60):
            while not await seen.fetchval(_CALLED):  # noqa: ASYNC110 - the database sends no events
                await asyncio.sleep(0.01)
        wire.freeze() if trouble == "frozen" else wire.cut()
        await until(lambda: len(post.kakao.accepted) == 1)
        await asyncio.sleep(8 if trouble == "frozen" else 0.5)  # until the sender has tried to write it down
        wire.mend()
        async with asyncio.timeout(60):
            while await seen.fetchval(_UNFINISHED):  # noqa: ASYNC110 - nor here
                await asyncio.sleep(0.05)
        stop.set()
        await sending
        assert await post.states() == {(kind, "sent", None): 1}
        assert list(post.got().values()) == [1]
    await witness.close()


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():  # noqa: ASYNC110 - a stand-in sends no events
            await asyncio.sleep(0.02)


async def until_finished(witness: Database) -> None:
    """Wait until nothing waits, with the leases of what was in hand taken for over."""
    async with asyncio.timeout(240), witness.acquire() as connection:
        await connection.execute(_LEASES_OVER)
        while await connection.fetchval(_UNFINISHED):  # noqa: ASYNC110 - the database sends no events
            await asyncio.sleep(0.2)
