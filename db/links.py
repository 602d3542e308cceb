"""Short links of messages, and who (of a campaign) opened them."""

from __future__ import annotations

from datetime import datetime

from db.pool import Connection


async def add(
    connection: Connection, code: str, target_url: str, recipient_id: int | None, at: datetime, expires_at: datetime
) -> None:
    """Write a link /r/{code}; `code` is random, 8 to 22 characters."""
    await connection.execute(
        """
        INSERT INTO chatbot.tracked_links (code, target_url, recipient_id, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5)
        """,
        code,
        target_url,
        recipient_id,
        at,
        expires_at,
    )


async def target(connection: Connection, code: str, at: datetime) -> str | None:
    """Where a link leads, without counting; None where there is no such link any more."""
    leads: str | None = await connection.fetchval(
        "SELECT target_url FROM chatbot.tracked_links WHERE code = $1 AND expires_at > $2", code, at
    )
    return leads


async def click(connection: Connection, code: str, at: datetime) -> str | None:
    """Count one opening; returns where the link leads, None where there is no such link any more."""
    target: str | None = await connection.fetchval(
        """
        WITH link AS (
            SELECT id, target_url, recipient_id FROM chatbot.tracked_links WHERE code = $1 AND expires_at > $2
        ), counted AS (
            INSERT INTO chatbot.link_clicks (link_id, clicked_at) SELECT id, $2 FROM link
        ), marked AS (
            UPDATE chatbot.campaign_recipients r SET clicked_at = $2
            FROM link WHERE r.id = link.recipient_id AND r.sent_at IS NOT NULL AND r.clicked_at IS NULL
        )
        SELECT target_url FROM link
        """,
        code,
        at,
    )
    return target
