"""Who may have a turn now: an account within its rate, while the process has room.

How often one account may speak: so many turns in any 60 seconds, over all processes (the guide's 5.2, step 2).

The window moves, so no minute ever holds more, and lives in Redis under a keyed hash of the account. Without
Redis each process counts for itself: a limit that is kept less strictly, never a turn that waits.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any, TypeAlias

import structlog
from limits import RateLimitItemPerMinute
from limits.aio.storage import RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from redis.asyncio import Redis
from redis.exceptions import RedisError

from core.capacity import Capacity
from core.messages import Account
from db.crypto import Cipher

_WINDOW_SECONDS = 60.0

_PAUSE_SECONDS = 5.0
"""How long an absent Redis is left alone; a frozen one costs one turn in this time its time limit."""

_log = structlog.get_logger()


class Verdict(StrEnum):
    """What becomes of somebody who wants a turn; the name under which doors count it."""

    WELCOME = "welcome"
    TOO_OFTEN = "rate_limited"
    FULL = "shed"


Admit: TypeAlias = Callable[[Account], Awaitable[Verdict]]


class Admission:
    """Admits at most `per_minute` turns of an account a minute, and nobody where `capacity` is full."""

    def __init__(
        self,
        redis: Redis,
        cipher: Cipher,
        per_minute: int,
        capacity: Capacity,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        # the storage is given the product's own connections, with their short time limits; the address is unused
        connections: dict[str, Any] = {"connection_pool": redis.connection_pool}
        storage = RedisStorage(
            "async+redis://unused:1", implementation="redispy", key_prefix="admission", **connections
        )
        self._shared = MovingWindowRateLimiter(storage)
        self._limit = RateLimitItemPerMinute(per_minute)
        self._own = _Window(per_minute)
        self._cipher = cipher
        self._capacity = capacity
        self._monotonic = monotonic
        self._away = False
        self._ask_again_at = 0.0

    async def admit(self, account: Account) -> Verdict:
        """Whether `account` may have a turn now, where it cannot wait; if so, it counts."""
        if self._capacity.is_full:
            return Verdict.FULL
        return Verdict.WELCOME if await self.is_within_rate(account) else Verdict.TOO_OFTEN

    async def is_within_rate(self, account: Account) -> bool:
        """Whether `account` may speak now; if so, it counts. For whom it does not matter how long the others take."""
        key = self._key(account)
        if self._may_ask():
            try:
                admitted = await self._shared.hit(self._limit, key)
            except RedisError as error:  # away, frozen, full or read-only: the turn goes on
                self._leave(error)
            else:
                self._away = False
                return admitted
        return self._own.admit(key, self._monotonic())

    async def seconds_until_free(self, account: Account) -> int:
        """In how many seconds, at least 1, an account that was refused may have its next turn."""
        key = self._key(account)
        if not self._away:
            try:
                window = await self._shared.get_window_stats(self._limit, key)
            except RedisError as error:
                self._leave(error)
            else:
                return max(1, math.ceil(window.reset_time - time.time()))
        return max(1, math.ceil(self._own.wait(key, self._monotonic())))

    def _key(self, account: Account) -> str:
        return self._cipher.keyed_hash(str(account), "admission").hex()

    def _may_ask(self) -> bool:
        """Whether Redis is worth asking; while it is away, one turn asks and the others do not wait for it."""
        if not self._away:
            return True
        now = self._monotonic()
        if now < self._ask_again_at:
            return False
        self._ask_again_at = now + _PAUSE_SECONDS
        return True

    def _leave(self, error: RedisError) -> None:
        if not self._away:
            _log.warning("admission_counts_alone", error=type(error).__name__)
        self._away = True
        self._ask_again_at = self._monotonic() + _PAUSE_SECONDS


class _Window:
    """The moving window of one process, least recently admitted accounts first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._admitted: OrderedDict[str, deque[float]] = OrderedDict()

    def admit(self, key: str, now: float) -> bool:
        self._forget(now)
        if self.wait(key, now) > 0:
            return False
        self._admitted.setdefault(key, deque(maxlen=self._limit)).append(now)
        self._admitted.move_to_end(key)
        return True

    def wait(self, key: str, now: float) -> float:
        times = self._admitted.get(key)
        if times is None or len(times) < self._limit:
            return 0.0
        return times[0] + _WINDOW_SECONDS - now

    def _forget(self, now: float) -> None:
        """Drop the accounts whose last turn lies before the window."""
        while self._admitted:
            key, times = next(iter(self._admitted.items()))
            if times[-1] + _WINDOW_SECONDS > now:
                return
            del self._admitted[key]
