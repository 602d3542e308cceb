"""Emergency aid for cards that run low (domain.md 7): who may have it, and the one row that decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from db.pool import Connection

COUPON = "EMERGENCY_FOOD_AID"
BENEFIT = "emergency_aid"


@dataclass(frozen=True, slots=True)
class LowCard:
    """A card at the moment of deciding, its row locked. Won; `low_below` is the threshold that counts for it."""

    id: int
    user_id: int
    region_id: int
    card_ref_hash: bytes | None
    balance: int
    low_below: int
    status: str
    is_known: bool
    charge_day: int | None
    told_at: datetime | None
    monthly_maximum: int


_LOW_BELOW = """
CASE WHEN r.aid_below_meal THEN coalesce(rule.meal_amount, f.balance_alert_threshold)
     ELSE f.balance_alert_threshold END
"""

_CARD = f"""
SELECT f.id, f.user_id, f.region_id, f.card_ref_hash, f.balance, {_LOW_BELOW} AS low_below, f.status,
       f.last_sync_at IS NOT NULL AS is_known, coalesce(f.charge_day, rule.charge_day) AS charge_day,
       CASE WHEN f.balance_alert_sent THEN coalesce(f.balance_alert_sent_at, '-infinity') END AS told_at,
       r.aid_monthly_maximum AS monthly_maximum
FROM chatbot.foodcard_users f
JOIN chatbot.regions r ON r.id = f.region_id
LEFT JOIN LATERAL (
    SELECT meal_amount, charge_day FROM chatbot.region_card_rules
    WHERE region_id = f.region_id AND valid_from <= $2 ORDER BY valid_from DESC LIMIT 1
) rule ON TRUE
"""


async def low_cards(connection: Connection, today: date, last_day: date, after: int, limit: int) -> list[int]:
    """Ids above `after` of cards that look low and untold; not those charged on the day after `today`.

    `last_day` is the last of tomorrow's month: a charge day that the month lacks falls on it.
    """
    rows = await connection.fetch(
        f"""
        {_CARD}
        WHERE f.id > $1 AND f.status = 'ACTIVE' AND NOT f.balance_alert_sent AND f.last_sync_at IS NOT NULL
          AND f.balance < {_LOW_BELOW} AND r.aid_monthly_maximum > 0
          AND least(coalesce(f.charge_day, rule.charge_day), extract(day FROM $3::date))
              IS DISTINCT FROM extract(day FROM $2::date + 1)
        ORDER BY f.id LIMIT $4
        """,
        after,
        today,
        last_day,
        limit,
    )
    return [row["id"] for row in rows]


async def lock(connection: Connection, card_id: int, today: date, *, wait: bool) -> LowCard | None:
    """The card with its row locked until the transaction ends; without `wait` None where somebody holds it."""
    row = await connection.fetchrow(
        f"{_CARD} WHERE f.id = $1 FOR UPDATE OF f {'' if wait else 'SKIP LOCKED'}", card_id, today
    )
    return LowCard(**row) if row else None


async def card_of(connection: Connection, user_id: int) -> int | None:
    """The id of a person's card."""
    card_id: int | None = await connection.fetchval("SELECT id FROM chatbot.foodcard_users WHERE user_id = $1", user_id)
    return card_id


async def is_in_talk(connection: Connection, user_id: int, since: datetime) -> bool:
    """Whether a person's conversation went on since then and has not ended."""
    found: bool = await connection.fetchval(
        """
        SELECT EXISTS (SELECT FROM chatbot.conversation_contexts
                       WHERE user_id = $1 AND updated_at >= $2 AND ended_at IS NULL)
        """,
        user_id,
        since,
    )
    return found


async def held_until(connection: Connection, user_id: int, at: datetime) -> datetime | None:
    """Until when the aid that a person holds is good, None where they hold none."""
    until: datetime | None = await connection.fetchval(
        """
        SELECT expires_at FROM chatbot.user_coupon_wallet
        WHERE user_id = $1 AND coupon_id = $2 AND status = 'ACTIVE' AND expires_at > $3
        """,
        user_id,
        COUPON,
        at,
    )
    return until


async def add_aid(
    connection: Connection, *, programme: str, description: str, coupon_name: str, amount: int, valid_from: date
) -> None:
    """Write the programme and the coupon of emergency aid; what an operator made of them stays."""
    programme_id: int = await connection.fetchval(
        """
        INSERT INTO chatbot.programmes (programme_name, description) VALUES ($1, $2)
        ON CONFLICT (programme_name) DO UPDATE SET programme_name = excluded.programme_name RETURNING id
        """,
        programme,
        description,
    )
    await connection.execute(
        """
        INSERT INTO chatbot.coupons (
            id, coupon_name, description, coupon_type, discount_amount, min_order_amount, usage_type, valid_from,
            valid_until, max_use_per_user, priority_score, programme_id, created_by, given_for)
        VALUES ($1, $2, $3, 'FIXED_AMOUNT', $4, 0, 'ALL', $5, '2099-12-31', 100000, 1, $6, 'SYSTEM', 'emergency_aid')
        ON CONFLICT (id) DO NOTHING
        """,
        *(COUPON, coupon_name, description, amount, valid_from, programme_id),
    )
