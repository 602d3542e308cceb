"""What Redis holds of people and statistics, and when it is forgotten: the guide's 6.3 as far as schema.md keeps it.

Shops and searches are not cached here: a change of their rows refreshes the snapshot by NOTIFY.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import structlog
from redis.asyncio import Redis

from db.redis import OUTAGES

KEPT = timedelta(minutes=5)

PROFILE_UPDATE = ("user:{user_id}:profile", "user:{user_id}:preferences", "recommendations:{user_id}:*")
ORDER_COMPLETE = ("user:{user_id}:profile", "user:{user_id}:recent_orders", "stats:daily:*")

_log = structlog.get_logger()


class Caches:
    """Reads and forgets; without Redis it holds nothing, and what it would have forgotten runs out within `KEPT`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def get(self, key: str) -> bytes | None:
        """What is held under `key`."""
        try:
            held = await self._redis.get(key)
        except OUTAGES:
            return None
        return held.encode() if isinstance(held, str) else held

    async def put(self, key: str, value: bytes) -> None:
        """Hold `value` for five minutes."""
        try:
            await self._redis.set(key, value, ex=KEPT)
        except OUTAGES:
            _log.warning("cache_unavailable", step="write")

    async def forget(self, rules: tuple[str, ...], names: Mapping[str, object]) -> None:
        """Delete every key of `rules` with `names` filled in; `*` stands for anything.

        What is named goes first: it is one short command, while a search may be cut off by a slow Redis.
        """
        patterns = [rule.format_map(names) for rule in rules]
        try:
            await self._redis.unlink(*(pattern for pattern in patterns if "*" not in pattern))
            for pattern in (pattern for pattern in patterns if "*" in pattern):
                if found := [key async for key in self._redis.scan_iter(pattern, count=1000)]:
                    await self._redis.unlink(*found)
        except OUTAGES:
            _log.warning("cache_unavailable", step="forget")
