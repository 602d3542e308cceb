"""Meal cards of people; the card system is the only authority on their money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.pool import Connection


async def link(connection: Connection, user_id: int, region_id: int, charge_day: int, age_group: str) -> int | None:
    """Link a meal card without money to a person; its id, or None where the person has a card already."""
    card_id: int | None = await connection.fetchval(
        """
        INSERT INTO chatbot.foodcard_users (user_id, region_id, charge_day, target_age_group, card_type)
        VALUES ($1, $2, $3, $4, '아동급식카드')
        ON CONFLICT (user_id) DO NOTHING RETURNING id
        """,
        user_id,
        region_id,
        charge_day,
        age_group,
    )
    return card_id


@dataclass(frozen=True, slots=True)
class CardReference:
    """What the card system calls a card: sealed for the person it is linked to, and its keyed hash."""

    ref_enc: bytes
    ref_hash: bytes


async def owner(connection: Connection, ref_hash: bytes) -> int | None:
    """Whose card a reference is, None where it is nobody's."""
    user_id: int | None = await connection.fetchval(
        "SELECT user_id FROM chatbot.foodcard_users WHERE card_ref_hash = $1", ref_hash
    )
    return user_id


async def has_card(connection: Connection, user_id: int) -> bool:
    """Whether a person has a card."""
    found: bool = await connection.fetchval(
        "SELECT EXISTS (SELECT FROM chatbot.foodcard_users WHERE user_id = $1)", user_id
    )
    return found


async def link_reference(
    connection: Connection, user_id: int, region_id: int, card: CardReference, age_group: str
) -> int:
    """Link a card of the card system to a person; who had another has this one now. Its balance comes by the sync.

    Raises:
        asyncpg.UniqueViolationError: it is somebody else's.
    """
    card_id: int = await connection.fetchval(
        """
        INSERT INTO chatbot.foodcard_users (
            user_id, region_id, card_ref_enc, card_ref_hash, target_age_group, card_type)
        VALUES ($1, $2, $3, $4, $5, '아동급식카드')
        ON CONFLICT (user_id) DO UPDATE
        SET region_id = excluded.region_id, card_ref_enc = excluded.card_ref_enc,
            card_ref_hash = excluded.card_ref_hash, target_age_group = excluded.target_age_group, status = 'ACTIVE',
            charge_day = NULL, provider_updated_at = NULL, transactions_read_until = NULL, last_sync_at = NULL,
            ref_linked_at = now()
        RETURNING id
        """,
        *(user_id, region_id, card.ref_enc, card.ref_hash, age_group),
    )
    return card_id


async def sync_balance(connection: Connection, card_id: int, balance: int, status: str, at: datetime) -> None:
    """Take over what the card system says at `at`: the only way a balance (won) changes."""
    await connection.execute("SELECT chatbot.sync_card_balance($1, $2, $3, $4)", card_id, balance, status, at)


async def spent_since(connection: Connection, user_id: int, since: datetime) -> int:
    """Won that a person's card has paid since then, as far as the card system has told."""
    spent: int = await connection.fetchval(
        """
        SELECT coalesce(sum(t.amount), 0)::int
        FROM chatbot.card_transactions t JOIN chatbot.foodcard_users f ON f.id = t.card_id
        WHERE f.user_id = $1 AND t.status = 'APPROVED' AND t.occurred_at >= $2
        """,
        user_id,
        since,
    )
    return spent
