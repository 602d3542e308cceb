"""The worker that answers the inbox: each person's events in order, many people at once."""

from __future__ import annotations

import asyncio
from functools import partial

import structlog

from bot.inbox.answering import Answering, origin
from db.inbox import Inbox, Taken
from db.pool import DatabaseUnavailableError

_POLL_SECONDS = 1.0
_SHORTEST_REST = 0.01
_BETWEEN_LOOKS = 0.02
"""Seconds between two looks at the inbox while it is busy: each costs PostgreSQL more the more there is."""

_log = structlog.get_logger()


class InboxWorker:
    """Takes due events and has them answered.

    Any number of workers, in any number of processes, share one inbox. `lanes` is how many events or bursts this one
    answers at a time, each of another person.
    """

    def __init__(self, inbox: Inbox, answering: Answering, *, lanes: int = 32) -> None:
        self._inbox = inbox
        self._answering = answering
        self._lanes = lanes
        self._running: dict[int, asyncio.Task[None]] = {}
        self._awake = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """Look at the inbox now rather than at the next second."""
        self._awake.set()

    async def run(self) -> None:
        """Answer events until `stop`; a database that is away is asked again each second."""
        now = asyncio.get_running_loop().time
        while not self._stopping:
            next_look = now() + _BETWEEN_LOOKS
            self._awake.clear()
            if len(self._running) == self._lanes:
                await self._awake.wait()
            elif not await self._start_due():
                await self._rest()
            await asyncio.sleep(max(0.0, next_look - now()))

    async def stop(self, seconds: float = 8.0) -> None:
        """Take nothing more and give the events in hand `seconds` to be answered; the rest keep their lease."""
        self._stopping = True
        self.wake()
        if self._running:
            _, late = await asyncio.wait(self._running.values(), timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _start_due(self) -> bool:
        """Begin what is due, as far as lanes are free; says whether there was anything."""
        try:
            events = await self._inbox.take(self._lanes - len(self._running), self._answering.lease)
        except DatabaseUnavailableError as error:
            _log.warning("inbox_unreachable", reason=str(error))
            return False
        for event in events:
            if event.id not in self._running:  # else our lease ran out while it waits to be settled
                self._running[event.id] = task = asyncio.create_task(self._answering.answer(event))
                task.add_done_callback(partial(self._ended, event))
        return bool(events)

    def _ended(self, event: Taken, task: asyncio.Task[None]) -> None:
        del self._running[event.id]
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("inbox_event_not_settled", **origin(error))  # its lease brings it back
        self.wake()  # the next of this person may be waiting

    async def _rest(self) -> None:
        """Sleep until somebody wakes us, or the next event is due, or a second is over."""
        try:
            due = await self._inbox.seconds_until_due()
        except DatabaseUnavailableError:
            due = None
        seconds = _POLL_SECONDS if due is None else min(max(due, _SHORTEST_REST), _POLL_SECONDS)
        try:
            async with asyncio.timeout(seconds):
                await self._awake.wait()
        except TimeoutError:
            return
