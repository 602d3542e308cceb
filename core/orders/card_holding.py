"""Amounts kept on a meal card for vouchers: asked after the order is committed, settled when it ended.

A hold is a row before it is a call, with its own key, so that a repeated call keeps, takes or gives back once. What the
card system did not answer stays open and is settled by `sweep`; no order waits for it.
"""

from __future__ import annotations

from datetime import datetime

import structlog

from core.clock import Clock
from core.foodcard.provider import Holds
from core.orders.holding import Held
from core.outside import OutsideError, RefusedError
from db import holds
from db.crypto import Cipher
from db.holds import OrderHold
from db.pool import Database

_SWEPT = 500

_log = structlog.get_logger()


class CardHolding:
    """Fulfils `core.orders.holding.Holding` with a card system that can hold."""

    def __init__(self, database: Database, cipher: Cipher, system: Holds, clock: Clock) -> None:
        self._database = database
        self._cipher = cipher
        self._system = system
        self._clock = clock
        self._can_hold: bool | None = None

    async def keep(self, user_id: int, order_id: int, amount: int) -> Held:
        """Have `amount` won kept on the person's card for an order."""
        if amount == 0 or not await self._able():
            return Held.NONE
        async with self._database.transaction() as connection:
            made = await holds.request_for(connection, user_id, order_id, amount)
        if made is None:
            return Held.NONE
        if made.status != "REQUESTED":
            return Held.KEPT
        try:
            await self._hold(made)
        except RefusedError:
            await self._finish(made, "REFUSED")
            return Held.REFUSED
        except OutsideError as error:
            _log.warning("hold_unknown", order=order_id, reason=error.reason)
            return Held.UNKNOWN
        return Held.KEPT

    async def settle(self, order_id: int) -> None:
        """Take or give back what is kept for an order that ended."""
        async with self._database.acquire() as connection:
            made = await holds.open_of(connection, order_id)
        if made is None or made.order_status == "PENDING":
            return
        try:
            await self._settle(made)
        except OutsideError as error:
            _log.warning("hold_unsettled", order=order_id, reason=error.reason)

    async def sweep(self) -> int:
        """Settle what is still open of orders that ended, also of vouchers that ran out; returns how many there were.

        Raises:
            DatabaseUnavailableError: PostgreSQL does not answer.
        """
        async with self._database.acquire() as connection:
            orders = await holds.orders_to_settle(connection, _SWEPT)
        for order_id in orders:
            await self.settle(order_id)
        return len(orders)

    async def _settle(self, made: OrderHold) -> None:
        """A hold of unknown outcome is asked for again first: the same key tells its id and keeps nothing twice."""
        try:
            provider_id = made.provider_hold_id or await self._hold(made)
        except RefusedError:
            await self._finish(made, "REFUSED")
            return
        if made.order_status == "COMPLETED":
            await self._system.capture(provider_id)
            await self._finish(made, "CAPTURED")
        else:
            await self._system.cancel(provider_id)
            await self._finish(made, "CANCELLED")

    async def _hold(self, made: OrderHold) -> str:
        ref = self._cipher.open(made.card_ref_enc, f"foodcard_users.card_ref_enc:{made.user_id}").decode()
        provider_id = await self._system.hold(ref, made.amount, made.hold_key)
        async with self._database.acquire() as connection:
            await holds.hold(connection, made.id, provider_id)
        return provider_id

    async def _finish(self, made: OrderHold, status: str) -> None:
        at: datetime = self._clock.now()
        async with self._database.acquire() as connection:
            await holds.finish(connection, made.id, status, at)

    async def _able(self) -> bool:
        """Whether the card system keeps amounts, asked until it has answered once."""
        if self._can_hold is None:
            try:
                self._can_hold = await self._system.can_hold()
            except OutsideError as error:
                _log.warning("hold_unable", reason=error.reason)
                return False
        return self._can_hold
