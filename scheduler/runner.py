"""Runs due slots: each once over any number of schedulers, in order, taken up again if its scheduler died."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from time import monotonic

import structlog

from core.faults import trail
from db import job_runs
from db.job_runs import Begun, Hold, Standing
from db.pool import Database, DatabaseUnavailableError
from scheduler.job import Job
from scheduler.lease import LEASE, held
from scheduler.slots import due

ATTEMPTS = 3
_PAUSE = timedelta(seconds=5)  # before the next attempt, times the attempts made
_STOP_SECONDS = 15.0

_log = structlog.get_logger()


class Runner:
    """Looks at `tick` which slots are due and works them off, one slot of a job at a time."""

    def __init__(
        self, jobs: Sequence[Job], database: Database, now: Callable[[], datetime], *, lease: timedelta = LEASE
    ) -> None:
        self._jobs = jobs
        self._database = database
        self._now = now
        self._lease = lease
        self._started_at = now()
        self._working: dict[str, asyncio.Task[None]] = {}

    async def tick(self) -> None:
        """Begin what is due and not in hand here. A database that is away is asked again next time."""
        now = self._now()
        idle = [job for job in self._jobs if job.name not in self._working]
        try:
            async with self._database.acquire() as connection:
                standings = await job_runs.standings(connection, [job.name for job in idle])
        except DatabaseUnavailableError as error:
            _log.warning("job_runs_unreachable", reason=str(error))
            return
        for job in idle:
            slots = self._open_slots(job, standings[job.name], now)
            if slots:
                self._working[job.name] = task = asyncio.create_task(self._work_off(job, slots, now), name=job.name)
                task.add_done_callback(self._ended)

    async def stop(self) -> None:
        """Give the slots in hand some seconds; the rest keep their lease and are taken up by another scheduler."""
        if self._working:
            _, late = await asyncio.wait(self._working.values(), timeout=_STOP_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._working[task.get_name()]
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("job_not_settled", job=task.get_name(), error=type(error).__name__, where=trail(error))

    def _open_slots(self, job: Job, standing: Standing, now: datetime) -> list[datetime]:
        """Orphans first, then what came since the newest row; a new installation has missed nothing."""
        return [*standing.orphaned, *due(job.trigger, standing.newest or self._started_at, now)]

    async def _work_off(self, job: Job, slots: Sequence[datetime], now: datetime) -> None:
        """Run `slots` in order until one has to wait."""
        try:
            stale = [slot for slot in slots if slot < now - job.grace]
            if stale:
                await self._skip(job, stale)
            for slot in slots:
                if slot >= now - job.grace and not await self._settle(job, slot):
                    return
        except DatabaseUnavailableError:
            _log.warning("job_left_to_its_lease", job=job.name)

    async def _skip(self, job: Job, slots: Sequence[datetime]) -> None:
        async with self._database.acquire() as connection:
            skipped = await job_runs.skip(connection, job.name, slots)
        if skipped:
            _log.warning("job_slots_skipped", job=job.name, slots=skipped, first=slots[0].isoformat())

    async def _settle(self, job: Job, slot: datetime) -> bool:
        """Run one slot if it is free; whether the slots after it may be looked at."""
        async with self._database.transaction() as connection:
            begun = await job_runs.begin(connection, job.name, slot, self._lease)
        if isinstance(begun, Hold):
            return begun is Hold.SETTLED
        if begun.attempts > ATTEMPTS:  # it takes its schedulers down with it
            await self._bury(begun, "attempts_died")
            return True
        return await self._run(job, slot, begun)

    async def _run(self, job: Job, slot: datetime, begun: Begun) -> bool:
        """The boundary for faults of a job: each costs an attempt, never the scheduler."""
        started = monotonic()
        try:
            result = await held(self._database, job, slot, begun, self._lease)
        except DatabaseUnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 - named boundary: logged, tried again, then written down as failed
            _log.error(
                "job_failed", job=job.name, attempt=begun.attempts, error=type(error).__name__, where=trail(error)
            )
            await self._after_fault(begun, error)
            return False
        async with self._database.acquire() as connection:
            await job_runs.finish(connection, begun.run_id, result)
        _log.info("job_done", job=job.name, slot=slot.isoformat(), seconds=round(monotonic() - started, 3), **result)
        return True

    async def _after_fault(self, begun: Begun, error: Exception) -> None:
        if begun.attempts >= ATTEMPTS:
            await self._bury(begun, type(error).__name__)
            return
        async with self._database.acquire() as connection:
            await job_runs.give_back(connection, begun.run_id, _PAUSE * begun.attempts)

    async def _bury(self, begun: Begun, reason: str) -> None:
        async with self._database.acquire() as connection:
            await job_runs.fail(connection, begun.run_id, reason)
