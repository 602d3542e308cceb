"""The shop's word: the only thing that uses a coupon, by the shop's page or by its PIN on the child's phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.clock import Clock
from core.coupons.benefits import Benefits, Given
from core.coupons.refusals import Refusal
from core.orders import codes
from core.orders.holding import Holding
from core.orders.ordering import secret_context
from db import orders, profiles, vouchers
from db.cache import ORDER_COMPLETE, Caches
from db.crypto import Cipher
from db.lane import Lane
from db.pool import Connection
from db.vouchers import OpenVoucher, ShopRow

WRONG_PINS_A_DAY = 10
"""Over all of a person's vouchers at one shop: opening another voucher gives no new five tries for long."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """An order that the shop confirmed; `thanks` is the loyalty coupon that it earned."""

    order_id: int
    thanks: Given | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A voucher as the shop sees it, with the code that the child's phone shows."""

    voucher: OpenVoucher
    code: str


class Confirming:
    """Takes the shop's word."""

    def __init__(
        self,
        lane: Lane,
        cipher: Cipher,
        clock: Clock,
        holding: Holding,
        benefits: Benefits,
        caches: Caches,
    ) -> None:
        self._lane = lane
        self._cipher = cipher
        self._clock = clock
        self._holding = holding
        self._benefits = benefits
        self._caches = caches

    async def shop(self, token: str) -> ShopRow | None:
        """The shop whose page a token opens. Raises DatabaseUnavailableError."""
        async with self._lane.transaction() as connection:
            return await vouchers.shop_by_token(connection, self._cipher.keyed_hash(token, "shop_token"))

    async def waiting(self, shop_id: int) -> Sequence[Waiting]:
        """What waits for a shop's word, newest first. Raises DatabaseUnavailableError."""
        async with self._lane.transaction() as connection:
            found = await vouchers.of_shop(connection, shop_id, self._clock.now())
        at = codes.clock()
        return [Waiting(voucher, codes.code_at(self._secret(voucher), at)) for voucher in found]

    async def by_page(self, shop_id: int, order_id: int, code: str) -> Confirmed | Refusal:
        """The shop pressed the voucher that shows `code`.

        Raises:
            DatabaseUnavailableError: PostgreSQL does not answer.
        """
        now = self._clock.now()
        async with self._lane.transaction() as connection:
            voucher = await vouchers.of_order(connection, order_id, now)
            if voucher is None or voucher.shop_id != shop_id:
                return Refusal.NOT_OPEN
            if not codes.holds(self._secret(voucher), code, codes.clock()):
                return Refusal.WRONG_CODE
            confirmed = await self._confirm(connection, voucher, "page", now)
        return await self._told(confirmed)

    async def by_pin(self, user_id: int, order_id: int, pin: str) -> Confirmed | Refusal:
        """The shop typed its PIN into the phone of the person whose order it is; a wrong one is counted.

        Raises:
            DatabaseUnavailableError: PostgreSQL does not answer.
        """
        now = self._clock.now()
        async with self._lane.transaction() as connection:
            voucher = await vouchers.of_order(connection, order_id, now)
            order = await orders.find(connection, order_id)
            if voucher is None or order is None or order.user_id != user_id:
                return Refusal.NOT_OPEN
            wrong = await vouchers.wrong_pins(connection, user_id, voucher.shop_id, now - timedelta(days=1))
            if voucher.failed_tries >= orders.PIN_TRIES or wrong >= WRONG_PINS_A_DAY:
                return Refusal.NO_TRIES
            if not await vouchers.has_pin(connection, voucher.shop_id, pin_hash(self._cipher, voucher.shop_id, pin)):
                left = await orders.count_wrong_pin(connection, order_id)
                return Refusal.WRONG_PIN if left else Refusal.NO_TRIES
            confirmed = await self._confirm(connection, voucher, "pin", now)
        return await self._told(confirmed)

    async def _confirm(
        self, connection: Connection, voucher: OpenVoucher, via: str, now: datetime
    ) -> tuple[int, int | None, Given | None] | None:
        """Order, coupons, books, the person's statistics and what they earned, in one transaction."""
        if not await orders.confirm(connection, voucher.order_id, voucher.shop_id, via, now):
            return None
        order = await orders.find(connection, voucher.order_id)
        user_id = order.user_id if order else None
        if user_id is None:
            return voucher.order_id, None, None
        await profiles.count_order(connection, user_id)
        thanks = await self._benefits.loyal(connection, user_id, now)
        await self._benefits.brought(connection, user_id, now)
        return voucher.order_id, user_id, thanks

    async def _told(self, confirmed: tuple[int, int | None, Given | None] | None) -> Confirmed | Refusal:
        """What follows the commit: the card's money, and what caches hold."""
        if confirmed is None:
            return Refusal.NOT_OPEN
        order_id, user_id, thanks = confirmed
        await self._holding.settle(order_id)
        await self._caches.forget(ORDER_COMPLETE, {"user_id": user_id})
        return Confirmed(order_id, thanks)

    def _secret(self, voucher: OpenVoucher) -> bytes:
        return self._cipher.open(voucher.secret_enc, secret_context(voucher.order_id))


def pin_hash(cipher: Cipher, shop_id: int, pin: str) -> bytes:
    """A shop's PIN as it is kept: bound to the shop, so that equal PINs look different."""
    return cipher.keyed_hash(f"{shop_id}:{pin}", "shop_pin")
