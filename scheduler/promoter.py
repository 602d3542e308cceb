"""Moves campaigns on, continuously, beside the sender: what it writes waits in the outbox (domain.md 8)."""

from __future__ import annotations

import asyncio

import structlog

from core.campaigns.dispatch import Dispatcher
from db.pool import DatabaseUnavailableError
from scheduler.resting import rest

_REST_SECONDS = 0.5

_log = structlog.get_logger()


class Promoter:
    """Looks at the campaigns until it is stopped. Any number of them share the campaigns by their rows."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher

    async def run(self, stop: asyncio.Event) -> None:
        """Look, and rest where there was nothing to do. A database that is away is asked again."""
        while not stop.is_set():
            try:
                moved = await self._dispatcher.look()
            except DatabaseUnavailableError as error:
                _log.warning("campaigns_unreachable", reason=str(error))
                moved = None
            if not moved:
                await rest(stop, _REST_SECONDS)
