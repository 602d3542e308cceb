"""Orders of people at partner shops and the vouchers by which the shop confirms them (domain.md 6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from db.pool import Connection

PIN_TRIES = 5


@dataclass(frozen=True, slots=True)
class NewItem:
    """A menu of an order; `unit_price` in won with its options. Without `menu_id` it is an amount told by the shop."""

    menu_id: int | None
    menu_name: str
    unit_price: int
    quantity: int
    options: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Discount:
    """What one coupon of a wallet takes off an order, in won."""

    wallet_id: int
    coupon_id: str
    amount: int


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order; amounts in won."""

    id: int
    user_id: int | None
    shop_id: int
    status: str
    total_amount: int
    discount_amount: int
    amount_to_pay: int


_ROW = "id, user_id, shop_id, status, total_amount, discount_amount, amount_to_pay"

_LOCKS = (
    "SELECT FROM chatbot.redemptions WHERE order_id = $1 FOR UPDATE",
    "SELECT FROM chatbot.user_coupon_wallet WHERE reserved_order_id = $1 ORDER BY id FOR UPDATE",
    """
    SELECT FROM chatbot.coupons c
    WHERE c.id IN (SELECT coupon_id FROM chatbot.order_discounts WHERE order_id = $1) ORDER BY c.id FOR UPDATE
    """,
)
"""What a confirmation changes, always in this order, so that two never wait for each other in a circle."""

_CONFIRM = """
WITH said AS (
    UPDATE chatbot.redemptions
    SET state = 'confirmed', secret_enc = NULL, confirmed_via = $3, finished_at = $4
    WHERE order_id = $1 AND shop_id = $2 AND state = 'open' AND expires_at > $4
      AND ($3 = 'page' OR failed_tries < $5)
      AND NOT EXISTS (  -- a coupon that is gone, with the person it belonged to, pays for nothing
          SELECT FROM chatbot.order_discounts d
          LEFT JOIN chatbot.user_coupon_wallet w
              ON w.id = d.wallet_id AND w.reserved_order_id = d.order_id AND w.status = 'ACTIVE'
          WHERE d.order_id = $1 AND w.id IS NULL)
    RETURNING order_id
), done AS (
    UPDATE chatbot.orders o SET status = 'COMPLETED', completed_at = $4
    FROM said WHERE o.id = said.order_id AND o.status = 'PENDING'
    RETURNING o.id, o.shop_id, o.total_amount
), used AS (
    UPDATE chatbot.user_coupon_wallet w
    SET status = 'USED', used_at = $4, used_shop_id = done.shop_id, used_order_amount = done.total_amount,
        discount_applied = d.discount_amount
    FROM done JOIN chatbot.order_discounts d ON d.order_id = done.id
    WHERE w.id = d.wallet_id AND w.reserved_order_id = done.id AND w.status = 'ACTIVE'
    RETURNING w.coupon_id
), counted AS (
    UPDATE chatbot.coupons c SET total_used = total_used + 1 FROM used WHERE c.id = used.coupon_id
)
SELECT EXISTS (SELECT FROM done)
"""

_RELEASE = """
WITH let_go AS (
    UPDATE chatbot.redemptions SET state = 'released', secret_enc = NULL, finished_at = $3
    WHERE order_id = ANY ($1) AND state = 'open'
    RETURNING order_id
), ended AS (
    UPDATE chatbot.orders o SET status = $2, ended_at = $3
    FROM let_go WHERE o.id = let_go.order_id AND o.status = 'PENDING'
    RETURNING o.id
), freed AS (
    UPDATE chatbot.user_coupon_wallet w SET reserved_order_id = NULL, reserved_until = NULL
    FROM ended WHERE w.reserved_order_id = ended.id AND w.status = 'ACTIVE'
)
SELECT id FROM ended ORDER BY id
"""


async def add(
    connection: Connection,
    request_id: UUID,
    user_id: int,
    shop_id: int,
    items: Sequence[NewItem],
    at: datetime,
    turn_id: UUID | None = None,
) -> OrderRow:
    """Write a PENDING order; one that this request made before is returned as it stands."""
    made = await connection.fetch(
        f"""
        INSERT INTO chatbot.orders (request_id, user_id, shop_id, turn_id, total_amount, ordered_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (request_id) DO NOTHING
        RETURNING {_ROW}
        """,
        request_id,
        user_id,
        shop_id,
        turn_id,
        sum(item.unit_price * item.quantity for item in items),
        at,
    )
    if not made:
        made = await connection.fetch(f"SELECT {_ROW} FROM chatbot.orders WHERE request_id = $1", request_id)
        return OrderRow(**made[0])
    await connection.executemany(
        """
        INSERT INTO chatbot.order_items (order_id, menu_id, menu_name, unit_price, quantity, options)
        VALUES ($1, $2, $3, $4, $5, $6)
        """,
        [(made[0]["id"], i.menu_id, i.menu_name, i.unit_price, i.quantity, list(i.options)) for i in items],
    )
    return OrderRow(**made[0])


