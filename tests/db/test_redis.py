from __future__ import annotations

import socket
import time

import pytest
from redis.asyncio import Redis

from db.redis import OUTAGES, SOCKET_SECONDS, connect


async def test_a_frozen_server_costs_little() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        client = connect(f"redis://127.0.0.1:{silent.getsockname()[1]}")
        started = time.monotonic()
        with pytest.raises(OUTAGES):
            await client.get("state")
        assert time.monotonic() - started < 3 * SOCKET_SECONDS
        await client.aclose()


async def test_a_server_that_is_gone_is_told_at_once() -> None:
    client = connect("redis://127.0.0.1:9")
    with pytest.raises(OUTAGES):
        await client.get("state")
    await client.aclose()


async def test_connections_cut_while_idle_are_opened_again(redis: Redis) -> None:
    await redis.set("state", b"kept")
    async with connect(_url(redis)) as other:
        await other.client_kill_filter(_type="normal", skipme=True)
    assert await redis.get("state") == b"kept"


def _url(client: Redis) -> str:
    options = client.connection_pool.connection_kwargs
    return f"redis://:{options['password']}@{options['host']}:{options['port']}/0"
