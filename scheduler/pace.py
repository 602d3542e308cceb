"""How fast messages go out by a channel: so many a second over all processes, counted in Redis."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import structlog
from limits import RateLimitItemPerSecond
from limits.aio.storage import RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from redis.asyncio import Redis

from db.redis import OUTAGES

_LOOK_AGAIN_SECONDS = 0.02
_ALONE = 4
"""Without Redis each process takes this part of the rate for itself: too slow rather than too fast."""

_log = structlog.get_logger()


class Pace:
    """Lets `per_second` pass in any second."""

    def __init__(self, redis: Redis, name: str, per_second: int) -> None:
        connections: dict[str, Any] = {"connection_pool": redis.connection_pool}
        storage = RedisStorage("async+redis://unused:1", implementation="redispy", key_prefix="pace", **connections)
        self._limiter = SlidingWindowCounterRateLimiter(storage)
        self._limit = RateLimitItemPerSecond(per_second)
        self._name = name
        self._alone_seconds = _ALONE / per_second
        self._next_alone = 0.0

    async def pass_one(self) -> None:
        """Return when one more may go."""
        while True:
            try:
                if await self._limiter.hit(self._limit, self._name):
                    return
            except OUTAGES as error:
                _log.warning("pace_counts_alone", channel=self._name, error=type(error).__name__)
                await self._pass_alone()
                return
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)

    async def _pass_alone(self) -> None:
        now = time.monotonic()
        at = max(now, self._next_alone)
        self._next_alone = at + self._alone_seconds
        await asyncio.sleep(at - now)
