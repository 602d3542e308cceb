"""`shops.quality_score`, each night: what visitors said and whether they came again (guide 3.1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from db.pool import Connection

_DAYS = timedelta(days=90)

_SCORE = """
WITH said AS (
    SELECT shop_id, count(*) AS reviews, sum((rating - 1) / 4.0) AS stars,
           count(*) FILTER (WHERE EXISTS (
               SELECT FROM unnest($1::text[]) AS praise WHERE position(praise IN review_text) > 0)) AS praising
    FROM chatbot.reviews GROUP BY shop_id
), visits AS (
    SELECT user_final_selection AS shop_id, user_id, count(*) AS times
    FROM chatbot.recommendations_log
    WHERE user_final_selection IS NOT NULL AND user_id IS NOT NULL
      AND timestamp > $2::timestamptz - $3::interval AND timestamp <= $2
    GROUP BY 1, 2
), came AS (
    SELECT shop_id, count(*) AS people, count(*) FILTER (WHERE times > 1) AS again FROM visits GROUP BY shop_id
), scored AS (
    SELECT s.id, round(
        0.5 * (coalesce(r.stars, 0) + 2.5) / (coalesce(r.reviews, 0) + 5)
        + 0.3 * (coalesce(c.again, 0) + 2.5) / (coalesce(c.people, 0) + 5)
        + 0.2 * (coalesce(r.praising, 0) + 2.5) / (coalesce(r.reviews, 0) + 5), 3) AS score
    FROM chatbot.shops s LEFT JOIN said r ON r.shop_id = s.id LEFT JOIN came c ON c.shop_id = s.id
)
UPDATE chatbot.shops SET quality_score = scored.score
FROM scored WHERE shops.id = scored.id AND shops.quality_score <> scored.score
RETURNING shops.id
"""


async def refresh(connection: Connection, at: datetime, praises: Sequence[str]) -> int:
    """Score every shop anew as of `at`; returns how many changed.

    0.5 · stars + 0.3 · share of those who chose it and chose it again within 90 days + 0.2 · share of reviews that
    praise (`praises`: stems), each as if five more had been middling, so that one voice does not decide.
    """
    return len(await connection.fetch(_SCORE, list(praises), at, _DAYS))
