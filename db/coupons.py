"""Coupon definitions and what puts them into wallets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from db.pool import Connection


@dataclass(frozen=True, slots=True)
class NewCoupon:
    """A coupon to be written; amounts in won, whole days of KST, `percent` in hundredths.

    FIXED_AMOUNT has its `discount_amount`, PERCENTAGE its `percent`, FREEBIE its `free_item`, BOGO nothing.
    """

    id: str
    coupon_name: str
    description: str
    discount_amount: int | None
    min_order_amount: int
    usage_type: str
    target_categories: tuple[str, ...] | None
    applicable_shop_ids: tuple[int, ...] | None
    valid_from: date
    valid_until: date
    priority_score: float
    created_by: str
    coupon_type: str = "FIXED_AMOUNT"
    percent: int | None = None
    max_discount_amount: int | None = None
    free_item: str | None = None
    is_stackable: bool = False


@dataclass(frozen=True, slots=True)
class Promoted:
    """A coupon that a campaign gives, as it is told of: it ends at `expires_at` at the latest."""

    id: str
    coupon_name: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """A coupon as operators see it: its rule, where and for whom it counts, and what became of it. Won, days of KST."""

    id: str
    coupon_name: str
    coupon_type: str
    discount_amount: int | None
    percent: int | None
    max_discount_amount: int | None
    free_item: str | None
    is_stackable: bool
    min_order_amount: int
    usage_type: str
    target_categories: tuple[str, ...]
    applicable_shop_ids: tuple[int, ...]
    target_user_types: tuple[str, ...]
    valid_from: date
    valid_until: date
    is_active: bool
    max_issue_count: int | None
    total_issued: int
    total_used: int
    given_for: str | None
    programme_id: int | None
    programme_name: str | None


async def listed(connection: Connection, region_id: int | None, after: str, limit: int) -> list[Listed]:
    """The first `limit` coupons behind an id, by id; to an operator of a region those that may be given there."""
    rows = await connection.fetch(
        """
        SELECT c.id, c.coupon_name, c.coupon_type, c.discount_amount, (c.discount_rate * 100)::int AS percent,
               c.max_discount_amount, c.free_item, c.is_stackable, c.min_order_amount, c.usage_type,
               coalesce(c.target_categories, '{}') AS target_categories,
               coalesce(c.applicable_shop_ids, '{}') AS applicable_shop_ids,
               coalesce(c.target_user_types, '{}') AS target_user_types, c.valid_from, c.valid_until, c.is_active,
               c.max_issue_count, c.total_issued, c.total_used, c.given_for, c.programme_id, p.programme_name
        FROM chatbot.coupons c LEFT JOIN chatbot.programmes p ON p.id = c.programme_id
        WHERE c.id > $2 AND ($1::integer IS NULL OR coalesce(p.region_id, $1) = $1)
        ORDER BY c.id LIMIT $3
        """,
        region_id,
        after,
        limit,
    )
    lists = ("target_categories", "applicable_shop_ids", "target_user_types")
    return [Listed(**(dict(row) | {name: tuple(row[name]) for name in lists})) for row in rows]


async def add(connection: Connection, coupons: Iterable[NewCoupon]) -> None:
    """Write coupons; one that stands already keeps what it says."""
    await connection.executemany(
        """
        INSERT INTO chatbot.coupons (
            id, coupon_name, description, coupon_type, discount_amount, min_order_amount, usage_type,
            target_categories, applicable_shop_ids, valid_from, valid_until, priority_score, created_by,
            discount_rate, max_discount_amount, free_item, is_stackable)
        VALUES ($1, $2, $3, $13, $4, $5, $6, $7, $8, $9, $10, $11, $12, $14::numeric / 100, $15, $16, $17)
        ON CONFLICT (id) DO NOTHING
        """,
        [
            (
                *(c.id, c.coupon_name, c.description, c.discount_amount, c.min_order_amount, c.usage_type),
                *(c.target_categories, c.applicable_shop_ids, c.valid_from, c.valid_until, c.priority_score),
                *(c.created_by, c.coupon_type, c.percent, c.max_discount_amount, c.free_item, c.is_stackable),
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


async def give_at(connection: Connection, coupon_id: str, occasion: str, programme_id: int) -> None:
    """Let a coupon be given at an occasion alone, out of a programme's budget."""
    await connection.execute(
        "UPDATE chatbot.coupons SET given_for = $2, programme_id = $3 WHERE id = $1", coupon_id, occasion, programme_id
    )


async def given_at(connection: Connection, occasion: str, today: date) -> str | None:
    """The coupon that is given at an occasion (welcome, first_order, loyalty, referral) on that day, if any."""
    coupon_id: str | None = await connection.fetchval(
        """
        SELECT id FROM chatbot.coupons
        WHERE given_for = $1 AND is_active AND $2 BETWEEN valid_from AND valid_until
        """,
        occasion,
        today,
    )
    return coupon_id


async def promoted(connection: Connection, coupon_id: str, at: datetime, kept: timedelta) -> Promoted | None:
    """A coupon that can be given at `at` (KST) and lives for `kept`, within its last day; None where it cannot.

    One that is given by the program alone (welcome, aid and the like) is not a campaign's to give, but for aid.
    """
    row = await connection.fetchrow(
        """
        SELECT id, coupon_name,
               least($3::timestamptz, (valid_until + 1)::timestamp AT TIME ZONE 'Asia/Seoul') AS expires_at
        FROM chatbot.coupons
        WHERE id = $1 AND is_active AND $2 BETWEEN valid_from AND valid_until
          AND coalesce(given_for, 'grant') IN ('grant', 'emergency_aid')
        """,
        coupon_id,
        at.date(),
        at + kept,
    )
    return Promoted(**row) if row else None
