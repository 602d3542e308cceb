"""Answers that were promised while their turns still run (Kakao's callback)."""

from __future__ import annotations

import asyncio

from bot.inbox.answering import Answering
from core.messages import Answer
from db.inbox import Arrival, DatabaseUnavailableError, Inbox

_PROMISE_SECONDS = 0.5
"""What keeping a promise may take: the caller is still waiting for it."""


class Promises:
    """Each stands in the inbox, in hand from the start: where this process dies, another answers in its place."""

    def __init__(self, inbox: Inbox, answering: Answering) -> None:
        self._inbox = inbox
        self._answering = answering
        self._kept: set[asyncio.Task[None]] = set()

    async def keep(self, platform: str, arrival: Arrival, turn: asyncio.Future[Answer]) -> None:
        """Return when it is durable that `arrival` will have the answer of `turn`, which follows by itself.

        Raises:
            DatabaseUnavailableError: nothing may be promised.
        """
        try:
            async with asyncio.timeout(_PROMISE_SECONDS):
                event = await self._inbox.accept_taken(platform, arrival, self._answering.lease)
        except TimeoutError as error:
            raise DatabaseUnavailableError("a promise took too long") from error
        task = asyncio.create_task(self._answering.answer(event, turn))
        self._kept.add(task)
        task.add_done_callback(self._kept.discard)

    async def stop(self, seconds: float = 8.0) -> None:
        """Give what was promised `seconds` to be answered; the rest keeps its lease."""
        if self._kept:
            _, late = await asyncio.wait(self._kept, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
