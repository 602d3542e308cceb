"""How arrivals become durable before their 200: in the inbox, or on disk while the database is away."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog

from bot.inbox.answering import origin
from db.inbox import Arrival, Inbox
from db.pool import DatabaseUnavailableError
from db.spool import Spool

_ACCEPT_SECONDS = 1.0
"""LINE gives up after 2 s (platforms.md 1): what PostgreSQL has not taken by then, the disk takes."""

_AGAIN_SECONDS = 0.5

_log = structlog.get_logger()


class Intake:
    """Keeps arrivals. `wake` tells the inbox's worker that there are some."""

    def __init__(self, inbox: Inbox, spool: Spool, wake: Callable[[], None]) -> None:
        self._inbox = inbox
        self._spool = spool
        self._wake = wake
        self._is_away = False
        self._spooled = asyncio.Event()

    async def keep(self, platform: str, arrivals: Sequence[Arrival]) -> None:
        """Return when `arrivals` are durable; those that came before count once.

        Raises:
            DatabaseUnavailableError: neither PostgreSQL nor the disk took them.
        """
        if not self._is_away and await self._accepted(platform, arrivals):
            return
        self._is_away = True
        try:
            await asyncio.to_thread(self._spool.put, _written(platform, arrivals))
        except OSError as error:
            raise DatabaseUnavailableError("neither the database nor the disk takes it") from error
        self._spooled.set()

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
        for path in await asyncio.to_thread(self._spool.waiting):
            if not await self._moved(path):
                return False
        return True

    async def _moved(self, path: Path) -> bool:
        """Take one record over; false where the database is still away."""
        record = await asyncio.to_thread(self._spool.read, path)
        if record is None:
            return True
        try:
            platform, arrivals = _read(record)
            if not await self._accepted(platform, arrivals):
                return False
        except Exception as error:  # noqa: BLE001 - named boundary: one record must not keep the others from people
            _log.error("spooled_arrivals_unusable", file=path.name, **origin(error))
            await asyncio.to_thread(self._spool.set_aside, path)
            return True
        await asyncio.to_thread(self._spool.drop, path)
        return True


def _written(platform: str, arrivals: Sequence[Arrival]) -> bytes:
    return json.dumps({"platform": platform, "arrivals": [asdict(one) for one in arrivals]}, default=_plain).encode()


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case _:
            return str(value)


def _read(record: bytes) -> tuple[str, list[Arrival]]:
    kept = json.loads(record)
    return kept["platform"], [_arrival(one) for one in kept["arrivals"]]


def _arrival(one: dict[str, Any]) -> Arrival:
    times = {name: datetime.fromisoformat(one[name]) for name in ("occurred_at", "received_at")}
    return Arrival(**one | times | {"turn_id": UUID(one["turn_id"]), "burst": timedelta(seconds=one["burst"])})
