"""The jobs of the timetable, wired: what each is handed, in one list."""

from __future__ import annotations

from db.pool import Database
from scheduler.job import Job
from scheduler.jobs import alert_reset, coupon_expiry, popularity, session_close, shop_status


def jobs(database: Database) -> tuple[Job, ...]:
    """Every job there is, in the order of `job --list`."""
    return (
        shop_status.job(database),
        popularity.job(database),
        session_close.job(database),
        coupon_expiry.job(database),
        alert_reset.job(database),
    )
