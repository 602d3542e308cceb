"""Campaigns and their ledger of recipients: each person of a campaign once, whatever is paused or killed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.pool import Connection

_BEFORE = {
    "SCHEDULED": ("DRAFT",),
    "RUNNING": ("DRAFT", "SCHEDULED", "PAUSED"),
    "PAUSED": ("RUNNING",),
    "FINISHED": ("RUNNING",),
    "CANCELLED": ("DRAFT", "SCHEDULED", "RUNNING", "PAUSED"),
}
"""Where each status may be reached from."""


@dataclass(frozen=True, slots=True)
class NewCampaign:
    """A DRAFT to be written; `messages` by variant, `kind` advertisement, service or aid."""

    campaign_name: str
    region_id: int | None
    kind: str
    segment_id: int
    messages: Mapping[str, Any]
    coupon_id: str | None = None
    experiment_id: int | None = None
    hold_out_percent: int = 0
    trigger_event: str | None = None
    scheduled_at: datetime | None = None
    throttle_per_minute: int | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody whose message is still to be written."""

    id: int
    user_id: int
    variant: str


async def add_segment(
    connection: Connection, name: str, region_id: int | None, rules: Mapping[str, Any], operator_id: int
) -> int:
    """Write a segment; returns its id."""
    segment_id: int = await connection.fetchval(
        """
        INSERT INTO chatbot.segments (segment_name, region_id, rules, created_by) VALUES ($1, $2, $3, $4) RETURNING id
        """,
        name,
        region_id,
        dict(rules),
        operator_id,
    )
    return segment_id


async def add(connection: Connection, campaign: NewCampaign, operator_id: int) -> int:
    """Write a DRAFT; returns its id."""
    c = campaign
    campaign_id: int = await connection.fetchval(
        """
        INSERT INTO chatbot.campaigns (
            campaign_name, region_id, kind, segment_id, messages, coupon_id, experiment_id, hold_out_percent,
            trigger_event, scheduled_at, throttle_per_minute, created_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id
        """,
        *(c.campaign_name, c.region_id, c.kind, c.segment_id, dict(c.messages), c.coupon_id, c.experiment_id),
        *(c.hold_out_percent, c.trigger_event, c.scheduled_at, c.throttle_per_minute, operator_id),
    )
    return campaign_id


async def change(connection: Connection, campaign_id: int, status: str, at: datetime) -> bool:
    """Bring a campaign to `status`; False where it cannot come there from where it is."""
    changed: int | None = await connection.fetchval(
        """
        UPDATE chatbot.campaigns
        SET status = $2::text,
            started_at = CASE WHEN $2::text = 'RUNNING' THEN coalesce(started_at, $4) ELSE started_at END,
            ended_at = CASE WHEN $2::text IN ('FINISHED', 'CANCELLED') THEN $4 END
        WHERE id = $1 AND status = ANY ($3) RETURNING id
        """,
        campaign_id,
        status,
        list(_BEFORE[status]),
        at,
    )
    return changed is not None


async def due(connection: Connection, at: datetime) -> list[int]:
    """SCHEDULED campaigns whose time has come."""
    rows = await connection.fetch(
        "SELECT id FROM chatbot.campaigns WHERE status = 'SCHEDULED' AND scheduled_at <= $1 ORDER BY scheduled_at, id",
        at,
    )
    return [row["id"] for row in rows]


async def add_recipients(
    connection: Connection, campaign_id: int, people: Iterable[tuple[int, str]], *, held_out: bool = False
) -> None:
    """Put (user id, variant) on a campaign's list; who is there already stays as they are."""
    await connection.executemany(
        """
        INSERT INTO chatbot.campaign_recipients (campaign_id, user_id, variant, state) VALUES ($1, $2, $3, $4)
        ON CONFLICT (campaign_id, user_id) DO NOTHING
        """,
        [(campaign_id, user_id, variant, "HELD_OUT" if held_out else "PENDING") for user_id, variant in people],
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


async def queue(connection: Connection, recipient_id: int, outbox_id: int, wallet_id: int | None) -> None:
    """Their message is in the outbox, with the coupon that goes with it."""
    await connection.execute(
        """
        UPDATE chatbot.campaign_recipients SET state = 'QUEUED', outbox_id = $2, wallet_id = $3
        WHERE id = $1 AND state = 'PENDING'
        """,
        recipient_id,
        outbox_id,
        wallet_id,
    )


async def skip(connection: Connection, recipient_id: int, reason: str) -> None:
    """A rule keeps their message back."""
    await connection.execute(
        """
        UPDATE chatbot.campaign_recipients SET state = 'SKIPPED', skip_reason = $2
        WHERE id = $1 AND state IN ('PENDING', 'QUEUED')
        """,
        recipient_id,
        reason,
    )


async def cancel_pending(connection: Connection, campaign_id: int) -> int:
    """Take everybody off whose message was not written yet; returns how many."""
    rows = await connection.fetch(
        """
        UPDATE chatbot.campaign_recipients SET state = 'CANCELLED'
        WHERE campaign_id = $1 AND state = 'PENDING' RETURNING id
        """,
        campaign_id,
    )
    return len(rows)


async def tally(connection: Connection, campaign_id: int) -> dict[tuple[str, str], int]:
    """How many recipients stand where: (variant, state) → number; 'clicked' and 'used' count beside the states."""
    rows = await connection.fetch(
        """
        SELECT variant, state, count(*) AS people FROM chatbot.campaign_recipients
        WHERE campaign_id = $1 GROUP BY variant, state
        UNION ALL
        SELECT variant, 'clicked', count(*) FROM chatbot.campaign_recipients
        WHERE campaign_id = $1 AND clicked_at IS NOT NULL GROUP BY variant
        UNION ALL
        SELECT r.variant, 'used', count(*)
        FROM chatbot.campaign_recipients r JOIN chatbot.user_coupon_wallet w ON w.id = r.wallet_id
        WHERE r.campaign_id = $1 AND w.status = 'USED' GROUP BY r.variant
        """,
        campaign_id,
    )
    return {(row["variant"], row["state"]): row["people"] for row in rows}
