"""`shops.current_status`, for reports: set for all shops that keep the same hours at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from db.pool import Connection

Hours = Mapping[str, Any] | None


async def kept_hours(connection: Connection) -> list[Hours]:
    """Every different `business_hours` of listed shops; None stands for the shops whose hours nobody knows."""
    rows = await connection.fetch("SELECT DISTINCT business_hours FROM chatbot.shops WHERE is_listed")
    return [row["business_hours"] for row in rows]


async def set_status(connection: Connection, status: str, hours: list[Hours]) -> int:
    """Set the status of all shops with one of these `hours` that have another; returns of how many."""
    known = [one for one in hours if one is not None]
    rows = await connection.fetch(
        """
        UPDATE chatbot.shops SET current_status = $1
        WHERE is_listed AND current_status <> $1
          AND (business_hours = ANY ($2::jsonb[]) OR ($3 AND business_hours IS NULL))
        RETURNING id
        """,
        status,
        known,
        len(known) < len(hours),
    )
    return len(rows)
