from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from core.clock import SEOUL
from db import job_runs
from db.job_runs import Begun, Hold
from db.pool import Database

LEASE = timedelta(minutes=1)
SLOT = datetime(2026, 11, 23, 2, tzinfo=SEOUL)
NEXT = SLOT + timedelta(days=1)


async def begin(
    database: Database, job: str = "daily", slot: datetime = SLOT, lease: timedelta = LEASE, *, is_manual: bool = False
) -> Begun | Hold:
    async with database.transaction() as connection:
        return await job_runs.begin(connection, job, slot, lease, is_manual=is_manual)


async def begun(database: Database, job: str = "daily", lease: timedelta = LEASE) -> Begun:
    run = await begin(database, job, lease=lease)
    assert isinstance(run, Begun)
    return run


async def settle(database: Database, run: Begun) -> None:
    async with database.acquire() as connection:
        await job_runs.finish(connection, run.run_id, {"people": 3})


async def test_of_ten_schedulers_one_runs_a_slot(database: Database) -> None:
    runs = await asyncio.gather(*(begin(database) for _ in range(10)))
    assert sum(isinstance(run, Begun) for run in runs) == 1


async def test_a_slot_that_is_done_or_failed_is_not_run_again(database: Database) -> None:
    await settle(database, await begun(database))
    failed = await begun(database, "weekly")
    async with database.acquire() as connection:
        await job_runs.fail(connection, failed.run_id, "TimeoutError " * 100)
        assert await job_runs.last_done(connection, "daily") == SLOT
        assert await job_runs.last_done(connection, "weekly") is None
    assert await begin(database) is Hold.SETTLED
    assert await begin(database, "weekly") is Hold.SETTLED
    assert isinstance(await begin(database, slot=NEXT), Begun)


async def test_slots_of_a_job_never_overlap(database: Database) -> None:
    first = await begun(database)
    assert await begin(database, slot=NEXT) is Hold.BUSY
    assert isinstance(await begin(database, "weekly"), Begun)
    await settle(database, first)
    assert isinstance(await begin(database, slot=NEXT), Begun)


async def test_a_dead_scheduler_is_followed_after_its_lease(database: Database) -> None:
    run = await begun(database, lease=timedelta(0))
    again = await begun(database)
    assert (again.run_id, again.attempts) == (run.run_id, 2)
    assert await begin(database) is Hold.SETTLED
    async with database.acquire() as connection:
        assert await job_runs.renew(connection, again.run_id, timedelta(seconds=-1))
        assert not await job_runs.renew(connection, again.run_id, LEASE)
        assert (await job_runs.standings(connection, ["daily"]))["daily"].orphaned == (SLOT,)


async def test_a_person_may_repeat_a_slot_but_not_beside_it(database: Database) -> None:
    assert await begin(database, is_manual=True) != Hold.SETTLED
    assert await begin(database, is_manual=True) is Hold.SETTLED
    assert await begin(database, slot=NEXT, is_manual=True) is Hold.BUSY


async def test_what_a_person_asked_for_says_nothing_about_the_timetable(database: Database) -> None:
    await settle(database, await begun(database))
    asked = await begin(database, slot=NEXT, is_manual=True)
    assert isinstance(asked, Begun)
    async with database.acquire() as connection:
        assert (await job_runs.standings(connection, ["daily", "weekly"]))["daily"].newest == SLOT
        (last,) = await job_runs.last_runs(connection)
    assert (last.status, last.is_manual, last.seconds) == ("RUNNING", True, None)


async def test_history_is_forgotten_but_for_the_newest_slot(database: Database) -> None:
    for slot in (SLOT, NEXT):
        run = await begin(database, slot=slot)
        assert isinstance(run, Begun)
        await settle(database, run)
    async with database.acquire() as connection:
        await connection.execute("UPDATE chatbot.job_runs SET finished_at = now() - INTERVAL '40 days'")
        assert await job_runs.forget(connection, datetime.now(SEOUL) - timedelta(days=30)) == 1
        assert (await job_runs.standings(connection, ["daily"]))["daily"].newest == NEXT


async def test_a_skipped_slot_is_written_once(database: Database) -> None:
    async with database.acquire() as connection:
        assert await job_runs.skip(connection, "daily", [SLOT, NEXT]) == 2
        assert await job_runs.skip(connection, "daily", [SLOT, NEXT]) == 0
