"""Work under a lease: held as long as it lasts, cancelled where the lease is lost."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from db import job_runs
from db.job_runs import Begun
from db.pool import Database
from scheduler.job import Job, Result

LEASE = timedelta(seconds=30)
"""Real time for which a slot is ours unless renewed; how long a killed scheduler's slot waits."""


class LeaseLostError(Exception):
    """The slot is no longer ours: another scheduler may be running it."""


async def held(database: Database, job: Job, slot: datetime, begun: Begun, lease: timedelta = LEASE) -> Result:
    """The work of a slot, its lease renewed meanwhile.

    Raises:
        LeaseLostError: the slot is another's now; the work was cancelled.
        Exception: whatever the work raised.
    """
    work = asyncio.ensure_future(job.work(slot, dry_run=False))
    renewing = asyncio.create_task(_renew(database, begun.run_id, lease))
    try:
        await asyncio.wait((work, renewing), return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            raise LeaseLostError(job.name)
        return work.result()
    finally:
        work.cancel()
        renewing.cancel()
        await asyncio.gather(work, renewing, return_exceptions=True)


async def _renew(database: Database, run_id: int, lease: timedelta) -> None:
    """Hold the lease; returns when it is lost, raises when nobody can say that it is not."""
    while True:
        await asyncio.sleep(lease.total_seconds() / 3)
        async with database.acquire() as connection:
            if not await job_runs.renew(connection, run_id, lease):
                return
