"""What guardians may know of their children's coupons: which they hold and until when, never where or whether used.

Emergency aid is left out: it would tell that somebody asked for it (domain.md 9).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.pool import Connection

_AID = "EMERGENCY_ASSIST"


@dataclass(frozen=True, slots=True)
class WardCoupon:
    """A coupon that a child holds."""

    coupon_name: str
    expires_at: datetime


async def coupons(connection: Connection, guardian_user_id: int, at: datetime) -> list[WardCoupon]:
    """What the children of a guardian hold at `at`, soonest to end first."""
    rows = await connection.fetch(
        """
        SELECT c.coupon_name, w.expires_at
        FROM chatbot.guardian_links g
        JOIN chatbot.user_coupon_wallet w ON w.user_id = g.child_user_id
        JOIN chatbot.coupons c ON c.id = w.coupon_id AND c.is_active
        WHERE g.guardian_user_id = $1 AND g.cut_at IS NULL AND w.status = 'ACTIVE' AND w.expires_at > $2
          AND w.acquisition_source <> $3
        ORDER BY w.expires_at, w.id
        """,
        guardian_user_id,
        at,
        _AID,
    )
    return [WardCoupon(**row) for row in rows]


async def guardians_to_tell(connection: Connection, wallet_id: int) -> list[int]:
    """The standing guardians of whoever holds a coupon; nobody where it is emergency aid."""
    rows = await connection.fetch(
        """
        SELECT g.guardian_user_id
        FROM chatbot.user_coupon_wallet w JOIN chatbot.guardian_links g ON g.child_user_id = w.user_id
        WHERE w.id = $1 AND w.acquisition_source <> $2 AND g.cut_at IS NULL ORDER BY g.id
        """,
        wallet_id,
        _AID,
    )
    return [row["guardian_user_id"] for row in rows]
