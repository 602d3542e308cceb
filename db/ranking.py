"""What the ranking learns from: shops chosen by the same people, and lists that were shown by a known chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from db.pool import Connection

_LONG_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class ExposureRow:
    """A list that was shown, as `ranking` keeps it, and the shop that was chosen from it (None: none)."""

    ranking: Mapping[str, Any]
    chosen: int | None


async def refresh_cochoice(connection: Connection, day: date) -> int:
    """Count which shops the same people chose in the 90 days up to `day`; returns of how many pairs."""
    pairs: int = await connection.fetchval("SELECT ml_features.refresh_cochoice($1)", day, timeout=_LONG_SECONDS)
    return pairs


async def cochoice(connection: Connection) -> list[tuple[int, int, float]]:
    """Every pair (shop, other, likeness)."""
    rows = await connection.fetch(
        "SELECT shop_id, other_shop_id, likeness::float8 AS likeness FROM ml_features.shop_cochoice"
    )
    return [(row["shop_id"], row["other_shop_id"], row["likeness"]) for row in rows]


async def exposures(connection: Connection, since: datetime) -> list[ExposureRow]:
    """The lists since `since` that chance may have decided, oldest first."""
    rows = await connection.fetch(
        """
        SELECT ranking, user_final_selection AS chosen FROM chatbot.recommendations_log
        WHERE ranking IS NOT NULL AND timestamp >= $1 ORDER BY timestamp, id
        """,
        since,
        timeout=_LONG_SECONDS,
    )
    return [ExposureRow(row["ranking"], row["chosen"]) for row in rows]
