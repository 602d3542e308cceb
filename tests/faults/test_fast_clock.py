"""Days made short over three scheduler processes: every slot of every job is run, and by one of them."""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot import sample
from bot.config import ROOT, Settings
from bot.jobs import opened
from core.clock import SEOUL, Clock
from db.pool import Database
from scheduler.slots import due
from tests.faults.nursery import clock_hand
from tests.faults.timekeepers import Slot, timekeepers

MONDAY = datetime(2026, 11, 23, tzinfo=SEOUL)
SCHEDULERS = 3
_CATCHING_UP_SECONDS = 60

_LATE = """
SELECT percentile_cont(ARRAY[0.5, 0.99, 1]) WITHIN GROUP (ORDER BY extract(epoch FROM started_at)
           - ($1::float8 + extract(epoch FROM slot_at - $2::timestamptz) / $3::float8)) AS late
FROM chatbot.job_runs WHERE slot_at > $4 AND slot_at <= $5
"""


@dataclass(frozen=True)
class Seen:
    """What became of the slots of a stretch of time. `late`: median, 99th percentile and most, in real seconds."""

    wanted: frozenset[Slot]
    rows: Counter[tuple[Slot, str, int]]
    done: list[Counter[Slot]]
    late: list[float]


async def _watch(folder: Path, settings: Settings, database: Database, length: timedelta, speed: float) -> Seen:
    """Run three schedulers and watch `length` of business time, from when all of them look at their clock."""
    await sample.load_reference(database, ROOT / "data")
    clock = Clock.parse(f"{MONDAY.isoformat()}@{speed}x")
    async with opened(settings, database) as work, timekeepers(folder, settings) as made:
        await made.start(SCHEDULERS, clock.setting)
        begin = clock.now() + timedelta(minutes=1)
        end = begin + length
        wanted = frozenset((job.name, slot) for job in work.jobs for slot in due(job.trigger, begin, end))
        await asyncio.sleep(_real(clock, end) - time.time())
        async with asyncio.timeout(_CATCHING_UP_SECONDS):
            while await _settled(database, begin, end) < len(wanted):  # noqa: ASYNC110 - the database sends no events
                await asyncio.sleep(0.2)
        await made.stop()
        done = [Counter({slot: n for slot, n in each.items() if slot in wanted}) for each in made.done()]
    async with database.acquire() as connection:
        late = await connection.fetchval(_LATE, clock.anchor, clock.start, speed, begin, end)
    return Seen(wanted, await _rows(database, begin, end), done, late)


async def _rows(database: Database, begin: datetime, end: datetime) -> Counter[tuple[Slot, str, int]]:
    async with database.acquire() as connection:
        rows = await connection.fetch(
            "SELECT job_name, slot_at, status, attempts FROM chatbot.job_runs WHERE slot_at > $1 AND slot_at <= $2",
            *(begin, end),
        )
    return Counter(((row["job_name"], row["slot_at"]), row["status"], row["attempts"]) for row in rows)


def _real(clock: Clock, at: datetime) -> float:
    """When a fast clock shows `at`, in seconds of the Unix epoch."""
    assert clock.start is not None
    return clock.anchor + (at - clock.start).total_seconds() / clock.speed


async def _settled(database: Database, begin: datetime, end: datetime) -> int:
    async with database.acquire() as connection:
        count: int = await connection.fetchval(
            "SELECT count(*) FROM chatbot.job_runs WHERE status <> 'RUNNING' AND slot_at > $1 AND slot_at <= $2",
            *(begin, end),
        )
    return count


def _each_once(seen: Seen) -> None:
    """Every slot has one row, and a process ran it, once, unless it was given up by its job's rule for old slots."""
    assert Counter(slot for slot, _, _ in seen.rows.elements()) == Counter(seen.wanted)
    run = [(slot, attempts) for slot, status, attempts in seen.rows.elements() if status == "DONE"]
    assert all(attempts == 1 for _, attempts in run)
    assert sum(seen.done, Counter()) == Counter(slot for slot, _ in run)
    assert {status for _, status, _ in seen.rows} <= {"DONE", "SKIPPED"}


