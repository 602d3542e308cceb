"""Sentences that operators have the bot say in its replies for a while."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.pool import Connection


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice; `region_id` None is for everybody, no `intents` for every intent."""

    id: int
    region_id: int | None
    notice_text: str
    link_url: str | None
    intents: tuple[str, ...]


async def add(
    connection: Connection,
    region_id: int | None,
    notice_text: str,
    intents: Sequence[str],
    shown_from: datetime,
    shown_until: datetime,
    operator_id: int,
) -> int:
    """Write a notice; returns its id."""
    notice_id: int = await connection.fetchval(
        """
        INSERT INTO chatbot.notices (region_id, notice_text, intents, shown_from, shown_until, created_by)
        VALUES ($1, $2, $3, $4, $5, $6) RETURNING id
        """,
        region_id,
        notice_text,
        list(intents),
        shown_from,
        shown_until,
        operator_id,
    )
    return notice_id


async def take_down(connection: Connection, notice_id: int) -> None:
    """Stop showing a notice."""
    await connection.execute("UPDATE chatbot.notices SET is_active = FALSE WHERE id = $1", notice_id)


async def shown(connection: Connection, at: datetime) -> list[NoticeRow]:
    """The notices of the moment, newest first; the caller picks by region and intent."""
    rows = await connection.fetch(
        """
        SELECT id, region_id, notice_text, link_url, intents FROM chatbot.notices
        WHERE is_active AND shown_from <= $1 AND shown_until > $1 ORDER BY shown_from DESC, id DESC
        """,
        at,
    )
    return [NoticeRow(**(dict(row) | {"intents": tuple(row["intents"])})) for row in rows]
