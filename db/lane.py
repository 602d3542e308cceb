"""A narrow way to the database: many wait here, in order and without a connection, while few work."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from db.pool import Connection, Database, DatabaseUnavailableError

WIDTH = 4
"""Transactions of a process at once. Money queues at the same rows anyway, and turns keep the rest of the pool."""

WAIT_SECONDS = 30.0


class Lane:
    """Lets `WIDTH` transactions of a process into `database` at a time, first come first served."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._places = asyncio.Semaphore(WIDTH)
        self._counter = asyncio.Semaphore(WIDTH)

    @asynccontextmanager
    async def served(self) -> AsyncIterator[None]:
        """Let `WIDTH` requests of a process be served at a time from their first statement on, first come first
        served: in a rush nobody is refused for want of a connection while others are let in before them.

        Raises:
            DatabaseUnavailableError: the queue was too long.
        """
        await _enter(self._counter)
        try:
            yield
        finally:
            self._counter.release()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """As `Database.transaction`, after at most `WAIT_SECONDS` in the queue.

        Raises:
            DatabaseUnavailableError: the queue was too long, or the database does not answer.
        """
        await _enter(self._places)
        try:
            async with self._database.transaction() as connection:
                yield connection
        finally:
            self._places.release()


async def _enter(places: asyncio.Semaphore) -> None:
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            await places.acquire()
    except TimeoutError as error:
        raise DatabaseUnavailableError("the queue is too long") from error
