"""How a loop waits that must end when it is told to."""

from __future__ import annotations

import asyncio


async def rest(stop: asyncio.Event, seconds: float) -> None:
    """Wait so long, or until `stop`."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
