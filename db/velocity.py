"""How fast money moves: counts that limits are held against. Whoever decides by them holds the person's row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.pool import Connection


@dataclass(frozen=True, slots=True)
class Pace:
    """What a person did since a time, and what a shop saw: vouchers opened and, of the card, completed."""

    open_now: int
    opened: int
    completed_by_card: int
    opened_at_shop: int


async def hold_person(connection: Connection, user_id: int) -> bool:
    """Let nobody else move this person's money until the transaction ends; False where there is no such person."""
    held: int | None = await connection.fetchval(
        "SELECT id FROM chatbot.users WHERE id = $1 AND status = 'ACTIVE' FOR NO KEY UPDATE", user_id
    )
    return held is not None


async def claims_since(connection: Connection, user_id: int, since: datetime) -> int:
    """How many coupons a person asked for since then."""
    count: int = await connection.fetchval(
        """
        SELECT count(*) FROM chatbot.user_coupon_wallet
        WHERE user_id = $1 AND issued_at >= $2 AND acquisition_source = 'PROMOTION'
        """,
        user_id,
        since,
    )
    return count


async def pace(
    connection: Connection, user_id: int, shop_id: int, at: datetime, day_ago: datetime, hour_ago: datetime
) -> Pace:
    """Orders since `day_ago` of a person and of all accounts that share the card, and of a shop since `hour_ago`."""
    (row,) = await connection.fetch(
        """
        SELECT (SELECT count(*) FROM chatbot.orders o JOIN chatbot.redemptions r ON r.order_id = o.id
                WHERE o.user_id = $1 AND r.state = 'open' AND r.expires_at > $3) AS open_now,
               (SELECT count(*) FROM chatbot.orders WHERE user_id = $1 AND ordered_at >= $4) AS opened,
               (SELECT count(*) FROM chatbot.orders o
                WHERE o.user_id IN (
                        SELECT account.id FROM chatbot.users account JOIN chatbot.users own ON own.id = $1
                        WHERE coalesce(account.main_user_id, account.id) = coalesce(own.main_user_id, own.id))
                  AND o.status = 'COMPLETED' AND o.completed_at >= $4) AS completed_by_card,
               (SELECT count(*) FROM chatbot.orders WHERE shop_id = $2 AND ordered_at >= $5) AS opened_at_shop
        """,
        user_id,
        shop_id,
        at,
        day_ago,
        hour_ago,
    )
    return Pace(**row)
