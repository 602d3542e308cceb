"""daily, at 02:00: the day before is summed up, scored, learned from, reported; what is over is deleted (guide 5.4)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import mean

from core.clock import SEOUL
from core.notifications.gate import Refusal
from core.reports.report import Chart
from core.reports.shares import share
from db import analytics, job_runs, quality, ranking, reports, retention, training, usage
from db.pool import Connection, Database
from db.reports import DayFigures
from scheduler.job import Job, Result
from scheduler.jobs.files import ReportFolder
from scheduler.slots import timetable

_SHOWN_DAYS = 14
_HISTORY_DAYS = timedelta(days=30)

_EXPECTED = (Refusal.NO_CONSENT, Refusal.UNDER_AGE, Refusal.NOT_CONFIRMED, Refusal.FREQUENCY, Refusal.GONE)
"""Why a message is kept back as it should be."""


class Daily:
    """Each step is a transaction of its own and may be repeated; `praises` are stems that reviews praise with."""

    def __init__(self, database: Database, folder: ReportFolder, praises: Sequence[str]) -> None:
        self._database = database
        self._folder = folder
        self._praises = praises

    async def __call__(self, at: datetime, *, dry_run: bool) -> Result:
        """Do the night's work for the day (KST) before `at`; a dry run writes no file and keeps nothing."""
        day = at.astimezone(SEOUL).date() - timedelta(days=1)
        keep = not dry_run
        async with self._database.transaction(keep=keep) as connection:
            await analytics.refresh_day(connection, day)
        async with self._database.transaction(keep=keep) as connection:
            people, shops = await analytics.refresh_features(connection, day)
            pairs = await ranking.refresh_cochoice(connection, day)
            judged = await usage.fit(connection, at)
        async with self._database.transaction(keep=keep) as connection:
            scored = await quality.refresh(connection, at, self._praises)
            prepared = {row.model_type: row.data_count for row in await training.prepare(connection)}
            forgotten = await retention.forget(connection, at)
            await job_runs.forget(connection, at - _HISTORY_DAYS)
        done = {"day": day.isoformat(), "people": people, "shops": shops, "pairs": pairs, "scored": scored}
        done |= {"coupons_judged": judged}
        report = None if dry_run else await self._report(day)
        return done | {"prepared": prepared, "forgotten": forgotten, "report": report}

    async def _report(self, day: date) -> str:
        async with self._database.acquire() as connection:
            figures = await _figures(connection, day)
        values = {"day": day, **figures.values}
        return await asyncio.to_thread(self._folder.write, "daily", f"daily-{day}", values, [figures.chart])


@dataclass(frozen=True, slots=True)
class _Figures:
    values: dict[str, object]
    chart: Chart


async def _figures(connection: Connection, day: date) -> _Figures:
    history = await reports.days(connection, day - timedelta(days=_SHOWN_DAYS - 1), day)
    today, before, week = history[-1], history[-2], history[-8:-1]
    methods = await reports.methods(connection, day, day)
    begin = datetime.combine(day, time(), SEOUL)
    end = begin + timedelta(days=1)
    values: dict[str, object] = {
        "today": today,
        "before": before,
        "mean": {"turns": round(mean(d.turns for d in week)), "people": round(mean(d.people for d in week))},
        "unknown": _unknown([today]),
        "unknown_before": _unknown([before]),
        "unknown_mean": _unknown(week),
        "intents": await reports.intents(connection, day, day),
        "methods": methods,
        "chosen": {row.method: share(row.selected, row.shown) for row in methods},
        "coupons": await reports.coupons(connection, day, day),
        "aid": await reports.aid(connection, day, day),
        "messages": await reports.messages(connection, begin, end),
        "unsent": await reports.unsent_reasons(connection, begin, end),
        "troubles": await reports.troubles(connection, begin, end, _EXPECTED),
    }
    series = {"턴": [d.turns for d in history], "못 알아들음": [d.unknown for d in history]}
    return _Figures(values, Chart("하루 대화 턴", [d.day for d in history], series))


def _unknown(days: Sequence[DayFigures]) -> float | None:
    turns = sum(day.turns for day in days)
    return sum(day.unknown for day in days) / turns if turns else None


def job(database: Database, folder: ReportFolder, praises: Sequence[str]) -> Job:
    """Every day is another day: those of the last three are made up for."""
    return Job("daily", timetable(hour="2"), timedelta(days=3), Daily(database, folder, praises))
