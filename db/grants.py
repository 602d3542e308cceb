"""Coupons that operators gave, found again by the key of the wish: the audit log is their only record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db import operators
from db.operators import Deed
from db.pool import Connection

_ACTION = "grant_coupon"


@dataclass(frozen=True, slots=True)
class Granted:
    """A coupon in somebody's wallet, and when it runs out."""

    wallet_id: int
    expires_at: datetime


async def hold_key(connection: Connection, key: str) -> None:
    """Let nobody else use this key until the transaction ends."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('grant ' || $1, 0))", key)


async def of_key(connection: Connection, key: str) -> tuple[Granted, int, str] | None:
    """What was granted under a key, to whom, and which coupon; None where nothing was."""
    row = await connection.fetchrow(
        """
        SELECT w.id AS wallet_id, w.expires_at, w.user_id, w.coupon_id
        FROM chatbot.audit_log a JOIN chatbot.user_coupon_wallet w ON w.id = (a.details->>'wallet_id')::bigint
        WHERE a.subject_type = 'grant' AND a.subject_id = $1 AND a.action = $2
        """,
        key,
        _ACTION,
    )
    return (Granted(row["wallet_id"], row["expires_at"]), row["user_id"], row["coupon_id"]) if row else None


async def is_within(connection: Connection, coupon_id: str, region_id: int) -> bool:
    """Whether a coupon's programme is of this region, of the whole country, or there is none."""
    within: bool | None = await connection.fetchval(
        """
        SELECT coalesce(p.region_id, $2) = $2
        FROM chatbot.coupons c LEFT JOIN chatbot.programmes p ON p.id = c.programme_id WHERE c.id = $1
        """,
        coupon_id,
        region_id,
    )
    return bool(within)


async def record(
    connection: Connection,
    key: str,
    granted: Granted,
    coupon_id: str,
    reason: str,
    who: tuple[int | None, int | None],
) -> None:
    """Write who gave it (operator, the person's region) and why, in the transaction of the grant."""
    details = {"wallet_id": granted.wallet_id, "coupon_id": coupon_id}
    await operators.record(connection, Deed(*who, _ACTION, "grant", key, reason, details))
