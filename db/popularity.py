"""`shops.popularity_score`: a moving average of what people did with a shop when it was shown (guide 3.1, 5.4)."""

from __future__ import annotations

from datetime import datetime, timedelta

from db.pool import Connection

WINDOW = timedelta(minutes=5)
_DECIDES_WITHIN = timedelta(days=1)

_AVERAGE = """
WITH shown AS (
    SELECT (place ->> 'shop_id')::int AS shop_id, count(*) AS times
    FROM chatbot.recommendations_log CROSS JOIN LATERAL jsonb_array_elements(recommendations) AS place
    WHERE timestamp > $1 AND timestamp <= $2
    GROUP BY 1
), viewed AS (
    SELECT shop_id, count(*) AS times
    FROM chatbot.recommendations_log CROSS JOIN LATERAL unnest(user_viewed_details) AS shop_id
    WHERE timestamp > $1 AND timestamp <= $2
    GROUP BY 1
), chosen AS (
    SELECT user_final_selection AS shop_id, count(*) AS times
    FROM chatbot.recommendations_log
    WHERE user_final_selection IS NOT NULL AND timestamp > $1 - $3::interval AND timestamp <= $2
      AND timestamp + make_interval(secs => coalesce(time_to_decision_ms, 0) / 1000.0) > $1
      AND timestamp + make_interval(secs => coalesce(time_to_decision_ms, 0) / 1000.0) <= $2
    GROUP BY 1
), rated AS (
    SELECT shop_id, avg(rating) AS mean FROM chatbot.reviews GROUP BY shop_id
), recent AS (
    SELECT shop_id,
           0.2 * least(1, coalesce(v.times, 0)::numeric / greatest(s.times, 1))
           + 0.5 * least(1, coalesce(c.times, 0)::numeric / greatest(s.times, 1))
           + 0.3 * coalesce((r.mean - 1) / 4, 0.5) AS score
    FROM shown s FULL JOIN chosen c USING (shop_id)
    LEFT JOIN viewed v USING (shop_id)
    LEFT JOIN rated r USING (shop_id)
)
UPDATE chatbot.shops
SET popularity_score = round(0.7 * popularity_score + 0.3 * recent.score, 3), popularity_as_of = $2
FROM recent
WHERE id = recent.shop_id AND coalesce(popularity_as_of, '-infinity') < $2
RETURNING id
"""


async def average(connection: Connection, at: datetime) -> list[int]:
    """Take the five minutes up to `at` into the average of every shop that was shown or chosen in them; their ids.

    score = 0.7 · score + 0.3 · recent, where recent = 0.2 · views + 0.5 · choices (each a share of the times shown)
    + 0.3 · mean rating (1 to 5 stars as 0 to 1, unrated 0.5). Nothing is learned of a shop that nobody was shown, so
    its score stays: the guide's formula alone would let every score die down overnight.
    """
    rows = await connection.fetch(_AVERAGE, at - WINDOW, at, _DECIDES_WITHIN)
    return [row["id"] for row in rows]
