"""How people come and go, month by month."""

from __future__ import annotations

from datetime import date

from db.pool import Connection

_COUNT = """
WITH bounds AS (
    SELECT $1::date::timestamp AT TIME ZONE 'Asia/Seoul' AS month_from,
           ($1::date + INTERVAL '1 month') AT TIME ZONE 'Asia/Seoul' AS month_until,
           ($1::date - INTERVAL '2 months') AT TIME ZONE 'Asia/Seoul' AS lately_from
), came AS (
    SELECT c.user_id, min(c.timestamp) AS first_at, max(c.timestamp) AS last_at,
           count(DISTINCT (c.timestamp AT TIME ZONE 'Asia/Seoul')::date)
               FILTER (WHERE c.timestamp >= b.month_from) AS days
    FROM chatbot.conversations c CROSS JOIN bounds b
    WHERE c.user_id IS NOT NULL AND c.timestamp < b.month_until
    GROUP BY c.user_id
)
INSERT INTO analytics.monthly_segments (month, segment, person_count)
SELECT $1, CASE
           WHEN came.first_at >= b.month_from THEN 'new'
           WHEN came.days >= 8 THEN 'loyal'
           WHEN came.last_at >= b.month_from THEN 'regular'
           WHEN came.last_at >= b.lately_from THEN 'fading'
           ELSE 'gone' END, count(*)
FROM came CROSS JOIN bounds b
GROUP BY 2
"""


async def refresh(connection: Connection, month: date) -> None:
    """Count the segments at the end of the month that begins on `month` anew, inside the caller's transaction."""
    await connection.execute("DELETE FROM analytics.monthly_segments WHERE month = $1", month)
    await connection.execute(_COUNT, month)


async def counts(connection: Connection, month: date) -> dict[str, int]:
    """People by segment at the end of a month."""
    rows = await connection.fetch(
        "SELECT segment, person_count FROM analytics.monthly_segments WHERE month = $1 ORDER BY segment", month
    )
    return {row["segment"]: row["person_count"] for row in rows}
