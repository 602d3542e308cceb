"""Booking a table once, knowing what became of it, and giving it up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from core.outside import NoAnswerError, OutsideError, RefusedError
from core.reservations.provider import Tables
from db import reservations
from db.pool import Connection, Database
from db.reservations import ReservationRow

LOOK_SECONDS = 1.5
"""How long an answer waits to hear of free tables."""


SETTLED_AFTER = timedelta(seconds=30)
"""From when on a booking without an outcome is asked for again: longer than any turn asks."""


class Booked(StrEnum):
    """What became of a booking."""

    DONE = "done"
    FULL = "full"  # refused
    UNKNOWN = "unknown"  # no answer: it may stand, and the shop must be called


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A booking that was given up, or (not `done`) could not be because nobody answered."""

    shop_id: int
    reserved_for: datetime
    done: bool


Tell = Callable[[Connection, ReservationRow, Booked], Awaitable[None]]
"""Leaves word of what a booking came to, in the transaction that writes it."""


class Bookings:
    """Books through `tables`. The row is written before the system is asked, and nothing is held across the call."""

    def __init__(self, database: Database, tables: Tables) -> None:
        self._database = database
        self._tables = tables

    async def free(self, shop_ids: Sequence[int], at: datetime, people: int) -> frozenset[int]:
        """Which of the shops have a table, as far as they say so in time; none where the system is away."""
        asked = [asyncio.create_task(self._tables.is_free(shop_id, at, people)) for shop_id in shop_ids]
        if not asked:
            return frozenset()
        done, late = await asyncio.wait(asked, timeout=LOOK_SECONDS)
        for task in late:
            task.cancel()
        told = zip(shop_ids, asked, strict=True)
        return frozenset(shop_id for shop_id, task in told if task in done and _says_yes(task))

    async def book(self, request_id: UUID, user_id: int, shop_id: int, people: int, at: datetime) -> Booked:
        """Book once for a request, however often it is repeated.

        Raises:
            DatabaseUnavailableError: PostgreSQL does not answer.
        """
        async with self._database.transaction() as connection:
            row = await reservations.request(connection, request_id, user_id, shop_id, people, at)
        if row.status != "REQUESTED":
            return Booked.DONE if row.status == "CONFIRMED" else Booked.FULL
        return await self._ask(row)

    async def _ask(self, row: ReservationRow) -> Booked:
        try:
            provider_id = await self._tables.reserve(row.shop_id, row.reserved_for, row.people, row.request_id)
        except RefusedError:
            return await self._refused(row)
        except NoAnswerError as error:
            return Booked.UNKNOWN if error.may_be_done else await self._refused(row)
        async with self._database.transaction() as connection:
            await reservations.confirm(connection, row.id, provider_id)
        return Booked.DONE

    async def _refused(self, row: ReservationRow) -> Booked:
        async with self._database.transaction() as connection:
            await reservations.refuse(connection, row.id, datetime.now(row.reserved_for.tzinfo))
        return Booked.FULL

    async def unsettled(self, limit: int) -> list[ReservationRow]:
        """Bookings whose outcome has not been known for `SETTLED_AFTER` (real time), oldest first.

        Raises:
            DatabaseUnavailableError: PostgreSQL does not answer.
        """
        before = datetime.now(UTC) - SETTLED_AFTER
        async with self._database.acquire() as connection:
            return await reservations.unknown(connection, before, limit)

    async def settle(self, row: ReservationRow, now: datetime, tell: Tell) -> Booked:
        """Ask once more for a booking whose outcome is not known, by the same key, and `tell` what it came to.

        What was meant for a time that is over is not asked for; it is written down as refused, and nobody is told.

        Raises:
            DatabaseUnavailableError: PostgreSQL does not answer; it stays unknown.
        """
        provider_id = None
        if row.reserved_for > now:
            try:
                provider_id = await self._tables.reserve(row.shop_id, row.reserved_for, row.people, row.request_id)
            except RefusedError:
                pass
            except NoAnswerError:
                return Booked.UNKNOWN
        async with self._database.transaction() as connection:
            if provider_id is not None:
                settled = await reservations.confirm(connection, row.id, provider_id)
            else:
                settled = await reservations.refuse(connection, row.id, now)
            booked = Booked.FULL if provider_id is None else Booked.DONE
            if settled and row.reserved_for > now:
                await tell(connection, row, booked)
        return booked

    async def cancel_next(self, user_id: int, now: datetime) -> Cancelled | None:
        """Give up a person's next booking; None where there is none. Raises DatabaseUnavailableError."""
        async with self._database.acquire() as connection:
            row = await reservations.upcoming(connection, user_id, now)
        if row is None or row.provider_reservation_id is None:
            return None
        try:
            await self._tables.cancel(row.provider_reservation_id)
        except OutsideError:
            return Cancelled(row.shop_id, row.reserved_for, done=False)
        async with self._database.transaction() as connection:
            await reservations.cancel(connection, row.id, now)
        return Cancelled(row.shop_id, row.reserved_for, done=True)


def _says_yes(task: asyncio.Task[bool]) -> bool:
    return task.exception() is None and task.result()


class NoTables:
    """Where no reservation system is configured: nothing is free, so everybody is given the phone."""

    async def is_free(self, shop_id: int, at: datetime, people: int) -> bool:  # noqa: ARG002 - the protocol's
        """Never."""
        return False

    async def reserve(self, shop_id: int, at: datetime, people: int, key: UUID) -> str:  # noqa: ARG002 - the protocol's
        """Refuses."""
        raise RefusedError("reservation", 404, "NOT_CONFIGURED")

    async def cancel(self, reservation_id: str) -> None:  # noqa: ARG002 - the protocol's
        """Refuses."""
        raise RefusedError("reservation", 404, "NOT_CONFIGURED")
