"""Notifications of PostgreSQL on a connection of their own, which no pool lends out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from db.pool import ACQUIRE_SECONDS, DatabaseUnavailableError

_LOST = None
_OUTAGES = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)


class Notifications:
    """What was said on a channel since it was asked last."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[str | None] = asyncio.Queue()

    def heard(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        """A notification came."""
        self._queue.put_nowait(str(payload))

    def lost(self, _connection: object) -> None:
        """The connection is gone."""
        self._queue.put_nowait(_LOST)

    async def burst(self, pause: float) -> list[str]:
        """The next payloads in their order, each once: all that come until `pause` seconds after the first.

        Raises:
            DatabaseUnavailableError: the connection was lost; some may be missing.
        """
        heard = [await self._queue.get()]
        await asyncio.sleep(pause)
        while not self._queue.empty():
            heard.append(self._queue.get_nowait())
        if _LOST in heard:
            raise DatabaseUnavailableError("listening ended")
        return list(dict.fromkeys(payload for payload in heard if payload is not _LOST))


@asynccontextmanager
async def listening(url: str, channel: str) -> AsyncIterator[Notifications]:
    """Listen on `channel` inside.

    Raises:
        DatabaseUnavailableError: PostgreSQL does not answer.
    """
    notifications = Notifications()
    try:
        connection = await asyncpg.connect(
            url, timeout=ACQUIRE_SECONDS, server_settings={"application_name": f"naviyam listens: {channel}"}
        )
    except _OUTAGES as error:
        raise DatabaseUnavailableError(type(error).__name__) from error
    connection.add_termination_listener(notifications.lost)
    try:
        await connection.add_listener(channel, notifications.heard)
        yield notifications
    except (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, OSError) as error:
        raise DatabaseUnavailableError(type(error).__name__) from error
    finally:
        connection.remove_termination_listener(notifications.lost)
        connection.terminate()
