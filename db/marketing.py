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


async def declare(connection: Connection, user_id: int, kind: str, *, granted: bool) -> bool:
    """Write what a person said in the chat to a kind of consent; False where that is how it stands already.

    Must run in a transaction. A refusal of what was never agreed to is written too.
    """
    await connection.execute("SELECT FROM chatbot.users WHERE id = $1 FOR NO KEY UPDATE", user_id)
    declared: int | None = await connection.fetchval(
        """
        INSERT INTO chatbot.consents (user_id, kind, is_granted, source)
        SELECT $1, $2::varchar, $3::boolean, 'chat'
        WHERE $3 IS DISTINCT FROM (
            SELECT is_granted FROM chatbot.consents WHERE user_id = $1 AND kind = $2 ORDER BY id DESC LIMIT 1)
        RETURNING id
        """,
        user_id,
        kind,
        granted,
    )
    if declared is not None and kind == "marketing":
        await connection.execute(
            "UPDATE chatbot.users SET marketing_agreed_at = CASE WHEN $2 THEN now() END WHERE id = $1",
            user_id,
            granted,
        )
    return declared is not None


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
