"""What is deleted when its time is over (schema.md, "Retention"); archives are `db.archive`'s."""

from __future__ import annotations

from datetime import datetime

from db.pool import Connection

_EXPIRED = {
    "idempotency_keys": "DELETE FROM chatbot.idempotency_keys WHERE created_at < now() - INTERVAL '24 hours'",
    "inbox": "DELETE FROM chatbot.inbox WHERE finished_at < now() - INTERVAL '30 days'",
    "outbox": """
        DELETE FROM chatbot.outbox
        WHERE finished_at < $1::timestamptz - INTERVAL '400 days' AND kind <> 'consent'
    """,
    "performance_logs": "DELETE FROM chatbot.performance_logs WHERE created_at < $1::timestamptz - INTERVAL '90 days'",
    "conversation_contexts": """
        DELETE FROM chatbot.conversation_contexts WHERE ended_at < $1::timestamptz - INTERVAL '30 days'
    """,
    "link_codes": """
        DELETE FROM chatbot.link_codes
        WHERE expires_at < $1::timestamptz - INTERVAL '30 days' AND used_at IS NULL
          AND NOT EXISTS (
              SELECT FROM chatbot.link_codes g WHERE g.child_code_id = link_codes.id AND g.used_at IS NOT NULL)
    """,
    "tracked_links": "DELETE FROM chatbot.tracked_links WHERE expires_at < $1::timestamptz - INTERVAL '400 days'",
    "notices": "DELETE FROM chatbot.notices WHERE shown_until < $1::timestamptz - INTERVAL '400 days'",
}
"""By table. What counts real time (leases, keys) goes by the server's clock, everything else by business time."""


async def forget(connection: Connection, at: datetime) -> dict[str, int]:
    """Delete what is over at `at` (business time); how many rows of which table."""
    gone = {}
    for table, statement in _EXPIRED.items():
        values = (at,) if "$1" in statement else ()
        tag = await connection.execute(statement, *values)
        if count := int(tag.split()[-1]):
            gone[table] = count
    return gone
