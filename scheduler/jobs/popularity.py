"""popularity, every five minutes: what was shown, looked at and chosen since the last slot moves a shop's score."""

from __future__ import annotations

from datetime import datetime, timedelta

from db import popularity
from db.pool import Database
from scheduler.job import Job, Result
from scheduler.slots import timetable


class Popularity:
    """One statement."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, at: datetime, *, dry_run: bool) -> Result:
        """Take in the five minutes up to `at`."""
        async with self._database.transaction(keep=not dry_run) as connection:
            return {"shops": len(await popularity.average(connection, at))}


def job(database: Database) -> Job:
    """Every slot is another five minutes; those of the last hour are made up for."""
    return Job("popularity", timetable(minute="*/5"), timedelta(hours=1), Popularity(database))
