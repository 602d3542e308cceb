"""What happens to a coupon in somebody's wallet. The trigger keep_coupon_books writes ledger and budgets with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import asyncpg

from db.pool import Connection


class Refusal(StrEnum):
    """Why a coupon was not given."""

    NOT_OFFERED = "not_offered"  # unknown, switched off, outside its dates
    HELD = "held"  # the person holds it already
    USED_UP = "used_up"  # the person had it as often as one may
    SOLD_OUT = "sold_out"  # all were given
    NO_BUDGET = "no_budget"  # its programme cannot promise any more
    NOT_FOR_THE_ASKING = "not_for_the_asking"  # it is given at an occasion


@dataclass(frozen=True, slots=True)
class Expiring:
    """A coupon that runs out soon and whose holder is to be reminded."""

    wallet_id: int
    user_id: int
    coupon_name: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a shop is owed for one coupon: number of uses, won."""

    shop_id: int
    shop_name: str
    coupon_id: str
    coupon_name: str
    uses: int
    amount: int


_OFFER = """
SELECT is_active AND $2 BETWEEN valid_from AND valid_until AS offered, total_issued >= max_issue_count AS sold_out,
       max_use_per_user, programme_id, given_for, coalesce(discount_amount, max_discount_amount) AS most,
       (valid_until + 1)::timestamp AT TIME ZONE 'Asia/Seoul' AS ends_at
FROM chatbot.coupons WHERE id = $1 FOR UPDATE
"""

_BUDGET = """
SELECT is_active, number_issued >= number_budget AS none_left, money_budget IS NOT NULL AS is_limited,
       money_budget - money_committed - money_spent AS money_left
FROM chatbot.programmes WHERE id = $1 FOR UPDATE
"""

_HISTORY = """
SELECT count(*) FILTER (WHERE status = 'ACTIVE') AS held, count(*) FILTER (WHERE status IN ('ACTIVE', 'USED')) AS had
FROM chatbot.user_coupon_wallet WHERE user_id = $1 AND coupon_id = $2
"""

_GIVE = """
WITH counted AS (UPDATE chatbot.coupons SET total_issued = total_issued + 1 WHERE id = $2)
INSERT INTO chatbot.user_coupon_wallet (
    user_id, coupon_id, issued_at, issued_by, acquisition_source, expires_at, committed_amount)
VALUES ($1, $2, $3, $4, $5, $6, $7)
RETURNING id
"""


async def claim(
    connection: Connection,
    user_id: int,
    coupon_id: str,
    source: str,
    issued_by: str,
    at: datetime,
    expires_at: datetime,
    *,
    asked: bool = False,
) -> int | Refusal:
    """Give a person a coupon within every limit; returns the wallet's id. Must run in a transaction.

    `asked` is true where the person asks for it: then a coupon that is given at an occasion is refused.

    The coupon's row is locked, so of any number at once no limit is passed. It never outlives the coupon's last
    day, nor `expires_at`. `at` must be in the Korean time zone: its date decides.
    """
    offer = await connection.fetchrow(_OFFER, coupon_id, at.date())
    if offer is None or not offer["offered"]:
        return Refusal.NOT_OFFERED
    if asked and offer["given_for"] is not None:
        return Refusal.NOT_FOR_THE_ASKING
    (history,) = await connection.fetch(_HISTORY, user_id, coupon_id)
    if history["held"]:
        return Refusal.HELD
    if history["had"] >= offer["max_use_per_user"]:
        return Refusal.USED_UP
    if offer["sold_out"]:
        return Refusal.SOLD_OUT
    committed = 0
    if offer["programme_id"] is not None:
        (budget,) = await connection.fetch(_BUDGET, offer["programme_id"])
        if not _affordable(budget, offer["most"]):
            return Refusal.NO_BUDGET
        committed = offer["most"] or 0
    expiry = min(expires_at, offer["ends_at"])
    wallet_id: int = await connection.fetchval(_GIVE, user_id, coupon_id, at, issued_by, source, expiry, committed)
    return wallet_id


async def hold(connection: Connection, user_id: int, coupon_ids: Sequence[str]) -> None:
    """Lock a person's ACTIVE coupons of these ids until the transaction ends."""
    await connection.execute(
        """
        SELECT FROM chatbot.user_coupon_wallet
        WHERE user_id = $1 AND coupon_id = ANY ($2) AND status = 'ACTIVE' ORDER BY id FOR UPDATE
        """,
        user_id,
        coupon_ids,
    )


