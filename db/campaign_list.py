"""A campaign's list of recipients: each person once, whatever is paused, killed or begun again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from db import outbox
from db.pool import Connection


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody whose message is still to be written."""

    id: int
    user_id: int
    variant: str


@dataclass(frozen=True, slots=True)
class Queued:
    """A recipient's message in the outbox, and the coupon that goes with it."""

    recipient_id: int
    outbox_id: int
    wallet_id: int | None


async def add(
    connection: Connection,
    campaign_id: int,
    people: Iterable[tuple[int, str]],
    at: datetime,
    *,
    held_out: bool = False,
) -> None:
    """Put (user id, variant) on the list as of `at` (business time); who is there already stays as they are."""
    state = "HELD_OUT" if held_out else "PENDING"
    await connection.executemany(
        """
        INSERT INTO chatbot.campaign_recipients (campaign_id, user_id, variant, state, listed_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (campaign_id, user_id) DO NOTHING
        """,
        [(campaign_id, user_id, variant, state, at) for user_id, variant in people],
    )


async def take_pending(connection: Connection, campaign_id: int, limit: int) -> list[Recipient]:
    """Up to `limit` recipients to be queued or skipped in this transaction; none unless the campaign is RUNNING.

    The campaign's row is held meanwhile: pausing waits for the batch in hand and then nothing more goes out.
    """
    is_running = await connection.fetchval(
        "SELECT status = 'RUNNING' FROM chatbot.campaigns WHERE id = $1 FOR SHARE", campaign_id
    )
    if not is_running:
        return []
    rows = await connection.fetch(
        """
        SELECT id, user_id, variant FROM chatbot.campaign_recipients
        WHERE campaign_id = $1 AND state = 'PENDING' ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED
        """,
        campaign_id,
        limit,
    )
    return [Recipient(**row) for row in rows]


async def queue(connection: Connection, queued: Iterable[Queued]) -> None:
    """Their messages are in the outbox."""
    await connection.executemany(
        """
        UPDATE chatbot.campaign_recipients SET state = 'QUEUED', outbox_id = $2, wallet_id = $3
        WHERE id = $1 AND state = 'PENDING'
        """,
        [(each.recipient_id, each.outbox_id, each.wallet_id) for each in queued],
    )


async def skip(connection: Connection, reasons: Mapping[int, str]) -> None:
    """A rule keeps messages back; the reason by recipient."""
    await connection.executemany(
        """
        UPDATE chatbot.campaign_recipients SET state = 'SKIPPED', skip_reason = $2
        WHERE id = $1 AND state IN ('PENDING', 'QUEUED')
        """,
        list(reasons.items()),
    )


async def call_back(connection: Connection, campaign_id: int, at: datetime) -> int:
    """Take everybody off to whom nothing has gone out; returns how many. A message in a sender's hand goes its way."""
    waiting = await connection.fetch(
        "SELECT outbox_id FROM chatbot.campaign_recipients WHERE campaign_id = $1 AND state = 'QUEUED'", campaign_id
    )
    stopped = await outbox.cancel(connection, [row["outbox_id"] for row in waiting if row["outbox_id"]], at)
    rows = await connection.fetch(
        """
        UPDATE chatbot.campaign_recipients SET state = 'CANCELLED'
        WHERE campaign_id = $1 AND (state = 'PENDING' OR (state = 'QUEUED' AND outbox_id = ANY ($2))) RETURNING id
        """,
        campaign_id,
        stopped,
    )
    return len(rows)
