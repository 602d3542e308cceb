"""What became of a campaign's people, and what they did afterwards beside those who were held out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from db.pool import Connection

AFTERWARDS = timedelta(days=7)
"""How long after they came onto the list what people do is counted."""


@dataclass(frozen=True, slots=True)
class VariantRow:
    """People of one variant by what became of them, and won spent on sending.

    `accepted` is the platform's word that it took the message, `unknown` that it never answered. `told` are the
    accepted that went by a platform that tells what arrives (KakaoTalk, AlimTalk; LINE never does), `delivered` those
    of which it told so. No platform tells what was read.
    """

    variant: str
    listed: int
    held_out: int
    pending: int
    queued: int
    accepted: int
    told: int
    delivered: int
    unknown: int
    skipped: int
    failed: int
    cancelled: int
    clicked: int
    coupons_given: int
    coupons_used: int
    cost: float


@dataclass(frozen=True, slots=True)
class DidRow:
    """Of so many `people`, held out or not, how many wrote to us and how many completed an order afterwards."""

    is_held_out: bool
    people: int
    wrote: int
    ordered: int


async def by_variant(connection: Connection, campaign_id: int) -> list[VariantRow]:
    """One row a variant."""
    rows = await connection.fetch(
        """
        SELECT r.variant, count(*)::int AS listed,
               count(*) FILTER (WHERE r.state = 'HELD_OUT')::int AS held_out,
               count(*) FILTER (WHERE r.state = 'PENDING')::int AS pending,
               count(*) FILTER (WHERE r.state = 'QUEUED')::int AS queued,
               count(*) FILTER (WHERE r.state = 'SENT' AND o.state IS DISTINCT FROM 'unknown')::int AS accepted,
               count(*) FILTER (WHERE r.state = 'SENT' AND o.state = 'sent'
                                  AND o.channel IN ('kakao', 'alimtalk'))::int AS told,
               count(r.delivered_at)::int AS delivered,
               count(*) FILTER (WHERE r.state = 'SENT' AND o.state = 'unknown')::int AS unknown,
               count(*) FILTER (WHERE r.state = 'SKIPPED')::int AS skipped,
               count(*) FILTER (WHERE r.state = 'FAILED')::int AS failed,
               count(*) FILTER (WHERE r.state = 'CANCELLED')::int AS cancelled,
               count(r.clicked_at)::int AS clicked,
               count(r.wallet_id)::int AS coupons_given,
               count(*) FILTER (WHERE w.status = 'USED')::int AS coupons_used,
               coalesce(sum(o.cost), 0)::float8 AS cost
        FROM chatbot.campaign_recipients r
        LEFT JOIN chatbot.outbox o ON o.id = r.outbox_id
        LEFT JOIN chatbot.user_coupon_wallet w ON w.id = r.wallet_id
        WHERE r.campaign_id = $1 GROUP BY r.variant ORDER BY r.variant
        """,
        campaign_id,
    )
    return [VariantRow(**row) for row in rows]


async def skip_reasons(connection: Connection, campaign_id: int) -> dict[str, int]:
    """Why a rule kept messages back, and how many."""
    rows = await connection.fetch(
        """
        SELECT skip_reason, count(*)::int AS people FROM chatbot.campaign_recipients
        WHERE campaign_id = $1 AND state = 'SKIPPED' GROUP BY 1 ORDER BY 1
        """,
        campaign_id,
    )
    return {row["skip_reason"]: row["people"] for row in rows}


async def did(connection: Connection, campaign_id: int) -> list[DidRow]:
    """What people did within `AFTERWARDS` of coming onto the list; who waits or was called back counts nowhere.

    Everybody who was to get it counts, also where a rule or a fault kept it back: leaving those out would compare
    people of different kinds.
    """
    rows = await connection.fetch(
        """
        SELECT r.state = 'HELD_OUT' AS is_held_out, count(*)::int AS people,
               count(*) FILTER (WHERE EXISTS (
                   SELECT FROM chatbot.conversations c
                   WHERE c.user_id = r.user_id AND c.timestamp >= r.listed_at AND c.timestamp < r.listed_at + $2
               ))::int AS wrote,
               count(*) FILTER (WHERE EXISTS (
                   SELECT FROM chatbot.orders d
                   WHERE d.user_id = r.user_id AND d.completed_at >= r.listed_at AND d.completed_at < r.listed_at + $2
               ))::int AS ordered
        FROM chatbot.campaign_recipients r
        WHERE r.campaign_id = $1 AND r.state IN ('HELD_OUT', 'SENT', 'SKIPPED', 'FAILED') GROUP BY 1
        """,
        campaign_id,
        AFTERWARDS,
    )
    return [DidRow(**row) for row in rows]
