"""Each message goes out once, by a channel that reaches the person, at an hour at which it may."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from redis.asyncio import Redis

from bot.config import ROOT
from core.channel import Channel, Delivery, Destination
from core.clock import SEOUL
from core.messages import Answer
from core.notifications.gate import Gate
from core.notifications.message import to_payload
from core.notifications.stigma import teller
from db import campaign_results
from db.crypto import Cipher
from db.outbox import NewMessage, Outbox
from db.pool import Database
from scheduler.pace import Pace
from scheduler.sender import Route, Sender

NOON = datetime(2026, 11, 23, 12, tzinfo=SEOUL)
NIGHT = datetime(2026, 11, 23, 23, tzinfo=SEOUL)
CHILD, GROWN_UP = 1, 2

PEOPLE = """
INSERT INTO chatbot.users (id, platform, external_user_id, birth_year, main_user_id) VALUES
    (1, 'kakao', 'child', 2014, NULL), (2, 'line', 'grown-up', 1990, NULL), (3, 'kakao', 'grown-up', 1990, 2);
INSERT INTO chatbot.consents (user_id, kind, is_granted, source, created_at) VALUES
    (1, 'guardian', TRUE, 'office', '2026-01-01'), (2, 'service', TRUE, 'chat', '2026-01-01'),
    (2, 'marketing', TRUE, 'chat', '2026-01-01');
