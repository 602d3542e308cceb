"""The clock of the jobs: APScheduler decides when to look, nothing more; what is due follows from business time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from core.clock import SEOUL, Clock

_LOOK_SECONDS = 1.0
_SHORTEST_LOOK_SECONDS = 0.05
_BUSINESS_SECONDS = 30.0  # a fast clock is looked at so often that a minute's slots come one by one

_log = structlog.get_logger()


async def run(clock: Clock, look: Callable[[], Awaitable[None]], stop: asyncio.Event) -> None:
    """Call `look` at once and then every second of real time, more often on a fast clock, until `stop` is set.

    A look in hand when `stop` is set is ended first: the library's own shutdown would cut it off.
    """
    scheduler = AsyncIOScheduler(timezone=SEOUL)
    looking = asyncio.Lock()

    async def look_alone() -> None:
        async with looking:
            await look()

    await look_alone()
    scheduler.add_job(
        look_alone, IntervalTrigger(seconds=_interval(clock)), max_instances=1, coalesce=True, misfire_grace_time=None
    )
    scheduler.start()
    _log.info("scheduler_ready", speed=clock.speed)
    await stop.wait()
    scheduler.pause()
    async with looking:
        scheduler.shutdown()
    _log.info("scheduler_stopped")


def _interval(clock: Clock) -> float:
    if clock.speed <= 1:
        return _LOOK_SECONDS
    return max(_SHORTEST_LOOK_SECONDS, min(_LOOK_SECONDS, _BUSINESS_SECONDS / clock.speed))
