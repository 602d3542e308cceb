"""The one seam for PostgreSQL: a pool whose every acquisition, statement and lock has a time limit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Self, TypeAlias
from uuid import UUID

import asyncpg
import orjson

Connection: TypeAlias = "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"
"""What `acquire` and `transaction` hand out, and what the functions of `db/` take."""

ACQUIRE_SECONDS = 2.0
_LOCK_SECONDS = 3.0
_IDLE_IN_TRANSACTION_SECONDS = 10.0

_OUTAGES = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # shutting down, starting up, statement timeout
    asyncpg.InsufficientResourcesError,  # disk full, too many connections
    OSError,
    TimeoutError,
    asyncpg.InternalClientError,  # the server's farewell is read, its end of the connection not yet
)


_CLOSED = ("clos", "released back")
"""How asyncpg says that a connection was closed; the second, when that happened while we held it."""


class DatabaseUnavailableError(Exception):
    """PostgreSQL is gone, frozen, full or too slow; nothing is known about the statement in hand."""


class Database:
    """A pool of connections. Take one with `acquire` or `transaction`, never across a network call or a model."""

    def __init__(self, pool: asyncpg.Pool, url: str) -> None:
        self._pool = pool
        self.url = url
        """What another process of ours connects with; it holds the password."""

    @classmethod
    async def connect(cls, url: str, *, application: str, size: int = 10, statement_seconds: float = 5.0) -> Self:
        """Open a pool of at most `size` connections that PostgreSQL shows as `application`.

        Raises:
            DatabaseUnavailableError: no connection within `ACQUIRE_SECONDS`.
        """
        try:
            pool = await asyncpg.create_pool(
                url,
                min_size=1,
                max_size=size,
                timeout=ACQUIRE_SECONDS,
                command_timeout=statement_seconds + 1,  # the server's own limit comes first
                server_settings=_server_settings(application, statement_seconds),
                init=_prepare,
                reset=_leave_as_it_is,
            )
        except _OUTAGES as error:
            raise DatabaseUnavailableError("PostgreSQL does not answer") from error
        return cls(pool, url)

    @asynccontextmanager
    async def acquire(self, timeout: float = ACQUIRE_SECONDS) -> AsyncIterator[Connection]:  # noqa: ASYNC109 - the seam
        """Lend a connection for statements that commit one by one, waiting at most `timeout` seconds for it.

        Raises:
            DatabaseUnavailableError: none came in time, or PostgreSQL went away while it was lent.
        """
        try:
            async with asyncio.timeout(timeout):  # asyncpg's own limit costs a task each time
                connection = await self._pool.acquire()
            try:
                yield connection
            except (asyncio.CancelledError, asyncpg.InternalClientError):
                with suppress(asyncpg.InterfaceError):  # it is closed already
                    connection.terminate()  # out of time: a frozen server would not even answer a cancellation
                raise
            finally:
                await self._pool.release(connection, timeout=timeout)
        except _OUTAGES as error:
            raise DatabaseUnavailableError(type(error).__name__) from error
        except asyncpg.InterfaceError as error:
            if not any(sign in str(error) for sign in _CLOSED):  # anything else is our mistake
                raise
            raise DatabaseUnavailableError(type(error).__name__) from error

    @asynccontextmanager
    async def transaction(
        self,
        timeout: float = ACQUIRE_SECONDS,  # noqa: ASYNC109 - the seam
        *,
        keep: bool = True,
    ) -> AsyncIterator[Connection]:
        """Lend a connection inside one transaction: committed at the end, rolled back on any exception.

        With `keep` false it is rolled back in any case: to see what would happen.
        """
        async with self.acquire(timeout) as connection:
            transaction = connection.transaction()
            await transaction.start()
            try:
                yield connection
            except Exception:
                await transaction.rollback()
                raise
            await (transaction.commit() if keep else transaction.rollback())

    async def close(self, seconds: float = 5.0) -> None:
        """Give lent connections `seconds` to come back, then cut them."""
        try:
            async with asyncio.timeout(seconds):
                await self._pool.close()
        except TimeoutError:
            self._pool.terminate()


def _server_settings(application: str, statement_seconds: float) -> dict[str, str]:
    return {
        "application_name": application,
        "timezone": "Asia/Seoul",  # so that now()::date is the day people live in
        "statement_timeout": f"{statement_seconds * 1000:.0f}",
        "lock_timeout": f"{_LOCK_SECONDS * 1000:.0f}",
        "idle_in_transaction_session_timeout": f"{_IDLE_IN_TRANSACTION_SECONDS * 1000:.0f}",
        "jit": "off",  # our statements are short; compiling them costs more than it saves
    }


async def _leave_as_it_is(_connection: asyncpg.Connection) -> None:
    """Nobody changes a session's settings or holds anything beyond a transaction, so nothing has to be asked back."""


async def _prepare(connection: asyncpg.Connection) -> None:
    """JSON columns are Python values on our side."""
    await connection.set_type_codec(
        "json", schema="pg_catalog", encoder=orjson.dumps, decoder=orjson.loads, format="binary"
    )
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=_to_jsonb, decoder=_from_jsonb, format="binary"
    )


def _to_jsonb(value: object) -> bytes:
    return b"\x01" + orjson.dumps(value, default=_as_json)  # jsonb's wire form is a version byte and the text


def _as_json(value: object) -> str:
    if isinstance(value, UUID):  # asyncpg's own kind, which orjson does not know
        return str(value)
    raise TypeError(type(value).__name__)


def _from_jsonb(wire: bytes) -> object:
    return orjson.loads(wire[1:])
