"""Consents to advertisements and their two-yearly confirmation (정보통신망법 50조 8항)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.pool import Connection


@dataclass(frozen=True, slots=True)
class Agreed:
    """A person whose marketing consent was given or confirmed last at `agreed_at`."""

    user_id: int
    agreed_at: datetime


async def to_confirm(connection: Connection, before: datetime, limit: int) -> list[Agreed]:
    """Up to `limit` people who agree and were last asked or told before `before`, longest first.

    Whoever has the confirming notice on its way is left out.
    """
    rows = await connection.fetch(
        """
        SELECT u.id AS user_id, c.created_at AS agreed_at
        FROM chatbot.users u
        JOIN LATERAL (
            SELECT is_granted, created_at FROM chatbot.consents
            WHERE user_id = u.id AND kind = 'marketing' ORDER BY id DESC LIMIT 1
        ) c ON c.is_granted AND c.created_at < $1
        WHERE u.status = 'ACTIVE' AND u.main_user_id IS NULL AND u.platform IN ('kakao', 'line', 'web', 'test')
          AND NOT EXISTS (
              SELECT FROM chatbot.outbox o WHERE o.user_id = u.id AND o.kind = 'consent'
              AND (o.state IN ('new', 'taken') OR (o.state = 'sent' AND o.finished_at >= $1)))
        ORDER BY c.created_at, u.id LIMIT $2
        """,
        before,
        limit,
    )
    return [Agreed(**row) for row in rows]