async def last_status(connection: Connection, user_id: int, coupon_id: str) -> str | None:
    """What became of the coupon of this id that a person was given last; None where they never had it."""
    status: str | None = await connection.fetchval(
        """
        SELECT status FROM chatbot.user_coupon_wallet WHERE user_id = $1 AND coupon_id = $2
        ORDER BY issued_at DESC, id DESC LIMIT 1
        """,
        user_id,
        coupon_id,
    )
    return status


def _affordable(budget: asyncpg.Record, most: int | None) -> bool:
    """Whether a programme can promise a coupon that costs at most `most` won (None: nobody knows)."""
    if not budget["is_active"] or budget["none_left"]:
        return False
    return not budget["is_limited"] or (most is not None and most <= budget["money_left"])


async def reserve(
    connection: Connection, wallet_id: int, user_id: int, order_id: int, at: datetime, until: datetime
) -> bool:
    """Keep an ACTIVE, unexpired, free coupon of a person for an order until `until`; False where it is none."""
    reserved: int | None = await connection.fetchval(
        """
        UPDATE chatbot.user_coupon_wallet SET reserved_order_id = $3, reserved_until = $5
        WHERE id = $1 AND user_id = $2 AND status = 'ACTIVE' AND expires_at > $4
          AND (reserved_until IS NULL OR reserved_until <= $4)
        RETURNING id
        """,
        wallet_id,
        user_id,
        order_id,
        at,
        until,
    )
    return reserved is not None


async def expire_due(connection: Connection, at: datetime, limit: int) -> int:
    """Let up to `limit` coupons expire that ran out and are in no open order; returns how many."""
    rows = await connection.fetch(
        """
        UPDATE chatbot.user_coupon_wallet SET status = 'EXPIRED', reserved_order_id = NULL, reserved_until = NULL
        WHERE id IN (
            SELECT id FROM chatbot.user_coupon_wallet
            WHERE status = 'ACTIVE' AND expires_at <= $1 AND coalesce(reserved_until, '-infinity') <= $1
            ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)
        RETURNING id
        """,
        at,
        limit,
    )
    return len(rows)


async def take_reminders(connection: Connection, at: datetime, until: datetime, limit: int) -> list[Expiring]:
    """Up to `limit` coupons that run out by `until`, the likeliest to be used first, for sending has its pace; each
    is handed out once ever: write its message with it.
    """
    rows = await connection.fetch(
        """
        UPDATE chatbot.user_coupon_wallet w SET expiry_notified = TRUE
        FROM chatbot.coupons c
        WHERE c.id = w.coupon_id AND w.id IN (
            SELECT id FROM chatbot.user_coupon_wallet
            WHERE status = 'ACTIVE' AND expires_at > $1 AND expires_at <= $2 AND NOT expiry_notified
            ORDER BY usage_probability DESC, expires_at LIMIT $3 FOR UPDATE SKIP LOCKED)
        RETURNING w.id AS wallet_id, w.user_id, c.coupon_name, w.expires_at
        """,
        at,
        until,
        limit,
    )
    return [Expiring(**row) for row in rows]


async def settlements(connection: Connection, month: date, region_id: int | None = None) -> list[Settlement]:
    """What each shop (of a region) is owed for coupons used in the month (KST) of `month`, from the ledger."""
    rows = await connection.fetch(
        """
        SELECT l.shop_id, s.shop_name, l.coupon_id, c.coupon_name, count(*)::int AS uses, sum(l.amount)::int AS amount
        FROM chatbot.coupon_ledger l
        JOIN chatbot.orders o ON o.id = l.order_id
        JOIN chatbot.shops s ON s.id = l.shop_id
        JOIN chatbot.coupons c ON c.id = l.coupon_id
        WHERE l.entry = 'USED' AND ($2::int IS NULL OR s.region_id = $2)
          AND o.completed_at >= date_trunc('month', $1::date)::timestamp AT TIME ZONE 'Asia/Seoul'
          AND o.completed_at < (date_trunc('month', $1::date) + INTERVAL '1 month')::timestamp AT TIME ZONE 'Asia/Seoul'
        GROUP BY l.shop_id, s.shop_name, l.coupon_id, c.coupon_name ORDER BY l.shop_id, l.coupon_id
        """,
        month,
        region_id,
    )
    return [Settlement(**row) for row in rows]


async def expiry(connection: Connection, wallet_id: int) -> datetime:
    """When a coupon of a wallet runs out."""
    expires_at: datetime = await connection.fetchval(
        "SELECT expires_at FROM chatbot.user_coupon_wallet WHERE id = $1", wallet_id
    )
    return expires_at
