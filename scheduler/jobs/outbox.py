"""outbox, hourly: one pass over what is due, as `job outbox` makes it; schedulers send continuously beside it."""

from __future__ import annotations

from datetime import datetime, timedelta

from db.outbox import Outbox
from scheduler.job import Job, Result
from scheduler.sender import Sender
from scheduler.slots import timetable


class OutboxPass:
    """Drains the outbox once."""

    def __init__(self, outbox: Outbox, sender: Sender) -> None:
        self._outbox = outbox
        self._sender = sender

    async def __call__(self, at: datetime, *, dry_run: bool) -> Result:
        """Send what is due at `at`; a dry run counts it."""
        if dry_run:
            return {"due": await self._outbox.due(at)}
        return dict(await self._sender.drain(at))


def job(outbox: Outbox, sender: Sender) -> Job:
    """An older slot has nothing to add to a newer one."""
    return Job("outbox", timetable(minute="30"), timedelta(hours=1), OutboxPass(outbox, sender))
