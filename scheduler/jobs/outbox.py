"""outbox, hourly: one pass over campaigns and what is due; schedulers do both continuously beside it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from core.campaigns.dispatch import Dispatcher
from db.outbox import Outbox
from scheduler.job import Job, Result
from scheduler.sender import Sender
from scheduler.slots import timetable


class OutboxPass:
    """Drains the outbox once."""

    def __init__(self, outbox: Outbox, dispatcher: Dispatcher, sender: Sender) -> None:
        self._outbox = outbox
        self._dispatcher = dispatcher
        self._sender = sender

    async def __call__(self, at: datetime, *, dry_run: bool) -> Result:
        """Send what is due at `at`; a dry run counts it."""
        if dry_run:
            return {"due": await self._outbox.due(at)}
        moved: Counter[str] = Counter()
        while step := await self._dispatcher.look(at):
            moved += step
            moved += await self._sender.drain(at)
        return dict(moved + await self._sender.drain(at))


def job(outbox: Outbox, dispatcher: Dispatcher, sender: Sender) -> Job:
    """An older slot has nothing to add to a newer one."""
    return Job("outbox", timetable(minute="30"), timedelta(hours=1), OutboxPass(outbox, dispatcher, sender))
