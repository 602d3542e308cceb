"""Recommendations of people who are remembered, and what they did with them, as apps tell it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from db import turns
from db.pool import Connection
from db.turns import Selection


async def shops_of(connection: Connection, recommendation_id: UUID, user_id: int) -> frozenset[int] | None:
    """The shops that were recommended; None where this is no recommendation of that person."""
    row = await connection.fetchrow(
        """
        SELECT coalesce(array_agg((item->>'shop_id')::int) FILTER (WHERE item ? 'shop_id'), '{}') AS shops
        FROM chatbot.recommendations_log r LEFT JOIN LATERAL jsonb_array_elements(r.recommendations) AS item ON TRUE
        WHERE r.recommendation_id = $1 AND r.user_id = $2 GROUP BY r.id
        """,
        recommendation_id,
        user_id,
    )
    return frozenset(row["shops"]) if row else None


async def choose(connection: Connection, recommendation_id: UUID, shop_id: int, at: datetime) -> None:
    """Write a choice; the first one stays."""
    await turns.choose(connection, Selection(recommendation_id, shop_id, at))


async def rate(connection: Connection, recommendation_id: UUID, rating: int, words: str | None, at: datetime) -> None:
    """Write a rating (1 to 5) once, and a review of the place chosen, with masked words, if one was chosen."""
    shop_id: int | None = await connection.fetchval(
        """
        UPDATE chatbot.recommendations_log SET feedback_rating = $2
        WHERE recommendation_id = $1 AND feedback_rating IS NULL RETURNING user_final_selection
        """,
        recommendation_id,
        rating,
    )
    if shop_id is not None:
        await connection.execute(
            """
            INSERT INTO chatbot.reviews (shop_id, rating, review_text, visited_month)
            VALUES ($1, $2, $3, date_trunc('month', $4::date))
            """,
            shop_id,
            rating,
            words,
            at.date(),
        )


async def note(
    connection: Connection, recommendation_id: UUID, user_id: int, action: str, shop_id: int, at: datetime
) -> bool:
    """Keep what a person did with their own recommendation; False where it is not theirs."""
    noted: bool = await connection.fetchval(
        "SELECT ml_training.note_interaction($1, $2, $3, $4, $5)", recommendation_id, user_id, action, shop_id, at
    )
    return noted
