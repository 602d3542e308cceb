"""A large campaign at its rate, its schedulers killed and itself paused on the way: one row and one send each."""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot import promotions, sample
from bot.config import ROOT, Settings
from bot.standins.kakao import KakaoStandIn
from bot.standins.line import LineStandIn
from core.campaigns.campaigns import Campaigns, Operator
from core.campaigns.plan import CampaignPlan, Rules, SegmentPlan
from core.campaigns.refusals import Refusal
from core.clock import SEOUL
from db.pool import Database
from tests.faults.timekeepers import Timekeepers, timekeepers

NOON = datetime(2026, 11, 23, 12, tzinfo=SEOUL)
NATION = Operator()
SCHEDULERS = 2
LANES = 16
"""Messages that one sender may have called a platform with at the moment of its death."""

_GROWN_UPS = """
WITH made AS (
    INSERT INTO chatbot.users (platform, external_user_id, birth_year)
    SELECT CASE WHEN n % 10 = 0 THEN 'kakao' ELSE 'line' END, 'U' || lpad(to_hex(n), 32, '0'), 1990
    FROM generate_series(1, $1::int) n RETURNING id
)
INSERT INTO chatbot.consents (user_id, kind, is_granted, source, created_at)
SELECT id, kind, TRUE, 'chat', '2026-01-01' FROM made, unnest(ARRAY['service', 'marketing']) kind
"""
_LEASES_OVER = "UPDATE chatbot.outbox SET leased_until = now() - INTERVAL '1 second' WHERE state = 'taken'"
_STATUS = "SELECT status FROM chatbot.campaigns"
_IN_HAND = "SELECT count(*) FROM chatbot.outbox WHERE state = 'taken' AND leased_until > now()"


class Clocked(LineStandIn):
    """LINE that remembers when it accepted each push."""

    def __init__(self) -> None:
        super().__init__()
        self.times: list[float] = []

    def _accept(self, kind: str, to: str, messages: list[dict[str, Any]]) -> dict[str, Any]:
        self.times.append(time.monotonic())
        return super()._accept(kind, to, messages)


class Run:
    """Two platforms, a campaign on its way to everybody, and the schedulers that move it."""

    def __init__(self, campaigns: Campaigns, database: Database, made: Timekeepers) -> None:
        self.campaigns = campaigns
        self.database = database
        self.made = made
        self.line = Clocked()
        self.kakao = KakaoStandIn()
        self.campaign = 0

    async def value(self, sql: str, *values: object) -> Any:  # noqa: ANN401 - a column's own type
        async with self.database.acquire() as connection:
            return await connection.fetchval(sql, *values)

    def got(self) -> Counter[str]:
        """How often each person was sent something that a platform accepted."""
        return Counter(person for _, person, _ in (*self.line.accepted, *self.kakao.accepted))

    async def begin(self, people: int, throttle: int) -> None:
        async with self.database.acquire() as connection:
            await connection.execute(_GROWN_UPS, people)
        segment = await self.campaigns.add_segment(NATION, SegmentPlan(name="모두", rules=Rules()))
        assert not isinstance(segment, Refusal)
        messages = {"a": {"text": "오늘 {food|맛있는 것} 어때요"}}
        plan = {"name": "봄", "segment_id": segment.id, "messages": messages, "throttle_per_minute": throttle}
        made = await self.campaigns.create(NATION, CampaignPlan.model_validate(plan))
        assert not isinstance(made, Refusal)
        self.campaign = made.id
        assert not isinstance(await self.campaigns.start(NATION, made.id), Refusal)

    async def until(self, reached: int) -> None:
        """Wait until so many were sent to."""
        async with asyncio.timeout(600):
            while len(self.line.accepted) + len(self.kakao.accepted) < reached:  # noqa: ASYNC110 - sends no events
                await asyncio.sleep(0.02)

    async def kill(self, *, patient: bool) -> None:
        """kill -9 of every scheduler, and new ones; their leases run out, or are taken for over."""
        await self.made.kill()
        if not patient:
            await self.value(_LEASES_OVER)
        await self.made.start(SCHEDULERS, NOON.isoformat())

    async def pause(self) -> None:
        """Pause, see that nothing goes out once nobody has anything in hand, and go on."""
        assert not isinstance(await self.campaigns.pause(NATION, self.campaign), Refusal)
        async with asyncio.timeout(60):
            while await self.value(_IN_HAND):  # noqa: ASYNC110 - the database sends no events
                await asyncio.sleep(0.05)
        before = self.got()
        await asyncio.sleep(0.5)
        assert self.got() == before
        assert not isinstance(await self.campaigns.resume(NATION, self.campaign), Refusal)

    async def finished(self) -> None:
        async with asyncio.timeout(120):
            while await self.value(_STATUS) != "FINISHED":  # noqa: ASYNC110 - nor here
                await asyncio.sleep(0.1)


