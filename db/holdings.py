"""Wallets as people look at them: what they hold, used and let run out, and what they could have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from db.pool import Connection


@dataclass(frozen=True, slots=True)
class Holding:
    """A coupon that a person has or had; amounts in won, `discount_rate` a share of 1."""

    wallet_id: int
    coupon_id: str
    name: str
    description: str
    coupon_type: str
    discount_amount: int | None
    discount_rate: float | None
    max_discount_amount: int | None
    min_order_amount: int
    free_item: str | None
    usage_type: str
    applicable_shops: tuple[int, ...]
    status: str
    expires_at: datetime
    is_reserved: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """A coupon that whoever asks may have."""

    coupon_id: str
    name: str
    description: str


async def of_person(connection: Connection, user_id: int, at: datetime, limit: int = 200) -> list[Holding]:
    """The newest coupons of a person, soonest to expire first; an ACTIVE one that ran out by `at` is EXPIRED."""
    rows = await connection.fetch(
        """
        SELECT * FROM (
            SELECT w.id AS wallet_id, c.id AS coupon_id, c.coupon_name AS name, c.description, c.coupon_type,
                   c.discount_amount, c.discount_rate::float8 AS discount_rate, c.max_discount_amount,
                   c.min_order_amount, c.free_item, c.usage_type,
                   coalesce(c.applicable_shop_ids, '{}') AS applicable_shops,
                   CASE WHEN w.status = 'ACTIVE' AND w.expires_at <= $2 THEN 'EXPIRED' ELSE w.status END AS status,
                   w.expires_at, coalesce(w.status = 'ACTIVE' AND w.reserved_until > $2, FALSE) AS is_reserved
            FROM chatbot.user_coupon_wallet w JOIN chatbot.coupons c ON c.id = w.coupon_id
            WHERE w.user_id = $1 ORDER BY w.id DESC LIMIT $3) newest
        ORDER BY expires_at, wallet_id
        """,
        user_id,
        at,
        limit,
    )
    return [Holding(**(dict(row) | {"applicable_shops": tuple(row["applicable_shops"])})) for row in rows]


async def offered(connection: Connection, user_id: int, today: date, limit: int) -> list[Offer]:
    """Coupons that a person could claim now, best first: never had, not sold out, paid for."""
    rows = await connection.fetch(
        """
        SELECT c.id AS coupon_id, c.coupon_name AS name, c.description
        FROM chatbot.coupons c LEFT JOIN chatbot.programmes p ON p.id = c.programme_id
        WHERE c.is_active AND c.given_for IS NULL AND $2 BETWEEN c.valid_from AND c.valid_until
          AND (c.max_issue_count IS NULL OR c.total_issued < c.max_issue_count)
          AND (p.id IS NULL OR (p.is_active
               AND (p.number_budget IS NULL OR p.number_issued < p.number_budget)
               AND (p.money_budget IS NULL OR p.money_committed + p.money_spent
                    + coalesce(c.discount_amount, c.max_discount_amount) <= p.money_budget)))
          AND NOT EXISTS (SELECT FROM chatbot.user_coupon_wallet w WHERE w.user_id = $1 AND w.coupon_id = c.id)
        ORDER BY c.priority_score DESC, c.id LIMIT $3
        """,
        user_id,
        today,
        limit,
    )
    return [Offer(**row) for row in rows]
