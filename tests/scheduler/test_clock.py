"""The clock of the jobs looks again and again, and stops between two looks."""

from __future__ import annotations

import asyncio
from datetime import datetime

from core.clock import SEOUL, Clock
from scheduler import clock

FAST = Clock.parse(f"{datetime(2026, 11, 23, tzinfo=SEOUL).isoformat()}@600x")


async def test_a_look_in_hand_is_ended_before_the_clock_stops() -> None:
    stop, begun, ended = asyncio.Event(), 0, 0
    again, on = asyncio.Event(), asyncio.Event()

    async def look() -> None:
        nonlocal begun, ended
        begun += 1
        if begun > 1:
            again.set()
            await on.wait()
        ended += 1

    running = asyncio.create_task(clock.run(FAST, look, stop))
    await again.wait()
    stop.set()
    for _ in range(10):  # every task gets its turn, the clock's end among them
        await asyncio.sleep(0)
    assert not running.done()
    on.set()
    await running
    assert (begun, ended) == (2, 2)