@asynccontextmanager
async def running(folder: Path, settings: Settings, url: str) -> AsyncIterator[Run]:
    database = await Database.connect(url, application="tests", size=2, statement_seconds=60)
    await sample.load_reference(database, ROOT / "data")
    line, kakao = await Clocked.start(), await KakaoStandIn.start()
    changes: dict[str, object] = {
        "line_api_url": line.url,
        "kakao_api_url": kakao.url,
        "kakao_bot_id": "a-bot",
        "kakao_rest_key": SecretStr("a-key"),
        "kakao_event_name": "news",
        "clock": NOON.isoformat(),
    }
    told = settings.model_copy(update=changes)
    async with timekeepers(folder, told) as made:
        run = Run(promotions.campaigns(told, database), database, made)
        run.line, run.kakao = line, kakao
        yield run
    await database.close()
    await line.stop()
    await kakao.stop()


@pytest.mark.parametrize(
    ("people", "throttle", "patient"),
    [
        pytest.param(2_000, 24_000, False, marks=pytest.mark.slow),
        pytest.param(20_000, 12_000, True, marks=pytest.mark.soak),
    ],
)
async def test_each_person_of_a_campaign_has_one_row_and_one_message_whatever_is_killed_and_paused(
    tmp_path: Path, settings: Settings, database_url: str, people: int, throttle: int, patient: bool
) -> None:
    async with running(tmp_path, settings, database_url) as run:
        await run.made.start(SCHEDULERS, NOON.isoformat())
        began = time.monotonic()
        await run.begin(people, throttle)
        for tenths, is_killed in ((1, True), (3, False), (4, True), (6, False), (8, True)):
            await run.until(tenths * people // 10)
            await (run.kill(patient=patient) if is_killed else run.pause())
        await run.finished()
        took = time.monotonic() - began
        await run.made.stop()
        async with run.database.acquire() as connection:
            rows = await connection.fetch(
                """
                SELECT u.external_user_id AS person, u.platform, r.state, o.state AS outcome
                FROM chatbot.campaign_recipients r JOIN chatbot.users u ON u.id = r.user_id
                LEFT JOIN chatbot.outbox o ON o.id = r.outbox_id
                """
            )
        got, busiest = run.got(), _busiest_second(run.line.times)
        results = await run.campaigns.results(NATION, run.campaign)
    outcomes = Counter((row["platform"], row["outcome"], got[row["person"]]) for row in rows)
    sys.stdout.write(f"{dict(outcomes)}, {took:.0f} s, {busiest} LINE in a second\n")  # for scheduling.md
    assert len({row["person"] for row in rows}) == len(rows) == people
    assert {row["state"] for row in rows} == {"SENT"}
    assert sum(n for (_, outcome, times), n in outcomes.items() if (outcome, times) == ("sent", 1)) >= (
        people - 3 * SCHEDULERS * LANES
    )
    in_doubt = {key: n for key, n in outcomes.items() if key[1:] != ("sent", 1)}
    assert set(in_doubt) <= {("kakao", "unknown", 1), ("kakao", "unknown", 0)}  # what it was called with at a death
    assert not isinstance(results, Refusal)
    by_kakao = outcomes["kakao", "sent", 1]
    assert (results.variants[0].told, results.variants[0].accepted) == (by_kakao, by_kakao + people * 9 // 10)
    assert results.delivered == results.variants[0].delivered <= by_kakao
    assert took >= 0.9 * people / throttle * 60
    assert busiest <= 550


def _busiest_second(times: list[float]) -> int:
    """The most that came within any second."""
    most = begin = 0
    for end, at in enumerate(times):
        while at - times[begin] > 1:
            begin += 1
        most = max(most, end - begin + 1)
    return most
