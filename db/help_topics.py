"""`help_topics`: questions about the meal card with their answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from db.pool import Connection


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One question with its answer of at most two lines; `region_id` None is the whole country."""

    region_id: int | None
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class NewTopic:
    """A question to be known, with where its answer was read and when."""

    region_id: int | None
    question: str
    answer: str
    source: str
    source_date: date


async def help_topics(connection: Connection) -> list[TopicRow]:
    """Every question that is known."""
    rows = await connection.fetch("SELECT region_id, question, answer FROM chatbot.help_topics ORDER BY id")
    return [TopicRow(**dict(row)) for row in rows]


async def add_help_topics(connection: Connection, topics: Iterable[NewTopic]) -> None:
    """Write questions; one of the same region and words is brought up to date."""
    await connection.executemany(
        """
        INSERT INTO chatbot.help_topics (region_id, question, answer, source, source_date)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (region_id, question) DO UPDATE
        SET answer = excluded.answer, source = excluded.source, source_date = excluded.source_date
        """,
        [(t.region_id, t.question, t.answer, t.source, t.source_date) for t in topics],
    )
