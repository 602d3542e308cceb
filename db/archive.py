"""Months of `conversations` (KST): partitions made ahead, months put away after a year, archives forgotten.

Every function here may run for minutes on a full month, so it lifts the statement limit for its transaction.
"""

from __future__ import annotations

from datetime import date

from db.pool import Connection

_LONG_SECONDS = 600


async def make_partitions(connection: Connection, month: date) -> int:
    """Make the missing partitions of `month` and the three after it, of every table that has months."""
    made: int = await connection.fetchval(
        "SELECT chatbot.make_conversation_partitions($1) + ml_training.make_metric_partitions($1)",
        month,
        timeout=_LONG_SECONDS,
    )
    return made


async def months_before(connection: Connection, before: date) -> list[date]:
    """The months with turns that began before `before` (a first of a month), oldest first."""
    rows = await connection.fetch(
        """
        SELECT DISTINCT date_trunc('month', timestamp AT TIME ZONE 'Asia/Seoul')::date AS month
        FROM chatbot.conversations
        WHERE timestamp < $1::date::timestamp AT TIME ZONE 'Asia/Seoul'
        ORDER BY month
        """,
        before,
    )
    return [row["month"] for row in rows]


async def archive(connection: Connection, month: date) -> int:
    """Put the month of `month` away, inside the caller's transaction; returns how many turns.

    Raises:
        asyncpg.InvalidParameterValueError: the month is not over.
    """
    await connection.execute(f"SET LOCAL statement_timeout = '{_LONG_SECONDS}s'")
    turns: int = await connection.fetchval("SELECT chatbot.archive_conversations($1)", month, timeout=_LONG_SECONDS)
    return turns


async def forget_archives(connection: Connection, before: date) -> int:
    """Delete what was archived of months before `before`; returns how many turns are gone."""
    turns: int = await connection.fetchval(
        """
        WITH gone AS (DELETE FROM chatbot.conversations_archive WHERE month < $1 RETURNING turn_count)
        SELECT coalesce(sum(turn_count), 0)::int FROM gone
        """,
        before,
    )
    return turns
