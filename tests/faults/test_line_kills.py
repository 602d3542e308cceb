"""kill -9 of the web process between any two steps of an answer on LINE: answered once, in order, soon."""

from __future__ import annotations

import asyncio
import itertools
import random
import secrets
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.faults.house import House, Moment, house, problems, said
from tests.faults.tripwire import Trip
from tests.servers import Databases

SEED = 20261123
TAKEN_UP_SECONDS = 15
"""quality.md: pending events are taken up and answered within 15 s of a restart."""

_DEATH_SECONDS = 4.0

Point = Trip | Moment


def points(kills: int) -> list[Point]:
    """Where to kill: every statement of a turn, before and after it is executed, and LINE's own door."""
    every: list[Point] = [Trip(at, is_executed) for at in range(1, 41) for is_executed in (False, True)]
    every += [Moment.BEFORE_REPLY, Moment.AFTER_REPLY] * 10
    chosen = random.Random(SEED)  # noqa: S311 - where to kill is no secret
    return list(itertools.islice(itertools.cycle(chosen.sample(every, len(every))), kills))


async def round_of(made: House, point: Point, *, waits: bool) -> tuple[str, float]:
    """Three people write, the first twice; the process dies. What had happened by then, and how long all took after.

    Unless the dead one's leases are waited for, they run out at once.
    """
    now = time.time()
    people = [f"U{secrets.token_hex(16)}" for _ in range(3)]
    events = [said("안녕", person, now) for person in people] + [said("건대 5천원", people[0], now + 2)]
    made.arm(point)
    posting = asyncio.create_task(made.post(events))
    await made.died(_DEATH_SECONDS)
    if not waits:
        await made.value("UPDATE chatbot.inbox SET leased_until = now() WHERE state = 'taken'")
    await made.start()
    began = time.monotonic()
    reached = await _reached(made, events)
    if await posting != 200:  # LINE delivers again what was not answered with 200
        await made.redeliver(events)
    await made.settled(60)
    return reached, time.monotonic() - began


async def _reached(made: House, events: Sequence[dict[str, Any]]) -> str:
    """How far the first event had come."""
    state = await made.value(
        """
        SELECT CASE WHEN i.state = 'done' THEN 'done' WHEN may_be_answered THEN 'sending'
            WHEN EXISTS (SELECT FROM chatbot.conversations c WHERE c.turn_id = i.turn_id) THEN 'turn written'
            WHEN i.state = 'taken' THEN 'taken' ELSE 'accepted' END
        FROM chatbot.inbox i WHERE event_id = $1
        """,
        events[0]["webhookEventId"],
    )
    return state or "nothing durable"


async def killed(
    databases: Databases, redis_url: str, folder: Path, kills: int, *, in_houses: int, waits: bool
) -> tuple[Counter[str], list[float]]:
    """So many kills over several houses; which steps they hit, and the seconds from ready again to all answered."""
    hit: Counter[str] = Counter()
    took: list[float] = []

    async def keep_killing(made: House, own: Sequence[Point]) -> None:
        for point in own:
            reached, seconds = await round_of(made, point, waits=waits)
            hit[reached] += 1
            took.append(seconds)
        assert [*problems(made)] == []
        twice = "SELECT count(*) FROM (SELECT FROM chatbot.conversations GROUP BY turn_id HAVING count(*) > 1) t"
        assert await made.value(twice) == 0
        assert await made.value("SELECT count(*) FROM chatbot.inbox WHERE state <> 'done'") == 0

    async with AsyncExitStack() as stack:
        houses = []
        for number in range(in_houses):
            home = folder / str(number)
            home.mkdir()
            url = stack.enter_context(databases.copy())
            made = await stack.enter_async_context(house(url, redis_url, home))
            await made.start()
            houses.append(made)
        async with asyncio.TaskGroup() as all_of_them:
            for number, made in enumerate(houses):
                all_of_them.create_task(keep_killing(made, points(kills)[number :: len(houses)]))
    return hit, took


@pytest.mark.slow
async def test_twenty_kills(servers: tuple[Databases, str], tmp_path: Path) -> None:
    hit, took = await killed(*servers, tmp_path, kills=20, in_houses=4, waits=False)
    assert hit.total() == 20
    assert len(hit) >= 3
    assert max(took) < TAKEN_UP_SECONDS


@pytest.mark.soak
async def test_two_hundred_kills(servers: tuple[Databases, str], tmp_path: Path) -> None:
    hit, took = await killed(*servers, tmp_path, kills=200, in_houses=10, waits=True)
    print(dict(hit), f"answered again after {sorted(took)[100]:.1f} s, at most {max(took):.1f} s")  # noqa: T201
    assert set(hit) >= {"nothing durable", "accepted", "taken", "turn written", "sending", "done"}
    assert max(took) < TAKEN_UP_SECONDS