async def find(connection: Connection, order_id: int) -> OrderRow | None:
    """An order as it stands."""
    row = await connection.fetchrow(f"SELECT {_ROW} FROM chatbot.orders WHERE id = $1", order_id)
    return OrderRow(**row) if row else None


async def add_discounts(connection: Connection, order_id: int, discounts: Sequence[Discount]) -> None:
    """Take coupons off a PENDING order, in this order; reserve them first (`db.wallet.reserve`)."""
    await connection.executemany(
        """
        INSERT INTO chatbot.order_discounts (order_id, wallet_id, coupon_id, position, discount_amount)
        VALUES ($1, $2, $3, $4, $5)
        """,
        [(order_id, d.wallet_id, d.coupon_id, place, d.amount) for place, d in enumerate(discounts, start=1)],
    )
    await connection.execute(
        "UPDATE chatbot.orders SET discount_amount = $2 WHERE id = $1 AND status = 'PENDING'",
        order_id,
        sum(discount.amount for discount in discounts),
    )


async def open_voucher(
    connection: Connection, order_id: int, shop_id: int, secret_enc: bytes, expires_at: datetime
) -> None:
    """Open the voucher of an order; `secret_enc` is what its codes are made of, sealed."""
    await connection.execute(
        "INSERT INTO chatbot.redemptions (order_id, shop_id, secret_enc, expires_at) VALUES ($1, $2, $3, $4)",
        order_id,
        shop_id,
        secret_enc,
        expires_at,
    )


async def voucher_secret(connection: Connection, order_id: int, at: datetime) -> bytes | None:
    """The sealed secret of an open voucher that has not run out at `at`."""
    secret: bytes | None = await connection.fetchval(
        "SELECT secret_enc FROM chatbot.redemptions WHERE order_id = $1 AND state = 'open' AND expires_at > $2",
        order_id,
        at,
    )
    return secret


async def confirm(connection: Connection, order_id: int, shop_id: int, via: str, at: datetime) -> bool:
    """The shop's word, by its 'page' or 'pin': order, coupons, ledger and totals at once, or False and nothing.

    Must run in a transaction.
    """
    for lock in _LOCKS:
        await connection.execute(lock, order_id)
    confirmed: bool = await connection.fetchval(_CONFIRM, order_id, shop_id, via, at, PIN_TRIES)
    return confirmed


async def count_wrong_pin(connection: Connection, order_id: int) -> int:
    """Count one wrong PIN on an open voucher; returns how many tries are left."""
    failed: int | None = await connection.fetchval(
        """
        UPDATE chatbot.redemptions SET failed_tries = failed_tries + 1
        WHERE order_id = $1 AND state = 'open' AND failed_tries < $2
        RETURNING failed_tries
        """,
        order_id,
        PIN_TRIES,
    )
    return 0 if failed is None else PIN_TRIES - failed


async def cancel(connection: Connection, order_id: int, at: datetime) -> bool:
    """Take a PENDING order back and free its coupons; False where it is no longer pending."""
    return bool(await connection.fetch(_RELEASE, [order_id], "CANCELLED", at))


async def release_due(connection: Connection, at: datetime, limit: int) -> list[int]:
    """Let go of up to `limit` vouchers that ran out unconfirmed; returns their orders. Runs in a transaction."""
    due = await connection.fetch(
        """
        SELECT order_id FROM chatbot.redemptions WHERE state = 'open' AND expires_at <= $1
        ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
        """,
        at,
        limit,
    )
    rows = await connection.fetch(_RELEASE, [row["order_id"] for row in due], "EXPIRED", at)
    return [row["id"] for row in rows]


async def made_by(connection: Connection, request_id: UUID) -> OrderRow | None:
    """The order that a request made before, as it stands."""
    row = await connection.fetchrow(f"SELECT {_ROW} FROM chatbot.orders WHERE request_id = $1", request_id)
    return OrderRow(**row) if row else None


async def discounts_of(connection: Connection, order_id: int) -> tuple[tuple[str, int], ...]:
    """The coupons of an order with what they take off (won), in the order they are taken off."""
    rows = await connection.fetch(
        "SELECT coupon_id, discount_amount FROM chatbot.order_discounts WHERE order_id = $1 ORDER BY position", order_id
    )
    return tuple((row["coupon_id"], row["discount_amount"]) for row in rows)


async def expiry_of(connection: Connection, order_id: int) -> datetime:
    """Until when the voucher of an order waits, or waited, for the shop."""
    expires_at: datetime = await connection.fetchval(
        "SELECT expires_at FROM chatbot.redemptions WHERE order_id = $1", order_id
    )
    return expires_at


async def hold_of(connection: Connection, order_id: int) -> int | None:
    """The id of the amount that the card system keeps for an order."""
    hold_id: int | None = await connection.fetchval(
        "SELECT id FROM chatbot.foodcard_holds WHERE order_id = $1 AND status IN ('HELD', 'REQUESTED')", order_id
    )
    return hold_id
