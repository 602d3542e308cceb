"""Coupon definitions and what puts them into wallets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from db.pool import Connection


@dataclass(frozen=True, slots=True)
class NewCoupon:
    """A FIXED_AMOUNT coupon to be written; amounts in won, whole days of KST."""

    id: str
    coupon_name: str
    description: str
    discount_amount: int
    min_order_amount: int
    usage_type: str
    target_categories: tuple[str, ...] | None
    applicable_shop_ids: tuple[int, ...] | None
    valid_from: date
    valid_until: date
    priority_score: float
    created_by: str


async def add(connection: Connection, coupons: Iterable[NewCoupon]) -> None:
    """Write coupons; one that stands already keeps what it says."""
    await connection.executemany(
        """
        INSERT INTO chatbot.coupons (
            id, coupon_name, description, coupon_type, discount_amount, min_order_amount, usage_type,
            target_categories, applicable_shop_ids, valid_from, valid_until, priority_score, created_by)
        VALUES ($1, $2, $3, 'FIXED_AMOUNT', $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (id) DO NOTHING
        """,
        [
            (
                *(c.id, c.coupon_name, c.description, c.discount_amount, c.min_order_amount, c.usage_type),
                *(c.target_categories, c.applicable_shop_ids, c.valid_from, c.valid_until, c.priority_score),
                c.created_by,
            )
            for c in coupons
        ],
    )


async def give(
    connection: Connection, user_id: int, expiries: Mapping[str, datetime], source: str, issued_by: str
) -> list[str]:
    """Put each coupon of `expiries` that the person never held into their wallet; returns which were given.

    None lives longer than its coupon's last day (KST, whole). Unknown ids are passed over. `total_issued`
    is kept true in the same statement.
    """
    rows = await connection.fetch(
        """
        WITH given AS (
            INSERT INTO chatbot.user_coupon_wallet (user_id, coupon_id, issued_by, acquisition_source, expires_at)
            SELECT $1, c.id, $5, $4, least(wish.expires_at, (c.valid_until + 1)::timestamp AT TIME ZONE 'Asia/Seoul')
            FROM unnest($2::text[], $3::timestamptz[]) AS wish (coupon_id, expires_at)
            JOIN chatbot.coupons c ON c.id = wish.coupon_id
            WHERE NOT EXISTS (
                SELECT FROM chatbot.user_coupon_wallet w WHERE w.user_id = $1 AND w.coupon_id = c.id)
            ON CONFLICT (user_id, coupon_id) WHERE status = 'ACTIVE' DO NOTHING
            RETURNING coupon_id
        )
        UPDATE chatbot.coupons SET total_issued = total_issued + 1
        FROM given WHERE coupons.id = given.coupon_id
        RETURNING coupons.id
        """,
        user_id,
        list(expiries),
        list(expiries.values()),
        source,
        issued_by,
    )
    return sorted(row["id"] for row in rows)
