"""shop-status, every minute: what reports show as open or closed (guide 5.4). A turn computes it anew when asked."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from core.recommend.hours import opening, parse_week
from db import shop_status
from db.pool import Database
from db.shop_status import Hours
from scheduler.job import Job, Result
from scheduler.slots import timetable


class ShopStatus:
    """Reads the different opening hours there are, which are few, and sets the shops of each."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, at: datetime, *, dry_run: bool) -> Result:
        """Set every listed shop's status as of `at`; counts those that changed."""
        async with self._database.transaction(keep=not dry_run) as connection:
            by_status: defaultdict[str, list[Hours]] = defaultdict(list)
            for hours in await shop_status.kept_hours(connection):
                by_status[opening(parse_week(hours), at).status.value].append(hours)
            changed = {
                status: await shop_status.set_status(connection, status, hours) for status, hours in by_status.items()
            }
        return {"changed": sum(changed.values()), "now": {status: count for status, count in changed.items() if count}}


def job(database: Database) -> Job:
    """Missed slots of an hour are made up for; older ones say nothing about now."""
    return Job("shop-status", timetable(minute="*"), timedelta(hours=1), ShopStatus(database))
