"""A job that a person asked for: run at once, as if at any time, beside the timetable."""

from __future__ import annotations

from datetime import datetime

from db import job_runs
from db.job_runs import Hold
from db.pool import Database
from scheduler.job import Job, Result
from scheduler.lease import LEASE, held


class AlreadyRunningError(Exception):
    """A scheduler or another person has the job in hand."""


async def run_now(database: Database, job: Job, at: datetime, *, dry_run: bool) -> Result:
    """Run `job` as if at `at` and write it into the history; a dry run leaves no trace.

    Raises:
        AlreadyRunningError: slots of one job never overlap.
    """
    if dry_run:
        return await job.work(at, dry_run=True)
    async with database.transaction() as connection:
        begun = await job_runs.begin(connection, job.name, at, LEASE, is_manual=True)
    if isinstance(begun, Hold):
        raise AlreadyRunningError(job.name)
    try:
        result = await held(database, job, at, begun)
    except Exception as error:
        async with database.acquire() as connection:
            await job_runs.fail(connection, begun.run_id, type(error).__name__)
        raise
    async with database.acquire() as connection:
        await job_runs.finish(connection, begun.run_id, result)
    return result
