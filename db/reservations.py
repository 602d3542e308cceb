"""Bookings at shops; the reservation system's answer decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from db.pool import Connection


@dataclass(frozen=True, slots=True)
class ReservationRow:
    """A booking; `status` REQUESTED means that its outcome is not known."""

    id: int
    request_id: UUID
    user_id: int | None
    shop_id: int
    people: int
    reserved_for: datetime
    status: str
    provider_reservation_id: str | None


_ROW = "id, request_id, user_id, shop_id, people, reserved_for, status, provider_reservation_id"


async def request(
    connection: Connection, request_id: UUID, user_id: int, shop_id: int, people: int, reserved_for: datetime
) -> ReservationRow:
    """Write a booking before asking for it; one that this request made before is returned as it stands."""
    (row,) = await connection.fetch(
        f"""
        INSERT INTO chatbot.reservations (request_id, user_id, shop_id, people, reserved_for)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (request_id) DO UPDATE SET request_id = excluded.request_id
        RETURNING {_ROW}
        """,
        request_id,
        user_id,
        shop_id,
        people,
        reserved_for,
    )
    return ReservationRow(**row)


async def confirm(connection: Connection, reservation_id: int, provider_reservation_id: str) -> bool:
    """The system took a REQUESTED booking; False where it is settled already."""
    return await _change(connection, reservation_id, "REQUESTED", "CONFIRMED", provider_reservation_id, None)


async def refuse(connection: Connection, reservation_id: int, at: datetime) -> bool:
    """The system refused a REQUESTED booking; False where it is settled already."""
    return await _change(connection, reservation_id, "REQUESTED", "REFUSED", None, at)


async def cancel(connection: Connection, reservation_id: int, at: datetime) -> bool:
    """A CONFIRMED booking is given up; False where it is none."""
    return await _change(connection, reservation_id, "CONFIRMED", "CANCELLED", None, at)


async def upcoming(connection: Connection, user_id: int, at: datetime) -> ReservationRow | None:
    """A person's next CONFIRMED booking after `at`."""
    row = await connection.fetchrow(
        f"""
        SELECT {_ROW} FROM chatbot.reservations
        WHERE user_id = $1 AND status = 'CONFIRMED' AND reserved_for > $2 ORDER BY reserved_for LIMIT 1
        """,
        user_id,
        at,
    )
    return ReservationRow(**row) if row else None


async def _change(
    connection: Connection,
    reservation_id: int,
    before: str,
    after: str,
    provider_id: str | None,
    ended: datetime | None,
) -> bool:
    changed: int | None = await connection.fetchval(
        """
        UPDATE chatbot.reservations
        SET status = $3, provider_reservation_id = coalesce($4, provider_reservation_id), ended_at = $5
        WHERE id = $1 AND status = $2 RETURNING id
        """,
        reservation_id,
        before,
        after,
        provider_id,
        ended,
    )
    return changed is not None


async def unknown(connection: Connection, before: datetime, limit: int) -> list[ReservationRow]:
    """Bookings written before `before` (real time) whose outcome is still not known, oldest first."""
    rows = await connection.fetch(
        f"""
        SELECT {_ROW} FROM chatbot.reservations WHERE status = 'REQUESTED' AND created_at < $1
        ORDER BY created_at LIMIT $2
        """,
        before,
        limit,
    )
    return [ReservationRow(**row) for row in rows]
