"""Answers to questions about the meal card itself, found by the embedding of their question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from db.pool import Connection


@dataclass(frozen=True, slots=True)
class Topic:
    """A question with its answer; `similarity` is the cosine to what was asked."""

    question: str
    answer: str
    source: str
    source_date: date
    similarity: float


_NEAREST = """
WITH comparable AS MATERIALIZED (  -- vectors of another model may have another length
    SELECT region_id, question, answer, source, source_date, embedding FROM chatbot.help_topics
    WHERE embedding_model = $1 AND (region_id = $2 OR region_id IS NULL)
)
SELECT question, answer, source, source_date, 1 - (embedding <=> $3::text::vector) AS similarity
FROM comparable
ORDER BY similarity DESC, region_id NULLS LAST
LIMIT $4
"""


async def put(
    connection: Connection,
    region_id: int | None,
    question: str,
    answer: str,
    *,
    source: str,
    source_date: date,
    embedding: Sequence[float],
    embedding_model: str,
) -> None:
    """Write a topic, or change the answer of one with this question; `region_id` None is the whole country."""
    await connection.execute(
        """
        INSERT INTO chatbot.help_topics (
            region_id, question, answer, source, source_date, embedding, embedding_model)
        VALUES ($1, $2, $3, $4, $5, $6::text::vector, $7)
        ON CONFLICT (region_id, question) DO UPDATE
        SET answer = excluded.answer, source = excluded.source, source_date = excluded.source_date,
            embedding = excluded.embedding, embedding_model = excluded.embedding_model
        """,
        region_id,
        question,
        answer,
        source,
        source_date,
        _vector(embedding),
        embedding_model,
    )


async def nearest(
    connection: Connection, region_id: int | None, embedding: Sequence[float], embedding_model: str, limit: int
) -> list[Topic]:
    """The topics nearest to what was asked, of the region and of the whole country; the region's own win ties."""
    rows = await connection.fetch(_NEAREST, embedding_model, region_id, _vector(embedding), limit)
    return [Topic(**row) for row in rows]


def _vector(values: Sequence[float]) -> str:
    return "[" + ",".join(map(repr, map(float, values))) + "]"
