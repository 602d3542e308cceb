"""The clock of the jobs: APScheduler decides when to look, nothing more."""

from __future__ import annotations

import asyncio
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

_log = structlog.get_logger()


async def run(zone: ZoneInfo, stop: asyncio.Event) -> None:
    """Tick in `zone` until `stop` is set; a job in hand is finished."""
    scheduler = AsyncIOScheduler(timezone=zone)
    scheduler.start()
    _log.info("scheduler_ready", jobs=len(scheduler.get_jobs()))
    await stop.wait()
    scheduler.shutdown(wait=True)
    _log.info("scheduler_stopped")
