"""Keeps the catalogue in memory what the database says, from one NOTIFY to the next."""

from __future__ import annotations

import asyncio

import structlog

from core.knowledge import Live
from core.nlu import Understanding
from db.catalogue import ALL_FROM
from db.listen import Notifications, listening
from db.pool import DatabaseUnavailableError

CHANNEL = "catalogue"
PLACES, PAYMENTS, SHOPS = "places", "payments", "shops"
"""Said on the channel instead of a shop's id: places changed, payments were matched, thousands of shops changed."""

_BURST_SECONDS = 0.2
_RETRY_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)

_log = structlog.get_logger()


class Refresher:
    """Listens and refreshes until cancelled; what was missed while PostgreSQL was away is read anew."""

    def __init__(self, url: str, live: Live, understanding: Understanding) -> None:
        self._url = url
        self._live = live
        self._understanding = understanding
        self._failures = 0

    async def run(self) -> None:
        """For ever."""
        while True:
            try:
                async with listening(self._url, CHANNEL) as notifications:
                    await self._live.rebuild()
                    await self._know_places()
                    await self._live.reread_payments()
                    self._failures = 0
                    while True:
                        await self._take(notifications)
            except DatabaseUnavailableError as error:
                wait = _RETRY_SECONDS[min(self._failures, len(_RETRY_SECONDS) - 1)]
                self._failures += 1
                _log.warning("catalogue_not_followed", error=str(error), retry_seconds=wait)
                await asyncio.sleep(wait)

    async def _take(self, notifications: Notifications) -> None:
        heard = await notifications.burst(_BURST_SECONDS)
        ids = [int(payload) for payload in heard if payload.isdecimal()]
        changed = self._live.current.catalogue.changed_rows + len(ids)
        if PLACES in heard:
            await self._know_places()
        if PAYMENTS in heard:
            await self._live.reread_payments()
        if changed >= ALL_FROM or SHOPS in heard:
            await self._live.rebuild()
        elif ids:
            await self._live.refresh(ids)
        _log.info("catalogue_refreshed", shops=len(self._live.current.catalogue), changed=len(ids))

    async def _know_places(self) -> None:
        names = await self._live.reread_places()
        await asyncio.to_thread(self._understanding.know_places, names)
