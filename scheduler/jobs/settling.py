"""Bookings whose outcome was not known when the talk went on: asked for once more, and told of."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from core.clock import SEOUL
from core.compose import Composer
from core.notifications.gate import Kind
from core.notifications.leaving import Outgoing, leave
from core.notifications.message import to_payload
from core.reservations.booking import Booked, Bookings
from db.outbox import Outbox
from db.pool import Connection
from db.reservations import ReservationRow

_BATCH = 20


class Settling:
    """Works through what waits, oldest first; what nobody answers for waits for the next run."""

    def __init__(self, bookings: Bookings, outbox: Outbox, composer: Composer) -> None:
        self._bookings = bookings
        self._outbox = outbox
        self._composer = composer

    async def __call__(self, at: datetime, *, dry_run: bool) -> int:
        """Settle at `at`; returns how many ended (a dry run: how many wait, and nobody is asked)."""
        waiting = await self._bookings.unsettled(_BATCH)
        if dry_run:
            return len(waiting)
        ended = [await self._bookings.settle(row, at, partial(self._tell, at)) for row in waiting]
        return sum(one is not Booked.UNKNOWN for one in ended)

    async def _tell(self, at: datetime, connection: Connection, row: ReservationRow, booked: Booked) -> None:
        if row.user_id is None:
            return
        values = {"booked": booked.value, "booked_for": row.reserved_for.astimezone(SEOUL), "seats_for": row.people}
        notice = self._composer.notice("friendly", "notice_booking", values, ())
        message = Outgoing(f"booking:{row.id}", Kind.BOOKING, to_payload(notice), at, row.reserved_for)
        await leave(connection, self._outbox, row.user_id, message)
