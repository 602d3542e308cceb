"""Vouchers as people and shops see them: what is open, and who may say so (domain.md 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.pool import Connection


@dataclass(frozen=True, slots=True)
class ShopRow:
    """A partner shop that confirms vouchers."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Item:
    """So many of a menu as it was ordered."""

    name: str
    quantity: int


@dataclass(frozen=True, slots=True)
class OpenVoucher:
    """A voucher that waits for the shop's word; amounts in won. `secret_enc` makes its codes, sealed."""

    order_id: int
    shop_id: int
    shop_name: str
    secret_enc: bytes
    failed_tries: int
    expires_at: datetime
    total_amount: int
    discount_amount: int
    amount_to_pay: int
    items: Sequence[Item]
    coupon_ids: Sequence[str]


_OPEN = """
SELECT o.id AS order_id, o.shop_id, s.shop_name, r.secret_enc, r.failed_tries, r.expires_at, o.total_amount,
       o.discount_amount, o.amount_to_pay,
       (SELECT coalesce(array_agg(i.menu_name ORDER BY i.id), '{}') FROM chatbot.order_items i
        WHERE i.order_id = o.id) AS names,
       (SELECT coalesce(array_agg(i.quantity ORDER BY i.id), '{}') FROM chatbot.order_items i
        WHERE i.order_id = o.id) AS quantities,
       (SELECT coalesce(array_agg(d.coupon_id ORDER BY d.position), '{}') FROM chatbot.order_discounts d
        WHERE d.order_id = o.id) AS coupon_ids
FROM chatbot.redemptions r
JOIN chatbot.orders o ON o.id = r.order_id
JOIN chatbot.shops s ON s.id = o.shop_id
WHERE r.state = 'open' AND r.expires_at > $2 AND
"""


async def of_shop(connection: Connection, shop_id: int, at: datetime) -> list[OpenVoucher]:
    """What waits for this shop's word at `at`, newest first."""
    rows = await connection.fetch(f"{_OPEN} r.shop_id = $1 ORDER BY r.created_at DESC LIMIT 50", shop_id, at)
    return [_voucher(dict(row)) for row in rows]


async def of_person(connection: Connection, user_id: int, at: datetime) -> list[OpenVoucher]:
    """A person's open vouchers at `at`, newest first."""
    rows = await connection.fetch(f"{_OPEN} o.user_id = $1 ORDER BY r.created_at DESC", user_id, at)
    return [_voucher(dict(row)) for row in rows]


async def of_order(connection: Connection, order_id: int, at: datetime) -> OpenVoucher | None:
    """The voucher of an order, if it is open at `at`."""
    row = await connection.fetchrow(f"{_OPEN} r.order_id = $1", order_id, at)
    return _voucher(dict(row)) if row else None


async def wrong_pins(connection: Connection, user_id: int, shop_id: int, since: datetime) -> int:
    """How many wrong PINs a person's vouchers of a shop have seen since then."""
    wrong: int = await connection.fetchval(
        """
        SELECT coalesce(sum(r.failed_tries), 0)::int
        FROM chatbot.orders o JOIN chatbot.redemptions r ON r.order_id = o.id
        WHERE o.user_id = $1 AND o.shop_id = $2 AND o.ordered_at >= $3
        """,
        user_id,
        shop_id,
        since,
    )
    return wrong


async def shop_by_token(connection: Connection, token_hash: bytes) -> ShopRow | None:
    """The partner shop whose page this token opens."""
    row = await connection.fetchrow(
        "SELECT id, shop_name AS name FROM chatbot.shops WHERE token_hash = $1 AND is_coupon_partner", token_hash
    )
    return ShopRow(**row) if row else None


async def has_pin(connection: Connection, shop_id: int, pin_hash: bytes) -> bool:
    """Whether this is the shop's PIN."""
    has: bool = await connection.fetchval(
        "SELECT coalesce(pin_hash = $2, FALSE) FROM chatbot.shops WHERE id = $1", shop_id, pin_hash
    )
    return has


async def let_in(connection: Connection, shop_id: int, token_hash: bytes, pin_hash: bytes) -> ShopRow | None:
    """Give a partner shop a new page and PIN, which end the ones before; None where it is no partner."""
    row = await connection.fetchrow(
        """
        UPDATE chatbot.shops SET token_hash = $2, pin_hash = $3 WHERE id = $1 AND is_coupon_partner
        RETURNING id, shop_name AS name
        """,
        shop_id,
        token_hash,
        pin_hash,
    )
    return ShopRow(**row) if row else None


def _voucher(row: dict[str, object]) -> OpenVoucher:
    names, quantities = row.pop("names"), row.pop("quantities")
    items = tuple(Item(*pair) for pair in zip(names, quantities, strict=True))  # type: ignore[call-overload]
    return OpenVoucher(**row, items=items)  # type: ignore[arg-type]
