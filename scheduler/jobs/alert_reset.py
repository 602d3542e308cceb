"""alert-reset, hourly: a card of whose low balance was told 24 hours ago may be told of again (domain.md 7)."""

from __future__ import annotations

from datetime import datetime, timedelta

from db import card_sync
from db.pool import Database
from scheduler.job import Job, Result
from scheduler.slots import timetable


class AlertReset:
    """One statement."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, at: datetime, *, dry_run: bool) -> Result:
        """Reset the flags that are a day old at `at`."""
        async with self._database.transaction(keep=not dry_run) as connection:
            return {"cards": await card_sync.reset_alerts(connection, at)}


def job(database: Database) -> Job:
    """One run makes up for all before it; a slot counts for six hours."""
    return Job("alert-reset", timetable(minute="10"), timedelta(hours=6), AlertReset(database))
