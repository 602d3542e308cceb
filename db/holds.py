"""Amounts that the card system keeps for vouchers, and what of a card's balance they leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from db.pool import Connection


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A hold (won); `hold_key` goes to the card system with every try."""

    id: int
    hold_key: UUID
    amount: int
    status: str
    provider_hold_id: str | None


@dataclass(frozen=True, slots=True)
class CardMoney:
    """What a card holds as of `last_sync_at`, and what of it is free (won)."""

    balance: int
    held: int
    available: int
    last_sync_at: datetime | None


@dataclass(frozen=True, slots=True)
class OrderHold:
    """A hold with what it takes to ask the card system about it, and how its order stands."""

    id: int
    hold_key: UUID
    amount: int
    status: str
    provider_hold_id: str | None
    user_id: int
    card_ref_enc: bytes
    order_status: str


_ROW = "id, hold_key, amount, status, provider_hold_id"


async def request(connection: Connection, card_id: int, order_id: int, amount: int) -> HoldRow:
    """Write a hold before asking the card system; the one that the order has already is returned as it stands."""
    (row,) = await connection.fetch(
        f"""
        INSERT INTO chatbot.foodcard_holds (card_id, order_id, amount) VALUES ($1, $2, $3)
        ON CONFLICT (order_id) DO UPDATE SET order_id = excluded.order_id
        RETURNING {_ROW}
        """,
        card_id,
        order_id,
        amount,
    )
    return HoldRow(**row)


async def hold(connection: Connection, hold_id: int, provider_hold_id: str) -> bool:
    """The card system keeps the amount; False where the hold is past that."""
    held: int | None = await connection.fetchval(
        """
        UPDATE chatbot.foodcard_holds SET status = 'HELD', provider_hold_id = $2
        WHERE id = $1 AND status = 'REQUESTED' RETURNING id
        """,
        hold_id,
        provider_hold_id,
    )
    return held is not None


async def finish(connection: Connection, hold_id: int, status: str, at: datetime) -> bool:
    """End an open hold as CAPTURED (only a HELD one), CANCELLED or REFUSED; False where it is ended."""
    finished: int | None = await connection.fetchval(
        """
        UPDATE chatbot.foodcard_holds SET status = $2, finished_at = $3
        WHERE id = $1 AND (status = 'HELD' OR (status = 'REQUESTED' AND $2 <> 'CAPTURED')) RETURNING id
        """,
        hold_id,
        status,
        at,
    )
    return finished is not None


async def unfinished(connection: Connection, before: datetime, limit: int) -> list[HoldRow]:
    """Open holds made before `before` (real time), oldest first."""
    rows = await connection.fetch(
        f"""
        SELECT {_ROW} FROM chatbot.foodcard_holds
        WHERE status IN ('REQUESTED', 'HELD') AND created_at < $1 ORDER BY created_at LIMIT $2
        """,
        before,
        limit,
    )
    return [HoldRow(**row) for row in rows]


async def money(connection: Connection, user_id: int) -> CardMoney | None:
    """The money on a person's card, None without a card."""
    row = await connection.fetchrow(
        "SELECT balance, held, available, last_sync_at FROM chatbot.card_money WHERE user_id = $1", user_id
    )
    return CardMoney(**row) if row else None


_ORDER_HOLD = """
SELECT h.id, h.hold_key, h.amount, h.status, h.provider_hold_id, f.user_id, f.card_ref_enc, o.status AS order_status
FROM chatbot.foodcard_holds h
JOIN chatbot.foodcard_users f ON f.id = h.card_id
JOIN chatbot.orders o ON o.id = h.order_id
WHERE f.card_ref_enc IS NOT NULL AND h.order_id = $1
"""


async def request_for(connection: Connection, user_id: int, order_id: int, amount: int) -> OrderHold | None:
    """Write a hold on the person's card before asking the card system; None without an active card that it knows."""
    card_id: int | None = await connection.fetchval(
        """
        SELECT id FROM chatbot.foodcard_users
        WHERE user_id = $1 AND status = 'ACTIVE' AND card_ref_enc IS NOT NULL
        """,
        user_id,
    )
    if card_id is None:
        return None
    await request(connection, card_id, order_id, amount)
    (row,) = await connection.fetch(_ORDER_HOLD, order_id)
    return OrderHold(**row)


async def open_of(connection: Connection, order_id: int) -> OrderHold | None:
    """The hold of an order, if it is open."""
    row = await connection.fetchrow(f"{_ORDER_HOLD} AND h.status IN ('REQUESTED', 'HELD')", order_id)
    return OrderHold(**row) if row else None


async def orders_to_settle(connection: Connection, limit: int) -> list[int]:
    """Orders that ended while their hold is open, oldest first."""
    rows = await connection.fetch(
        """
        SELECT h.order_id FROM chatbot.foodcard_holds h JOIN chatbot.orders o ON o.id = h.order_id
        WHERE h.status IN ('REQUESTED', 'HELD') AND o.status <> 'PENDING' ORDER BY h.created_at LIMIT $1
        """,
        limit,
    )
    return [row["order_id"] for row in rows]
