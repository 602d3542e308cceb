"""Processes in which somebody agrees, claims, orders and has it confirmed, and which die by SIGKILL right after their
n-th statement.

`python -m tests.core.orders.dying DATABASE_URL REDIS_URL` reads lines of JSON (`person`, `coupon`, `request`, `at`,
`dies`) and answers each with what became of it: `killed`, or how many statements the whole way took. Every way is
walked by a fork of a process that has imported everything, so that a death costs milliseconds.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from core.coupons.refusals import Refusal
from core.messages import Account
from db.pool import Database, _prepare
from db.redis import connect
from tests.core.orders.market import NOON, PIN, Market, services

STATEMENTS = 120
"""More than the way from the consent to the confirmation takes."""


async def walk_in(market: Market, name: str) -> int:
    """Agree to be remembered, as the chat does: known or not is read first; returns how many coupons welcome them."""
    known = await market.user_id(name)
    return await market.newcomers.take_in(Account("kakao", name), 2008, known, NOON)


async def _walk(database_url: str, redis_url: str, told: dict[str, Any]) -> int:
    said = 0

    def count(_record: object) -> None:
        nonlocal said
        said += 1
        if said == told["dies"]:
            os.kill(os.getpid(), signal.SIGKILL)

    async def listen(connection: asyncpg.Connection) -> None:
        await _prepare(connection)
        connection.add_query_logger(count)

    pool = await asyncpg.create_pool(database_url, min_size=1, max_size=1, init=listen)
    async with connect(redis_url) as redis:
        market = services(Database(pool, database_url), redis, datetime.fromisoformat(told["at"]))
        await walk_in(market, told["person"])
        user_id = await market.user_id(told["person"]) or 0
        await market.claims.claim(user_id, told["coupon"])
        placed = await market.order(user_id, [told["coupon"]], request_id=UUID(told["request"]))
        if isinstance(placed, Refusal):
            raise TypeError(placed)
        await market.confirming.by_pin(user_id, placed.order.id, PIN)
    return said


@asynccontextmanager
async def dying(database_url: str, redis_url: str) -> AsyncIterator[Callable[[dict[str, Any]], Awaitable[str]]]:
    """A way to let one way be walked by a process of its own, told by the lines above."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", __name__, database_url, redis_url),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    to, back = process.stdin, process.stdout

    async def walk(told: dict[str, Any]) -> str:
        to.write(json.dumps(told).encode() + b"\n")
        await to.drain()
        return (await back.readline()).decode().strip()

    yield walk
    to.close()
    assert await process.wait() == 0


def _fork(database_url: str, redis_url: str, told: dict[str, Any]) -> str:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, str(asyncio.run(_walk(database_url, redis_url, told))).encode())
        os._exit(0)
    os.close(writer)
    _, status = os.waitpid(child, 0)
    answer = os.read(reader, 100).decode()
    os.close(reader)
    if os.WIFSIGNALED(status):
        return "killed"
    return answer if os.WEXITSTATUS(status) == 0 else "failed"


def main() -> None:
    """Walk every way that is asked for on stdin."""
    _, database_url, redis_url = sys.argv
    for line in sys.stdin:
        sys.stdout.write(_fork(database_url, redis_url, json.loads(line)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
