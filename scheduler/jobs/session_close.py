"""session-close, every minute: talks that fell silent end, and what they taught goes into the profile (guide 5.4);
what a talk left open, a booking without an outcome, is settled.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from core.people.profile import Chosen, Said, learn
from core.people.sessions import SILENCE
from db import learned
from db.pool import Connection, Database
from scheduler.job import Job, Result
from scheduler.jobs.settling import Settling
from scheduler.slots import timetable

_BATCH = 100
_REMEMBERED = timedelta(days=90)


class SessionClose:
    """Works in batches; a person's profile is written in the transaction that ends their session."""

    def __init__(self, database: Database, settling: Settling) -> None:
        self._database = database
        self._settling = settling

    async def __call__(self, at: datetime, *, dry_run: bool) -> Result:
        """End what has been silent for 30 minutes at `at`; a dry run looks at one batch."""
        people, bookings = 0, await self._settling(at, dry_run=dry_run)
        while True:
            async with self._database.transaction(keep=not dry_run) as connection:
                whose = await learned.close_silent(connection, at - SILENCE, _BATCH)
                for user_id in whose:
                    await self._learn(connection, user_id, at)
            people += len(whose)
            if dry_run or not whose:
                return {"profiles": people, "bookings": bookings}

    async def _learn(self, connection: Connection, user_id: int, at: datetime) -> None:
        row = await learned.history(connection, user_id, at - _REMEMBERED)
        said, chosen = [Said(*one) for one in row.said], [Chosen(*one) for one in row.chosen]
        profile = learn(said, chosen, age_known=row.age_known, diet_answered=row.diet_answered)
        await learned.write(connection, user_id, profile, at)


def job(database: Database, settling: Settling) -> Job:
    """One run makes up for all before it; a slot counts for an hour."""
    return Job("session-close", timetable(minute="*"), timedelta(hours=1), SessionClose(database, settling))
