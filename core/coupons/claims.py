"""Coupons into wallets: what people ask for, within every limit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.clock import Clock
from core.coupons.refusals import Refusal
from db import holdings, velocity, wallet
from db.holdings import Offer
from db.lane import Lane
from db.pool import Connection

KEPT = timedelta(days=30)
"""How long a claimed coupon lives, if its last day is not sooner."""

CLAIMS_A_DAY = 20
"""Coupons that one person may ask for in 24 hours."""

REASONS: Mapping[wallet.Refusal, Refusal] = {
    wallet.Refusal.NOT_OFFERED: Refusal.NOT_OFFERED,
    wallet.Refusal.NOT_FOR_THE_ASKING: Refusal.NOT_FOR_THE_ASKING,
    wallet.Refusal.HELD: Refusal.HELD,
    wallet.Refusal.USED_UP: Refusal.USED_UP,
    wallet.Refusal.SOLD_OUT: Refusal.SOLD_OUT,
    wallet.Refusal.NO_BUDGET: Refusal.NO_BUDGET,
}
"""Why a wallet refused, as people are told."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A coupon that is in the wallet now."""

    wallet_id: int
    expires_at: datetime


class Claims:
    """Gives coupons to people who ask. Whether they may hold any at all is asked before (`core.consent`)."""

    def __init__(self, lane: Lane, clock: Clock) -> None:
        self._lane = lane
        self._clock = clock

    async def claim(self, user_id: int, coupon_id: str) -> Claimed | Refusal:
        """Put a coupon into a person's wallet, or say why not; nothing is written then.

        Raises:
            DatabaseUnavailableError: PostgreSQL does not answer.
        """
        async with self._lane.transaction() as connection:
            return await self._claim(connection, user_id, coupon_id)

    async def offered(self, user_id: int, limit: int) -> list[Offer]:
        """Coupons that a person could have for the asking, best first. Raises DatabaseUnavailableError."""
        async with self._lane.transaction() as connection:
            return await holdings.offered(connection, user_id, self._clock.now().date(), limit)

    async def _claim(self, connection: Connection, user_id: int, coupon_id: str) -> Claimed | Refusal:
        now = self._clock.now()
        if not await velocity.hold_person(connection, user_id):
            return Refusal.NOT_KEPT
        if await velocity.claims_since(connection, user_id, now - timedelta(days=1)) >= CLAIMS_A_DAY:
            return Refusal.TOO_MANY_CLAIMS
        given = await wallet.claim(connection, user_id, coupon_id, "PROMOTION", "person", now, now + KEPT, asked=True)
        if isinstance(given, wallet.Refusal):
            return REASONS[given]
        return Claimed(given, await wallet.expiry(connection, given))
