from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import asyncpg
import psycopg
import pytest

from db.pool import Connection, Database, DatabaseUnavailableError


async def test_json_columns_are_python_values(database: Database) -> None:
    value = {"이름": "김밥", "값": [1, 2.5, None]}
    async with database.acquire() as connection:
        assert await connection.fetchval("SELECT $1::jsonb", value) == value
        assert await connection.fetchval("SELECT $1::json", value) == value


async def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    async with database.acquire() as connection:
        await connection.execute("CREATE TABLE marks (mark INTEGER)")
    with pytest.raises(asyncpg.DivisionByZeroError):
        await _mark_and_fail(database)
    async with database.acquire() as connection:
        assert await connection.fetchval("SELECT count(*) FROM marks") == 0


async def test_an_exhausted_pool_is_told_in_time(database_url: str) -> None:
    database = await Database.connect(database_url, application="tests", size=1)
    async with database.acquire():
        with pytest.raises(DatabaseUnavailableError):
            async with database.acquire(timeout=0.05):
                pass
    await database.close()


async def test_a_slow_statement_is_cut(database_url: str) -> None:
    database = await Database.connect(database_url, application="tests", size=1, statement_seconds=0.1)
    with pytest.raises(DatabaseUnavailableError):
        async with database.acquire() as connection:
            await connection.execute("SELECT pg_sleep(5)")
    await database.close()


@pytest.mark.parametrize("lend", [Database.acquire, Database.transaction])
async def test_a_frozen_server_does_not_outlast_our_time_limit(
    database: Database, lend: Callable[[Database], AbstractAsyncContextManager[Connection]]
) -> None:
    with pytest.raises(TimeoutError, match="ours"):
        async with asyncio.timeout(1.5):  # less than what asyncpg waits for a cancelled statement
            await _freeze_and_ask(lend(database))
    async with database.acquire() as connection:
        assert await connection.fetchval("SELECT 1") == 1


async def test_a_cut_connection_is_an_outage_and_the_next_one_works(database: Database) -> None:
    with pytest.raises(DatabaseUnavailableError):
        async with database.acquire() as connection:
            await connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    async with database.acquire() as connection:
        assert await connection.fetchval("SELECT 1") == 1


@pytest.mark.parametrize("steps", range(6))
async def test_a_server_that_goes_is_an_outage_at_every_step(database: Database, database_url: str, steps: int) -> None:
    """The loop has seen nothing of it, the server's farewell, or the end of the connection as well."""
    with pytest.raises(DatabaseUnavailableError):
        await _end_and_ask(database, database_url, steps)
    async with database.acquire() as connection:
        assert await connection.fetchval("SELECT 1") == 1


async def test_our_own_mistakes_are_no_outage(database: Database) -> None:
    with pytest.raises(Exception, match="expects 1 argument") as caught:
        async with database.acquire() as connection:
            await connection.fetchval("SELECT $1::int", 1, 2)
    assert not isinstance(caught.value, DatabaseUnavailableError)


async def test_an_unreachable_server_is_an_outage() -> None:
    with pytest.raises(DatabaseUnavailableError):
        await Database.connect("postgresql://nobody@127.0.0.1:9/none", application="tests")


async def test_the_day_is_the_day_in_seoul(database: Database) -> None:
    async with database.acquire() as connection:
        assert await connection.fetchval("SHOW timezone") == "Asia/Seoul"


async def _mark_and_fail(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.execute("INSERT INTO marks VALUES (1)")
        await connection.execute("SELECT 1 / 0")


async def _freeze_and_ask(lent: AbstractAsyncContextManager[Connection]) -> None:
    """Stop the server process of a connection, then use it with little patience."""
    frozen = None
    try:
        async with asyncio.timeout(0.2), lent as connection:
            frozen = connection.get_server_pid()
            os.kill(frozen, signal.SIGSTOP)
            await connection.execute("SELECT 1")
    except TimeoutError as error:
        raise TimeoutError("ours") from error
    finally:
        if frozen is not None:
            os.kill(frozen, signal.SIGCONT)


async def _end_and_ask(database: Database, database_url: str, steps: int) -> None:
    """End the server process of a connection from outside, let the loop take so many `steps`, then use it."""
    async with database.acquire() as connection:
        with psycopg.connect(database_url) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", (connection.get_server_pid(),))
        for _ in range(steps):
            await asyncio.sleep(0)
        await connection.execute("SELECT 1")
