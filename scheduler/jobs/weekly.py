"""weekly, Sunday 03:00: training data made ready, experiments and coupons looked at over seven days (guide 5.4)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from core.clock import SEOUL
from core.reports.report import Chart
from core.reports.shares import Interval, lift, share
from db import reports, training
from db.pool import Connection, Database
from db.reports import CouponFigures, VariantFigures
from db.training import Prepared
from scheduler.job import Job, Result
from scheduler.jobs.files import ReportFolder
from scheduler.slots import timetable

_WEEK = timedelta(days=7)


class Weekly:
    """Writes the report of the seven days (KST) before the slot's day."""

    def __init__(self, database: Database, folder: ReportFolder) -> None:
        self._database = database
        self._folder = folder

    async def __call__(self, at: datetime, *, dry_run: bool) -> Result:
        """Prepare and analyse; a dry run writes no file and keeps nothing."""
        last = at.astimezone(SEOUL).date() - timedelta(days=1)
        async with self._database.transaction(keep=not dry_run) as connection:
            prepared = await training.prepare(connection)
            values, chart = await _figures(connection, last - _WEEK + timedelta(days=1), last, prepared)
        report = None
        if not dry_run:
            report = await asyncio.to_thread(self._folder.write, "weekly", f"weekly-{last}", values, [chart])
        return {"until": last.isoformat(), "prepared": sum(row.data_count for row in prepared), "report": report}


async def _figures(
    connection: Connection, first: date, last: date, prepared: list[Prepared]
) -> tuple[dict[str, object], Chart]:
    history = await reports.days(connection, first - _WEEK, last)
    since = datetime.combine(first, time(), SEOUL)
    variants = await reports.variants(connection, since, since + _WEEK)
    values: dict[str, object] = {
        "first": first,
        "last": last,
        "turns": sum(day.turns for day in history if day.day >= first),
        "turns_before": sum(day.turns for day in history if day.day < first),
        "prepared": prepared,
        "experiments": compared(variants),
        "coupons": [_coupon(row) for row in await reports.coupons(connection, first, last)],
    }
    return values, Chart("두 주의 대화 턴", [d.day for d in history], {"턴": [d.turns for d in history]})


def compared(variants: Sequence[VariantFigures]) -> list[dict[str, object]]:
    """Each variant with its share and its lift over the first of its experiment (held out where there is one)."""
    base: dict[str, Interval | None] = {}
    rows = []
    for row in sorted(variants, key=lambda row: (row.experiment, row.variant != "held_out", row.variant)):
        found = share(row.converted, row.exposed)
        first = base.setdefault(row.experiment, found)
        gained = lift(found, first) if found and first and found is not first else None
        figures = {"experiment": row.experiment, "variant": row.variant, "exposed": row.exposed}
        rows.append({**figures, "converted": row.converted, "share": found, "lift": gained})
    return rows


def _coupon(row: CouponFigures) -> dict[str, object]:
    used = share(min(row.used, row.issued), row.issued)
    each = row.discount // row.used if row.used else None
    return {"name": row.name, "issued": row.issued, "used": row.used, "share": used, "each": each}


def job(database: Database, folder: ReportFolder) -> Job:
    """A week that was missed is made up for until the next."""
    return Job("weekly", timetable(hour="3", day_of_week="sun"), _WEEK, Weekly(database, folder))