async def _step(
    folder: Path, settings: Settings, database: Database, begin: datetime, end: datetime, step: timedelta
) -> tuple[frozenset[Slot], Counter[tuple[Slot, str, int]], list[Counter[Slot]]]:
    """Run three schedulers by a clock that goes on by `step` as soon as all that is due is settled.

    What was wanted, the rows, and what each process says that it did.
    """
    await sample.load_reference(database, ROOT / "data")
    hand = clock_hand(begin)
    wanted: set[Slot] = set()
    async with opened(settings, database) as work, timekeepers(folder, settings) as made:
        await made.start(SCHEDULERS, hand=hand)
        now = begin
        while now < end:
            before, now = now, now + step
            wanted |= {(job.name, slot) for job in work.jobs for slot in due(job.trigger, before, now)}
            hand.value = now.timestamp()
            async with asyncio.timeout(_CATCHING_UP_SECONDS):
                while await _settled(database, begin, now) < len(wanted):  # noqa: ASYNC110 - as above
                    await asyncio.sleep(0.01)
        await made.stop()
        done = made.done()
    return frozenset(wanted), await _rows(database, begin, end), done


def _run_once(
    wanted: frozenset[Slot], rows: Counter[tuple[Slot, str, int]], done: list[Counter[Slot]]
) -> dict[str, int]:
    """Every slot was run, by one process and at the first attempt; how many by job."""
    assert rows == Counter((slot, "DONE", 1) for slot in wanted)
    assert sum(done, Counter()) == Counter(wanted)
    return dict(Counter(name for name, _ in wanted))


@pytest.mark.slow
async def test_in_the_small_hours_three_schedulers_run_every_slot_once(
    tmp_path: Path, settings: Settings, database: Database
) -> None:
    """The day's work, what comes every hour, and what comes every minute, eight of them at a time."""
    begin = datetime(2026, 11, 24, 1, 59, tzinfo=SEOUL)
    watched = await _step(tmp_path, settings, database, begin, begin + timedelta(minutes=32), timedelta(minutes=8))
    assert _run_once(*watched) == {"shop-status": 32, "session-close": 32, "popularity": 7, "card-sync": 7} | (
        dict.fromkeys(("coupon-expiry", "alert-reset", "coupon-reminders", "outbox", "daily"), 1)
    )


@pytest.mark.soak
async def test_in_a_week_of_three_schedulers_every_slot_is_run_by_one(
    tmp_path: Path, settings: Settings, database: Database
) -> None:
    watched = await _step(tmp_path, settings, database, MONDAY, MONDAY + timedelta(days=7), timedelta(minutes=5))
    told = _run_once(*watched), [sum(each.values()) for each in watched[2]]
    sys.stdout.write(f"{told}\n")  # for docs/evaluation/scheduling.md


@pytest.mark.soak
async def test_in_a_week_of_three_schedulers_every_slot_is_settled_by_one(
    tmp_path: Path, settings: Settings, database: Database
) -> None:
    """At 900 times the speed two thirds of a second are ten minutes, so a card-sync slot may be given up as too old."""
    seen = await _watch(tmp_path, settings, database, timedelta(days=7), 900)
    median, most, worst = seen.late
    told = {
        "slots": dict(Counter(name for name, _ in seen.wanted)),
        "by process": [sum(each.values()) for each in seen.done],
        "statuses": dict(Counter(status for _, status, _ in seen.rows.elements())),
        "given up": dict(Counter(name for (name, _), status, _ in seen.rows.elements() if status == "SKIPPED")),
        "real seconds late (median, 99 %, most)": (round(median, 3), round(most, 3), round(worst, 3)),
    }
    sys.stdout.write(f"{told}\n")  # for docs/evaluation/scheduling.md
    _each_once(seen)
