"""coupon-expiry, hourly: coupons that ran out are expired, vouchers that nobody confirmed are let go of."""

from __future__ import annotations

from datetime import datetime, timedelta

from db import orders, wallet
from db.pool import Database
from scheduler.job import Job, Result
from scheduler.slots import timetable

_BATCH = 500


class CouponExpiry:
    """Works in batches, so that no lock is held for long."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, at: datetime, *, dry_run: bool) -> Result:
        """Release and expire what ran out by `at`; a dry run counts the first batch of each."""
        released = expired = 0
        while True:
            async with self._database.transaction(keep=not dry_run) as connection:
                let_go = len(await orders.release_due(connection, at, _BATCH))
                run_out = await wallet.expire_due(connection, at, _BATCH)
            released += let_go
            expired += run_out
            if dry_run or max(let_go, run_out) < _BATCH:
                return {"vouchers_released": released, "coupons_expired": expired}


def job(database: Database) -> Job:
    """One run makes up for all before it; a slot counts for six hours."""
    return Job("coupon-expiry", timetable(minute="0"), timedelta(hours=6), CouponExpiry(database))
