"""How arrivals become durable before their 200: in the inbox, or on disk while the database is away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from bot.inbox import spooled
from bot.inbox.answering import origin
from db.inbox import Arrival, Inbox
from db.pool import DatabaseUnavailableError
from db.spool import Spool

_ACCEPT_SECONDS = 1.0
"""LINE gives up after 2 s (platforms.md 1): what PostgreSQL has not taken by then, the disk takes."""

_AGAIN_SECONDS = 0.5
_MOVED_AT_ONCE = 50

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Call:
    """What one call at a door brought, and who waits until it is durable."""

    platform: str
    arrivals: Sequence[Arrival]
    kept: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Intake:
    """Keeps arrivals. What comes while others are being written is written together next, in one statement or record.

    `wake` tells the inbox's worker that there are some; no turn begins while somebody is `entering`.
    """

    def __init__(
        self, inbox: Inbox, spool: Spool, wake: Callable[[], None], entering: Callable[[], AbstractContextManager[None]]
    ) -> None:
        self._inbox = inbox
        self._spool = spool
        self._wake = wake
        self._entering = entering
        self._waiting: list[_Call] = []
        self._writing: asyncio.Task[None] | None = None
        self._is_away = False
        self._spooled = asyncio.Event()

    async def keep(self, platform: str, arrivals: Sequence[Arrival]) -> None:
        """Return when `arrivals` are durable; those that came before count once.

        Raises:
            DatabaseUnavailableError: neither PostgreSQL nor the disk took them.
        """
        call = _Call(platform, arrivals)
        self._waiting.append(call)
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all())
        with self._entering():
            await call.kept

    async def run(self) -> None:
        """Move what lies on disk into the inbox as soon as the database takes it, until cancelled."""
        while True:
            self._spooled.clear()
            if await self._emptied():
                self._is_away = False
                if await self._emptied():  # what came in between
                    await self._spooled.wait()
                    continue
            await asyncio.sleep(_AGAIN_SECONDS)

    async def _write_all(self) -> None:
        while self._waiting:
            platform = self._waiting[0].platform
            together = [call for call in self._waiting if call.platform == platform]
            self._waiting = [call for call in self._waiting if call.platform != platform]
            await self._write(platform, together)
        self._writing = None

    async def _write(self, platform: str, calls: Sequence[_Call]) -> None:
        """Write calls together, or one by one where one of them cannot be written."""
        try:
            await self._make_durable(platform, [one for call in calls for one in call.arrivals])
        except Exception as error:  # noqa: BLE001 - whoever waits gets it
            if len(calls) > 1:
                for call in calls:
                    await self._write(platform, [call])
            elif not calls[0].kept.done():
                calls[0].kept.set_exception(error)
        else:
            for call in calls:
                if not call.kept.done():  # else its caller hung up
                    call.kept.set_result(None)

    async def _make_durable(self, platform: str, arrivals: Sequence[Arrival]) -> None:
        if not self._is_away and await self._accepted(platform, arrivals):
            return
        self._is_away = True
        try:
            await asyncio.to_thread(self._spool.put, spooled.written(platform, arrivals))
        except OSError as error:
            raise DatabaseUnavailableError("neither the database nor the disk takes it") from error
        self._spooled.set()

    async def _accepted(self, platform: str, arrivals: Sequence[Arrival]) -> bool:
        try:
            async with asyncio.timeout(_ACCEPT_SECONDS):
                await self._inbox.accept(platform, arrivals)
        except (DatabaseUnavailableError, TimeoutError) as error:
            _log.warning("arrivals_kept_on_disk", platform=platform, reason=type(error).__name__)
            return False
        self._wake()
        return True

    async def _emptied(self) -> bool:
        """Take all records over, many in one statement so that they go faster than they come; false where the database
        is still away.
        """
        waiting = await asyncio.to_thread(self._spool.waiting)
        for at in range(0, len(waiting), _MOVED_AT_ONCE):
            if not await self._moved(waiting[at : at + _MOVED_AT_ONCE]):
                return False
        return True

    async def _moved(self, paths: Sequence[Path]) -> bool:
        """Take records over together, or one by one where one of them cannot be used."""
        try:
            for platform, arrivals in await asyncio.to_thread(spooled.read, self._spool, paths):
                if not await self._accepted(platform, arrivals):
                    return False
        except Exception as error:  # noqa: BLE001 - named boundary: one record must not keep the others from people
            if len(paths) > 1:
                return all([await self._moved([path]) for path in paths])
            _log.error("spooled_arrivals_unusable", file=paths[0].name, **origin(error))
            await asyncio.to_thread(self._spool.set_aside, paths[0])
            return True
        await asyncio.to_thread(self._spool.drop, paths)
        return True