INSERT INTO chatbot.segments (id, segment_name, rules) VALUES (1, '모두', '{}');
INSERT INTO chatbot.campaigns (id, campaign_name, kind, segment_id, messages, status, started_at)
SELECT n, '봄', 'advertisement', 1, '{"a": "안녕"}', 'RUNNING', now() FROM generate_series(1, 4) n
"""


class Platform:
    """A platform that answers as it is told, in order, and then accepts everything."""

    def __init__(self, name: str, *answers: Delivery) -> None:
        self.name = name
        self.answers = list(answers)
        self.got: list[tuple[str, UUID, Any]] = []

    async def send(self, destination: Destination, rendered: object) -> Delivery:
        self.got.append((destination.account.external_id, destination.key, rendered))
        return self.answers.pop(0) if self.answers else Delivery.SENT

    def route(self, redis: Redis, *, repeats_safely: bool, cost: float) -> Route:
        channel = Channel(self.name, False, lambda _: None, lambda answer: answer.lines, self.send)
        return Route(channel, repeats_safely, cost, Pace(redis, self.name, 1000))


class Scene:
    """Two platforms, an outbox and a sender."""

    def __init__(self, database: Database, redis: Redis) -> None:
        self.database = database
        self.line, self.kakao = Platform("line"), Platform("kakao")
        self.outbox = Outbox(database, Cipher(bytes(32)))
        gate = Gate(teller(ROOT / "data" / "lexicon" / "stigma.yaml"), sender="나비얌", refuse="그만 받기")
        routes: Mapping[str, Route] = {
            "line": self.line.route(redis, repeats_safely=True, cost=0),
            "kakao": self.kakao.route(redis, repeats_safely=False, cost=15),
        }
        self.sender = Sender(self.outbox, database, routes, gate, lambda: NOON)

    async def write(
        self,
        key: str,
        user_id: int = GROWN_UP,
        kind: str = "aid",
        *,
        channels: tuple[str, ...] = ("line", "kakao"),
        lines: tuple[str, ...] = ("나비얌이 준비한 게 있어요",),
        at: datetime = NOON,
        hours: int = 24,
        campaign: int = 1,
    ) -> int:
        answer = Answer(turn_id=UUID(int=0), session_id=UUID(int=0), turn=0, lines=lines)
        until = at + timedelta(hours=hours)
        message = NewMessage(
            key, user_id, channels[0], kind, kind == "campaign", to_payload(answer), at, until, channels[1:]
        )
        async with self.database.transaction() as connection:
            written = await self.outbox.add(connection, message)
            if kind == "campaign" and written:
                await connection.execute(
                    """
                    INSERT INTO chatbot.campaign_recipients (campaign_id, user_id, variant, state, outbox_id)
                    VALUES ($3, $1, 'a', 'QUEUED', $2)
                    """,
                    user_id,
                    written,
                    campaign,
                )
        assert written is not None
        return written

    async def advertise(self, key: str, user_id: int = GROWN_UP, **more: Any) -> int:  # noqa: ANN401 - passed on
        lines = ("(광고) 나비얌: 오늘 김밥이 500원 싸요", "그만 받기: '그만'이라고 해요")
        return await self.write(key, user_id, "campaign", lines=lines, **more)

    async def state(self, outbox_id: int) -> tuple[str, str | None, float]:
        async with self.database.acquire() as connection:
            row = await connection.fetchrow(
                "SELECT state, last_error, cost::float8 AS cost FROM chatbot.outbox WHERE id = $1", outbox_id
            )
        assert row is not None
        return row["state"], row["last_error"], row["cost"]

    async def hurry(self, *, orphan: bool = False) -> None:
        """Let every pause be over; with `orphan`, let whoever holds a message have died."""
        async with self.database.acquire() as connection:
            await connection.execute("UPDATE chatbot.outbox SET due_at = now() - INTERVAL '1 second'")
            if orphan:
                await connection.execute(
                    "UPDATE chatbot.outbox SET leased_until = now() - INTERVAL '1 second' WHERE state = 'taken'"
                )


@pytest.fixture
async def scene(database: Database, redis: Redis) -> Scene:
    async with database.acquire() as connection:
        await connection.execute(PEOPLE)
    return Scene(database, redis)


async def test_a_message_goes_out_once_with_its_own_key_and_its_cost_is_counted(scene: Scene) -> None:
    by_line, by_kakao = await scene.write("a"), await scene.write("b", channels=("kakao",))
    assert await scene.sender.drain(NOON) == Counter(sent=2)
    assert await scene.sender.drain(NOON) == Counter()
    assert [person for person, _, _ in scene.line.got + scene.kakao.got] == ["grown-up", "grown-up"]
    assert (await scene.state(by_line), await scene.state(by_kakao)) == (("sent", None, 0), ("sent", None, 15))


async def test_whoever_has_no_such_account_is_reached_by_the_next_channel(scene: Scene) -> None:
    await scene.write("a", CHILD)
    assert await scene.sender.drain(NOON) == Counter(sent=1)
    assert [person for person, _, _ in scene.kakao.got] == ["child"]


async def test_a_refused_message_goes_by_the_next_channel_and_then_is_dead(scene: Scene) -> None:
    written = await scene.write("a")
    scene.line.answers, scene.kakao.answers = [Delivery.REFUSED], [Delivery.REFUSED]
    assert await scene.sender.drain(NOON) == Counter(next_channel=1, dead=1)
    assert await scene.state(written) == ("dead", "refused", 0)


async def test_what_cannot_be_taken_now_is_tried_again_under_the_same_key(scene: Scene) -> None:
    written = await scene.write("a")
    scene.line.answers = [Delivery.LATER, Delivery.UNKNOWN]
    outcomes: Counter[str] = Counter()
    for _ in range(3):
        outcomes += await scene.sender.drain(NOON)
        await scene.hurry()
    assert outcomes == Counter(postponed=2, sent=1)
    assert len({key for _, key, _ in scene.line.got}) == 1
    assert (await scene.state(written))[0] == "sent"


@pytest.mark.parametrize(("kind", "calls"), [("aid", 2), ("expiry", 1), ("campaign", 1)])
async def test_an_unknown_outcome_is_shown_and_only_aid_is_tried_once_more(scene: Scene, kind: str, calls: int) -> None:
    if kind == "campaign":
        written = await scene.advertise("a", channels=("kakao",))
    else:
        written = await scene.write("a", kind=kind, channels=("kakao",))
    scene.kakao.answers = [Delivery.UNKNOWN] * 5
    for _ in range(4):
        await scene.sender.drain(NOON)
        await scene.hurry()
    assert len(scene.kakao.got) == calls
    assert await scene.state(written) == ("unknown", "no answer", 0)


async def test_what_a_killed_sender_had_in_hand_is_sent_unless_the_platform_may_have_it(scene: Scene) -> None:
    untouched = [await scene.write(channel, kind="booking", channels=(channel,)) for channel in ("line", "kakao")]
    for _ in untouched:
        await scene.outbox.take(1, timedelta(0), NOON)
    await scene.hurry(orphan=True)
    assert await scene.sender.drain(NOON) == Counter(sent=2)
    in_doubt = await scene.write("c", kind="booking", channels=("kakao",))
    (held,) = await scene.outbox.take(1, timedelta(seconds=30), NOON)
    await scene.outbox.call(held, timedelta(0))
    assert await scene.sender.drain(NOON) == Counter(unknown=1)
    assert (await scene.state(in_doubt))[0] == "unknown"


async def test_by_night_a_message_waits_for_the_morning(scene: Scene) -> None:
    written = await scene.write("a", at=NIGHT)
    assert await scene.sender.drain(NIGHT) == Counter(waiting=1)
    assert await scene.sender.drain(NIGHT + timedelta(hours=8, minutes=59)) == Counter()
    assert await scene.sender.drain(NIGHT + timedelta(hours=9)) == Counter(sent=1)
    assert (await scene.state(written))[0] == "sent"


async def test_whoever_is_talking_gets_it_at_once(scene: Scene) -> None:
    async with scene.database.acquire() as connection:
        await connection.execute(
            """
            INSERT INTO chatbot.conversation_contexts (session_id, user_id, context_data, updated_at)
            VALUES (gen_random_uuid(), 2, '{}', $1)
            """,
            NIGHT - timedelta(minutes=3),
        )
    await scene.write("a", at=NIGHT)
    assert await scene.sender.drain(NIGHT) == Counter(sent=1)


async def test_a_child_is_never_advertised_to_and_the_list_says_why(scene: Scene) -> None:
    written = await scene.advertise("a", CHILD)
    assert await scene.sender.drain(NOON) == Counter(kept_back=1)
    assert await scene.state(written) == ("dead", "under_age", 0)
    async with scene.database.acquire() as connection:
        row = await connection.fetchrow("SELECT state, skip_reason FROM chatbot.campaign_recipients")
    assert row is not None
    assert tuple(row) == ("SKIPPED", "under_age")


@pytest.mark.parametrize(("delivery", "arrived"), [(Delivery.SENT, False), (Delivery.DELIVERED, True)])
async def test_that_it_arrived_is_written_where_the_platform_says_so(
    scene: Scene, delivery: Delivery, arrived: bool
) -> None:
    await scene.advertise("a", channels=("kakao",))
    scene.kakao.answers = [delivery]
    assert await scene.sender.drain(NOON) == Counter(sent=1)
    async with scene.database.acquire() as connection:
        (variant,) = await campaign_results.by_variant(connection, 1)
    assert (variant.accepted, variant.told, variant.delivered) == (1, 1, int(arrived))


async def test_no_more_than_two_advertisements_a_week(scene: Scene) -> None:
    written = [await scene.advertise(str(campaign), campaign=campaign) for campaign in (1, 2, 3)]
    assert await scene.sender.drain(NOON) == Counter(sent=2, kept_back=1)
    assert [(await scene.state(each))[1] for each in written] == [None, None, "frequency"]
    later = NOON + timedelta(days=8)
    await scene.advertise("4", campaign=4, at=later)
    assert await scene.sender.drain(later) == Counter(sent=1)


async def test_a_consent_taken_back_meanwhile_counts(scene: Scene) -> None:
    written = await scene.advertise("a")
    async with scene.database.acquire() as connection:
        await connection.execute(
            "INSERT INTO chatbot.consents (user_id, kind, is_granted, source) VALUES (2, 'marketing', FALSE, 'chat')"
        )
    await scene.sender.drain(NOON)
    assert await scene.state(written) == ("dead", "no_consent", 0)


async def test_a_message_past_its_time_is_not_sent(scene: Scene) -> None:
    written = await scene.write("a", hours=1)
    await scene.sender.drain(NOON + timedelta(hours=1))
    assert await scene.state(written) == ("dead", "too_late", 0)
    assert scene.line.got == []


async def test_a_platform_that_never_takes_it_is_given_up(scene: Scene) -> None:
    written = await scene.write("a", channels=("line",))
    scene.line.answers = [Delivery.LATER] * 20
    for _ in range(10):
        await scene.sender.drain(NOON)
        await scene.hurry()
    assert len(scene.line.got) == 8
    assert (await scene.state(written))[0] == "dead"
