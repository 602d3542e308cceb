"""Campaigns: what is said to whom and when, how they move from status to status, how fast they may go."""

from __future__ import annotations

from collections.abc import Mapping
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
class CampaignRow:
    """A campaign as it stands; times in business time."""

    id: int
    campaign_name: str
    region_id: int | None
    kind: str
    segment_id: int
    messages: Mapping[str, Any]
    coupon_id: str | None
    experiment_id: int | None
    hold_out_percent: int
    trigger_event: str | None
    scheduled_at: datetime | None
    throttle_per_minute: int | None
    status: str
    started_at: datetime | None
    ended_at: datetime | None


_READ = """
SELECT id, campaign_name, region_id, kind, segment_id, messages, coupon_id, experiment_id, hold_out_percent,
       trigger_event, scheduled_at, throttle_per_minute, status, started_at, ended_at
FROM chatbot.campaigns
"""

_ALLOW = """
WITH room AS (
    SELECT c.id, c.throttle_per_minute AS rate,
           greatest(coalesce(c.paced_until, '-infinity'),
                    now() - greatest(INTERVAL '5 seconds', INTERVAL '1 minute' / c.throttle_per_minute)) AS since,
           $3 - (SELECT count(*) FROM chatbot.campaign_recipients r
                 WHERE r.campaign_id = c.id AND r.state = 'QUEUED') AS free
    FROM chatbot.campaigns c WHERE c.id = $1 AND c.status = 'RUNNING' FOR UPDATE
), granted AS (
    SELECT id, rate, since, least($2, free, CASE WHEN rate IS NULL THEN $2
        ELSE floor(extract(epoch FROM now() - since) * rate / 60) END)::int AS people
    FROM room
)
UPDATE chatbot.campaigns c
SET paced_until = CASE WHEN g.rate IS NULL THEN NULL ELSE g.since + g.people * INTERVAL '1 minute' / g.rate END
FROM granted g WHERE c.id = g.id AND g.people > 0
RETURNING g.people
"""


async def add(connection: Connection, campaign: NewCampaign, operator_id: int | None) -> int:
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
    """SCHEDULED campaigns whose time has come, and those that wait for an event of their people."""
    rows = await connection.fetch(
        """
        SELECT id FROM chatbot.campaigns
        WHERE status = 'SCHEDULED' AND (scheduled_at <= $1 OR trigger_event IS NOT NULL) ORDER BY scheduled_at, id
        """,
        at,
    )
    return [row["id"] for row in rows]


async def read(connection: Connection, campaign_id: int, *, hold: bool = False) -> CampaignRow | None:
    """A campaign; with `hold` nobody else changes it until the transaction ends."""
    row = await connection.fetchrow(f"{_READ} WHERE id = $1 {'FOR UPDATE' if hold else ''}", campaign_id)
    return CampaignRow(**row) if row else None


async def newest(connection: Connection, limit: int) -> list[CampaignRow]:
    """Campaigns that whoever asks may see, the newest first."""
    return [CampaignRow(**row) for row in await connection.fetch(f"{_READ} ORDER BY id DESC LIMIT $1", limit)]


async def running(connection: Connection) -> list[CampaignRow]:
    """Those that go out now."""
    return [CampaignRow(**row) for row in await connection.fetch(f"{_READ} WHERE status = 'RUNNING' ORDER BY id")]


async def set_experiment(connection: Connection, campaign_id: int, experiment_id: int) -> None:
    """Compare a campaign's variants, or what they do beside nothing, in an experiment."""
    await connection.execute(
        "UPDATE chatbot.campaigns SET experiment_id = $2 WHERE id = $1", campaign_id, experiment_id
    )


async def schedule_now(connection: Connection, campaign_id: int, at: datetime) -> None:
    """Let a DRAFT without a time or event of its own be due at once."""
    await connection.execute(
        """
        UPDATE chatbot.campaigns SET scheduled_at = $2
        WHERE id = $1 AND status = 'DRAFT' AND scheduled_at IS NULL AND trigger_event IS NULL
        """,
        campaign_id,
        at,
    )


async def allow(connection: Connection, campaign_id: int, most: int, in_outbox: int) -> int:
    """How many more messages a RUNNING campaign may write now: at most `most`, and with its throttle counted.

    No more than `in_outbox` of its messages wait in the outbox at once, so that little is left to call back. The
    campaign's row is held until the transaction ends, so any number of processes share one throttle.
    """
    allowed: int | None = await connection.fetchval(_ALLOW, campaign_id, most, in_outbox)
    return allowed or 0


async def finish_emptied(connection: Connection, at: datetime) -> list[int]:
    """End RUNNING campaigns that wait for no event and have nobody left; returns the experiments that end with them."""
    rows = await connection.fetch(
        """
        UPDATE chatbot.campaigns c SET status = 'FINISHED', ended_at = $1
        WHERE c.status = 'RUNNING' AND c.trigger_event IS NULL AND NOT EXISTS (
            SELECT FROM chatbot.campaign_recipients r WHERE r.campaign_id = c.id AND r.state IN ('PENDING', 'QUEUED'))
        RETURNING c.experiment_id
        """,
        at,
    )
    return [row["experiment_id"] for row in rows if row["experiment_id"] is not None]
