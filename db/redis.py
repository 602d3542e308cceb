"""The one seam for Redis: a client that gives up quickly, so that a frozen Redis costs a turn little."""

from __future__ import annotations

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

SOCKET_SECONDS = 0.25

OUTAGES = (RedisConnectionError, RedisTimeoutError)
"""What callers catch where the product must go on without Redis."""


def connect(url: str) -> Redis:
    """A client for `redis://`, `rediss://` or `unix://`; connects at the first command, answers in bytes.

    A connection that a restarted server has cut is opened once more; a time-out is never repeated.
    """
    return Redis.from_url(
        url,
        socket_timeout=SOCKET_SECONDS,
        socket_connect_timeout=SOCKET_SECONDS,
        retry=Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,)),
        health_check_interval=0,
    )
