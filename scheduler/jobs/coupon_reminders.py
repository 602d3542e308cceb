"""coupon-reminders, hourly: a coupon that runs out within a day is told of, once (domain.md 6)."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.actions.turn import Reply
from core.clock import SEOUL
from core.compose import Composer
from core.notifications.gate import Kind
from core.notifications.leaving import Outgoing, leave
from core.notifications.message import to_payload
from db import wallet, wards
from db.outbox import Outbox
from db.pool import Connection, Database
from db.wallet import Expiring
from scheduler.job import Job, Result
from scheduler.slots import timetable

_AHEAD = timedelta(days=1)
_BATCH = 200


class CouponReminders:
    """Each reminder is a row of the outbox, written in the transaction that marks its coupon as told of."""

    def __init__(self, database: Database, outbox: Outbox, composer: Composer) -> None:
        self._database = database
        self._outbox = outbox
        self._composer = composer

    async def __call__(self, at: datetime, *, dry_run: bool) -> Result:
        """Remind of what runs out within a day of `at`; a dry run looks at one batch."""
        reminded = unreachable = 0
        while True:
            async with self._database.transaction(keep=not dry_run) as connection:
                expiring = await wallet.take_reminders(connection, at, at + _AHEAD, _BATCH)
                written = [await self._remind(connection, coupon, at) for coupon in expiring]
            reminded += sum(written)
            unreachable += len(written) - sum(written)
            if dry_run or not expiring:
                return {"reminded": reminded, "unreachable": unreachable}

    async def _remind(self, connection: Connection, coupon: Expiring, at: datetime) -> bool:
        until = coupon.expires_at.astimezone(SEOUL)
        notice = self._composer.notice("friendly", "notice_expiry", {"until": until}, (Reply("my_coupons"),))
        message = Outgoing(f"expiry:{coupon.wallet_id}", Kind.EXPIRY, to_payload(notice), at, coupon.expires_at)
        for guardian in await wards.guardians_to_tell(connection, coupon.wallet_id):
            told = to_payload(self._composer.notice("friendly", "notice_guardian", {"until": until}, ()))
            key = f"expiry:{coupon.wallet_id}:{guardian}"
            await leave(connection, self._outbox, guardian, Outgoing(key, Kind.GUARDIAN, told, at, coupon.expires_at))
        return await leave(connection, self._outbox, coupon.user_id, message)


def job(database: Database, outbox: Outbox, composer: Composer) -> Job:
    """One run makes up for all before it; a slot counts for six hours."""
    work = CouponReminders(database, outbox, composer)
    return Job("coupon-reminders", timetable(minute="20"), timedelta(hours=6), work)
