"""monthly, on the 1st at 04:00: segments and trends, partitions ahead, old months away, consents confirmed."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from core.clock import SEOUL
from core.compose import Composer
from core.notifications.gate import CONFIRMED_EVERY, Kind
from core.notifications.leaving import Outgoing, leave
from core.notifications.message import to_payload
from core.reports.report import Chart
from db import archive, marketing, reports, segments
from db.outbox import Outbox
from db.pool import Connection, Database
from scheduler.job import Job, Result
from scheduler.jobs.files import ReportFolder
from scheduler.slots import timetable

_KEPT_MONTHS = 12  # of turns, before they are archived
_ARCHIVED_MONTHS = 36  # of archives, before they are deleted
_AHEAD = timedelta(days=45)  # the confirmation comes before the two years are over
_WORTH_TELLING = timedelta(days=14)
_BATCH = 200


class Monthly:
    """Works on the month (KST) before the slot's."""

    def __init__(self, database: Database, folder: ReportFolder, outbox: Outbox, composer: Composer) -> None:
        self._database = database
        self._folder = folder
        self._outbox = outbox
        self._composer = composer

    async def __call__(self, at: datetime, *, dry_run: bool) -> Result:
        """Do the month's work; a dry run writes no file and keeps nothing."""
        this = at.astimezone(SEOUL).date().replace(day=1)
        month = months_before(this, 1)
        keep = not dry_run
        async with self._database.transaction(keep=keep) as connection:
            partitions = await archive.make_partitions(connection, this)
            await segments.refresh(connection, month)
        archived = await self._archive(this, keep=keep)
        async with self._database.transaction(keep=keep) as connection:
            forgotten = await archive.forget_archives(connection, months_before(this, _ARCHIVED_MONTHS))
        confirmed = await self._confirm(at, keep=keep)
        done: dict[str, Any] = {"partitions": partitions, "archived": archived, "forgotten": forgotten}
        done["confirmed"] = confirmed
        report = None if dry_run else await self._report(month, done)
        return {"month": month.isoformat(), **done, "report": report}

    async def _archive(self, this: date, *, keep: bool) -> dict[str, int]:
        async with self._database.acquire() as connection:
            old = await archive.months_before(connection, months_before(this, _KEPT_MONTHS))
        archived = {}
        for month in old:
            async with self._database.transaction(keep=keep) as connection:
                archived[month.isoformat()] = await archive.archive(connection, month)
        return archived

    async def _confirm(self, at: datetime, *, keep: bool) -> int:
        """Tell everybody whose consent to advertisements turns two soon; a dry run looks at one batch."""
        told = 0
        while True:
            async with self._database.transaction(keep=keep) as connection:
                agreed = await marketing.to_confirm(connection, at - CONFIRMED_EVERY + _AHEAD, _BATCH)
                written = [await self._tell(connection, one, at) for one in agreed]
            told += sum(written)
            if not keep or not any(written):
                return told

    async def _tell(self, connection: Connection, agreed: marketing.Agreed, at: datetime) -> bool:
        values = {"agreed": agreed.agreed_at.astimezone(SEOUL).date()}
        notice = self._composer.notice("friendly", "notice_consent", values, ())
        key = f"consent:{agreed.user_id}:{at.astimezone(SEOUL):%Y-%m}"
        message = Outgoing(key, Kind.CONSENT, to_payload(notice), at, at + _WORTH_TELLING)
        return await leave(connection, self._outbox, agreed.user_id, message)

    async def _report(self, month: date, done: dict[str, Any]) -> str:
        async with self._database.acquire() as connection:
            days = await reports.days(connection, months_before(month, 11), _last_day(month))
            counts = await segments.counts(connection, month)
            before = await segments.counts(connection, months_before(month, 1))
        turns, unknown = defaultdict[date, int](int), defaultdict[date, int](int)
        for day in days:
            turns[day.day.replace(day=1)] += day.turns
            unknown[day.day.replace(day=1)] += day.unknown
        months = [
            {"month": each, "turns": count, "unknown": unknown[each] / count if count else None}
            for each, count in turns.items()
        ]
        values = {"month": month, "segments": counts, "segments_before": before, "months": months, **done}
        chart = Chart("달마다 대화 턴", list(turns), {"턴": list(turns.values())})
        return await asyncio.to_thread(self._folder.write, "monthly", f"monthly-{month:%Y-%m}", values, [chart])


def months_before(month: date, count: int) -> date:
    """The first of the month `count` months before the one that begins on `month`."""
    index = month.year * 12 + month.month - 1 - count
    return date(index // 12, index % 12 + 1, 1)


def _last_day(month: date) -> date:
    return months_before(month, -1) - timedelta(days=1)


def job(database: Database, folder: ReportFolder, outbox: Outbox, composer: Composer) -> Job:
    """A month that was missed is made up for until the next."""
    work = Monthly(database, folder, outbox, composer)
    return Job("monthly", timetable(hour="4", day="1"), timedelta(days=28), work)
