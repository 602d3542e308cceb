"""Each slot runs once, in order, whoever dies meanwhile."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import asyncpg

from core.clock import SEOUL
from db.pool import Database
from scheduler.job import Job, Result
from scheduler.runner import ATTEMPTS, Runner
from scheduler.slots import timetable

START = datetime(2026, 11, 23, 12, 0, 30, tzinfo=SEOUL)
MINUTE = timedelta(minutes=1)


class Hands:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        return self.time


class Notes:
    """A job's work that writes down its slots; it fails as long as `fault` is set, and waits for `gate`."""

    def __init__(self) -> None:
        self.slots: list[datetime] = []
        self.fault: Exception | None = None
        self.began = asyncio.Event()
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self, at: datetime, *, dry_run: bool) -> Result:
        assert not dry_run
        self.slots.append(at)
        self.began.set()
        if self.fault:
            raise self.fault
        await self.gate.wait()
        return {"done": 1}


def every_minute(work: Notes, grace: timedelta = 10 * MINUTE) -> Job:
    return Job("notes", timetable(minute="*"), grace, work)


async def settled(runner: Runner) -> None:
    """Look once and let what is due end."""
    await runner.tick()
    await runner.stop()


async def history(database: Database) -> list[tuple[str, str]]:
    async with database.acquire() as connection:
        rows = await connection.fetch(
            "SELECT to_char(slot_at, 'HH24:MI') AS slot, status FROM chatbot.job_runs ORDER BY slot_at"
        )
    return [(row["slot"], row["status"]) for row in rows]


async def end_leases(database: Database) -> None:
    async with database.acquire() as connection:
        await connection.execute("UPDATE chatbot.job_runs SET leased_until = now() - INTERVAL '1 second'")


async def test_three_schedulers_run_every_slot_once_and_in_order(database: Database) -> None:
    hands, work = Hands(), Notes()
    runners = [Runner([every_minute(work)], database, hands) for _ in range(3)]
    for _ in range(5):
        hands.time += MINUTE
        await asyncio.gather(*(settled(runner) for runner in runners))
    assert work.slots == [START.replace(second=0) + MINUTE * count for count in range(1, 6)]
    assert await history(database) == [(f"12:0{minute}", "DONE") for minute in range(1, 6)]


async def test_a_new_installation_has_missed_nothing(database: Database) -> None:
    work = Notes()
    await settled(Runner([every_minute(work)], database, Hands()))
    assert work.slots == []


async def test_missed_slots_are_made_up_for_within_their_grace_and_else_written_down(database: Database) -> None:
    hands, work = Hands(), Notes()
    runner = Runner([every_minute(work, grace=2 * MINUTE)], database, hands)
    hands.time += MINUTE
    await settled(runner)
    hands.time += 5 * MINUTE
    await settled(Runner([every_minute(work, grace=2 * MINUTE)], database, hands))
    assert [slot.minute for slot in work.slots] == [1, 5, 6]
    assert await history(database) == [
        *(("12:01", "DONE"), ("12:02", "SKIPPED"), ("12:03", "SKIPPED"), ("12:04", "SKIPPED")),
        *(("12:05", "DONE"), ("12:06", "DONE")),
    ]


async def test_a_fault_costs_an_attempt_and_the_third_the_slot(database: Database) -> None:
    hands, work = Hands(), Notes()
    runner = Runner([every_minute(work)], database, hands)
    work.fault = ValueError("010-1234-5678 is nobody's business")
    hands.time += MINUTE
    for _ in range(ATTEMPTS):
        await settled(runner)
        await settled(runner)  # it is not tried again before its pause is over
        await end_leases(database) if len(work.slots) < ATTEMPTS else None
    work.fault = None
    hands.time += MINUTE
    await settled(runner)
    assert [slot.minute for slot in work.slots] == [1, 1, 1, 2]
    assert await history(database) == [("12:01", "FAILED"), ("12:02", "DONE")]
    async with database.acquire() as connection:
        assert await connection.fetchval("SELECT error FROM chatbot.job_runs WHERE status = 'FAILED'") == "ValueError"


async def test_what_a_dead_scheduler_had_in_hand_is_taken_up_before_anything_newer(database: Database) -> None:
    hands, stuck, work = Hands(), Notes(), Notes()
    dying, living = (Runner([every_minute(notes)], database, hands) for notes in (stuck, work))
    stuck.gate.clear()
    hands.time += MINUTE
    await dying.tick()
    await asyncio.wait_for(stuck.began.wait(), 10)
    hands.time += MINUTE
    await settled(living)
    assert work.slots == []  # slots of one job never overlap
    await end_leases(database)
    await settled(living)
    assert [slot.minute for slot in work.slots] == [1, 2]
    stuck.gate.set()
    await dying.stop()


async def test_a_slot_that_takes_its_schedulers_down_is_given_up(database: Database) -> None:
    hands, work = Hands(), Notes()
    runner = Runner([every_minute(work)], database, hands)
    async with database.acquire() as connection:
        await connection.execute(
            """
            INSERT INTO chatbot.job_runs (job_name, slot_at, attempts, leased_until)
            VALUES ('notes', $1, $2, now() - INTERVAL '1 second')
            """,
            START.replace(second=0),
            ATTEMPTS,
        )
    await settled(runner)
    assert work.slots == []
    assert await history(database) == [("12:00", "FAILED")]


async def test_long_work_keeps_its_lease(database: Database) -> None:
    hands, work = Hands(), Notes()
    runner = Runner([every_minute(work)], database, hands, lease=timedelta(seconds=0.3))
    work.gate.clear()
    hands.time += MINUTE
    await runner.tick()
    ends: set[datetime] = set()
    async with asyncio.timeout(10), database.acquire() as connection:
        while len(ends) < 4:  # the first lease and three renewals
            ends.add(await connection.fetchval("SELECT leased_until FROM chatbot.job_runs"))
    work.gate.set()
    await runner.stop()
    assert await history(database) == [("12:01", "DONE")]


async def test_work_whose_lease_was_lost_is_cancelled(database: Database) -> None:
    hands, work = Hands(), Notes()
    runner = Runner([every_minute(work)], database, hands, lease=timedelta(seconds=0.3))
    work.gate.clear()
    hands.time += MINUTE
    await runner.tick()
    await asyncio.wait_for(work.began.wait(), 10)
    async with database.acquire() as connection:
        await connection.execute("DELETE FROM chatbot.job_runs")
    await runner.stop()
    assert work.slots == [START.replace(second=0) + MINUTE]
    assert await history(database) == []


async def test_a_database_that_is_away_is_asked_again(database: Database, database_url: str) -> None:
    hands, work = Hands(), Notes()
    runner = Runner([every_minute(work)], database, hands)
    hands.time += MINUTE
    admin = await asyncpg.connect(database_url)
    await admin.execute(
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'tests' AND datname = current_database()
        """
    )
    await admin.close()
    await settled(runner)
    await settled(runner)
    assert [slot.minute for slot in work.slots] == [1]
