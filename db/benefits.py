"""Budgets that coupons are paid from, benefits that a card or account has once, and referrals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from db.pool import Connection


async def add_programme(
    connection: Connection,
    name: str,
    description: str,
    region_id: int | None,
    money_budget: int | None,
    number_budget: int | None,
) -> int:
    """Write a programme; budgets in won and in coupons, None is unlimited. Returns its id."""
    programme_id: int = await connection.fetchval(
        """
        INSERT INTO chatbot.programmes (programme_name, description, region_id, money_budget, number_budget)
        VALUES ($1, $2, $3, $4, $5) RETURNING id
        """,
        name,
        description,
        region_id,
        money_budget,
        number_budget,
    )
    return programme_id


async def has_programme(connection: Connection, name: str) -> bool:
    """Whether a programme of that name stands."""
    has: bool = await connection.fetchval(
        "SELECT EXISTS (SELECT FROM chatbot.programmes WHERE programme_name = $1)", name
    )
    return has


async def grant(connection: Connection, benefit: str, subject_hash: bytes, wallet_id: int, at: datetime) -> bool:
    """Write down that a card or account had a benefit; False where it is one to be had once and was had."""
    granted: int | None = await connection.fetchval(
        """
        INSERT INTO chatbot.benefit_grants (benefit, subject_hash, wallet_id, granted_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (benefit, subject_hash) WHERE benefit <> 'emergency_aid' DO NOTHING
        RETURNING id
        """,
        benefit,
        subject_hash,
        wallet_id,
        at,
    )
    return granted is not None


async def mark(connection: Connection, benefit: str, subject_hash: bytes, at: datetime) -> bool:
    """Mark that a card or account is being given what it may have once; False where it had it. Then `settle`."""
    marked: int | None = await connection.fetchval(
        """
        INSERT INTO chatbot.benefit_grants (benefit, subject_hash, granted_at) VALUES ($1, $2, $3)
        ON CONFLICT (benefit, subject_hash) WHERE benefit <> 'emergency_aid' DO NOTHING
        RETURNING id
        """,
        benefit,
        subject_hash,
        at,
    )
    return marked is not None


async def settle(connection: Connection, benefit: str, subject_hash: bytes, wallet_id: int | None) -> None:
    """Write what was given under a mark, or take the mark back where nothing was (None)."""
    if wallet_id is None:
        await connection.execute(
            "DELETE FROM chatbot.benefit_grants WHERE benefit = $1 AND subject_hash = $2", benefit, subject_hash
        )
        return
    await connection.execute(
        "UPDATE chatbot.benefit_grants SET wallet_id = $3 WHERE benefit = $1 AND subject_hash = $2",
        benefit,
        subject_hash,
        wallet_id,
    )


async def waiting(connection: Connection, occasions: Sequence[str], subject_hash: bytes) -> int:
    """How many coupons that a card or account was given at these occasions are still ACTIVE."""
    count: int = await connection.fetchval(
        """
        SELECT count(*) FROM chatbot.benefit_grants g JOIN chatbot.user_coupon_wallet w ON w.id = g.wallet_id
        WHERE g.benefit = ANY ($1) AND g.subject_hash = $2 AND w.status = 'ACTIVE'
        """,
        occasions,
        subject_hash,
    )
    return count


async def times_granted(connection: Connection, benefit: str, subject_hash: bytes, since: datetime) -> int:
    """How often a card or account had a benefit since `since`; hold the card's row while this decides."""
    times: int = await connection.fetchval(
        """
        SELECT count(*) FROM chatbot.benefit_grants
        WHERE benefit = $1 AND subject_hash = $2 AND granted_at >= $3
        """,
        benefit,
        subject_hash,
        since,
    )
    return times


async def refer(connection: Connection, referrer_user_id: int, referred_user_id: int) -> bool:
    """Write down who brought whom; False where somebody brought them before."""
    referral: int | None = await connection.fetchval(
        """
        INSERT INTO chatbot.referrals (referrer_user_id, referred_user_id) VALUES ($1, $2)
        ON CONFLICT (referred_user_id) DO NOTHING RETURNING id
        """,
        referrer_user_id,
        referred_user_id,
    )
    return referral is not None


async def end_referral(connection: Connection, referred_user_id: int, status: str, at: datetime) -> int | None:
    """End a PENDING referral as REWARDED or REFUSED, once; returns who brought them."""
    referrer: int | None = await connection.fetchval(
        """
        UPDATE chatbot.referrals SET status = $2, ended_at = $3
        WHERE referred_user_id = $1 AND status = 'PENDING' RETURNING referrer_user_id
        """,
        referred_user_id,
        status,
        at,
    )
    return referrer
