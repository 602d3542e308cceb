"""Orders with coupons, from wish to voucher: the guide's transaction (6.3).

One transaction writes the order, reserves its coupons and opens its voucher, under the person's lock; only then is the
card system asked to keep the rest, because no connection waits for a network. A process that dies anywhere leaves
either nothing or a voucher that the shop can confirm and that runs out after ten minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from core.clock import Clock
from core.coupons.coupon import LOYAL_DAYS, Applied, HeldCoupon
from core.coupons.held import buyer, held
from core.coupons.price import Refused, apply
from core.coupons.refusals import Refusal
from core.orders import codes
from core.orders.cart import purchase
from core.orders.holding import Held, Holding
from core.recommend.shop import Shop
from db import orders, people, velocity, vouchers, wallet
from db.crypto import Cipher
from db.lane import Lane
from db.orders import Discount, NewItem, OrderRow
from db.pool import Connection
from db.vouchers import OpenVoucher

LIFETIME = timedelta(minutes=10)
OPEN_AT_ONCE = 3
OPENED_A_DAY = 15
COMPLETED_A_DAY = 5
OPENED_AT_A_SHOP_AN_HOUR = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """An order to be made: `request_id` makes a repeated wish the same order, `coupon_ids` name what is to be used."""

    request_id: UUID
    user_id: int
    has_card: bool
    shop: Shop
    items: Sequence[NewItem]
    coupon_ids: Sequence[str]


@dataclass(frozen=True, slots=True)
class Placed:
    """An order with its voucher; money in won. `code` is what the shop sees now, None once the voucher is finished."""

    order: OrderRow
    discounts: tuple[tuple[str, int], ...]
    code: str | None
    expires_at: datetime
    hold_id: int | None = None


class Ordering:
    """Makes orders."""

    def __init__(self, lane: Lane, cipher: Cipher, clock: Clock, holding: Holding) -> None:
        self._lane = lane
        self._cipher = cipher
        self._clock = clock
        self._holding = holding

    async def place(self, wanted: Wanted) -> Placed | Refusal:
        """Make the order and open its voucher, or say why not; then nothing is left of it.

        Raises:
            DatabaseUnavailableError: PostgreSQL does not answer.
        """
        async with self._lane.transaction() as connection:
            placed = await self._place(connection, wanted)
        if isinstance(placed, Refusal) or placed.order.status != "PENDING":
            return placed
        kept = await self._holding.keep(wanted.user_id, placed.order.id, placed.order.amount_to_pay)
        if kept is Held.REFUSED:
            await self._take_back(placed.order.id)
            return Refusal.CARD_REFUSED
        return await self._with_hold(placed)

    async def find(self, user_id: int, order_id: int) -> Placed | None:
        """A person's own order as it stands. Raises DatabaseUnavailableError."""
        async with self._lane.transaction() as connection:
            order = await orders.find(connection, order_id)
            if order is None or order.user_id != user_id:
                return None
            return await self._as_it_stands(connection, order)

    async def open_vouchers(self, user_id: int) -> list[OpenVoucher]:
        """What waits for a shop's word, newest first. Raises DatabaseUnavailableError."""
        async with self._lane.transaction() as connection:
            return await vouchers.of_person(connection, user_id, self._clock.now())

    def code_of(self, voucher: OpenVoucher) -> str:
        """What the shop is shown at this moment."""
        return voucher_code(self._cipher, voucher.order_id, voucher.secret_enc)

    async def cancel(self, user_id: int, order_id: int) -> Refusal | None:
        """Take a person's own pending order back.

        Raises:
            DatabaseUnavailableError: PostgreSQL does not answer.
        """
        async with self._lane.transaction() as connection:
            order = await orders.find(connection, order_id)
            if order is None or order.user_id != user_id:
                return Refusal.NOT_OPEN
            if not await orders.cancel(connection, order_id, self._clock.now()):
                return Refusal.NOT_OPEN
        await self._holding.settle(order_id)
        return None

    async def _take_back(self, order_id: int) -> None:
        async with self._lane.transaction() as connection:
            await orders.cancel(connection, order_id, self._clock.now())

    async def _place(self, connection: Connection, wanted: Wanted) -> Placed | Refusal:
        now = self._clock.now()
        if not await velocity.hold_person(connection, wanted.user_id):
            return Refusal.NOT_KEPT
        made = await orders.made_by(connection, wanted.request_id)
        if made is not None:
            return await self._as_it_stands(connection, made)
        applied = await self._applied(connection, wanted, now)
        if isinstance(applied, Refusal):
            return applied
        if (refusal := await _too_fast(connection, wanted, now)) is not None:
            return refusal
        return await self._write(connection, wanted, applied, now)

    async def _applied(self, connection: Connection, wanted: Wanted, now: datetime) -> Applied | Refusal:
        """The coupons at work, under lock."""
        await wallet.hold(connection, wanted.user_id, wanted.coupon_ids)
        mine = await people.wallet(connection, wanted.user_id, now, now - timedelta(days=LOYAL_DAYS))
        by_id = {row.coupon_id: held(row) for row in mine.coupons}
        chosen: list[HeldCoupon] = []
        for coupon_id in wanted.coupon_ids:
            if coupon_id not in by_id:
                return await _gone(connection, wanted.user_id, coupon_id)
            chosen.append(by_id[coupon_id])
        bought = purchase(wanted.shop, wanted.items, pays_by_card=wanted.has_card)
        applied = apply(chosen, bought, buyer(mine, has_card=wanted.has_card), now)
        return applied.reason if isinstance(applied, Refused) else applied

    async def _write(self, connection: Connection, wanted: Wanted, applied: Applied, now: datetime) -> Placed | Refusal:
        order = await orders.add(connection, wanted.request_id, wanted.user_id, wanted.shop.id, wanted.items, now)
        until = now + LIFETIME
        for coupon in applied.coupons:
            if not await wallet.reserve(connection, coupon.wallet_id, wanted.user_id, order.id, now, until):
                raise RuntimeError("a coupon under our lock was taken")
        discounts = [Discount(d.coupon.wallet_id, d.coupon.coupon_id, d.amount) for d in applied.discounts]
        await orders.add_discounts(connection, order.id, discounts)
        secret = codes.new_secret()
        sealed = self._cipher.seal(secret, secret_context(order.id))
        await orders.open_voucher(connection, order.id, wanted.shop.id, sealed, until)
        written = await orders.find(connection, order.id)
        if written is None:
            raise RuntimeError("an order vanished in its own transaction")
        told = tuple((discount.coupon_id, discount.amount) for discount in discounts)
        return Placed(written, told, codes.code_at(secret, codes.clock()), until)

    async def _as_it_stands(self, connection: Connection, order: OrderRow) -> Placed:
        voucher = await vouchers.of_order(connection, order.id, self._clock.now())
        code = voucher_code(self._cipher, order.id, voucher.secret_enc) if voucher else None
        discounts = await orders.discounts_of(connection, order.id)
        hold_id = await orders.hold_of(connection, order.id)
        return Placed(order, discounts, code, await orders.expiry_of(connection, order.id), hold_id)

    async def _with_hold(self, placed: Placed) -> Placed:
        async with self._lane.transaction() as connection:
            hold_id = await orders.hold_of(connection, placed.order.id)
        return Placed(placed.order, placed.discounts, placed.code, placed.expires_at, hold_id)


def voucher_code(cipher: Cipher, order_id: int, secret_enc: bytes) -> str:
    """The code of an open voucher at this moment."""
    return codes.code_at(cipher.open(secret_enc, secret_context(order_id)), codes.clock())


def secret_context(order_id: int) -> str:
    """To which place a voucher's sealed secret is bound."""
    return f"redemptions.secret_enc:{order_id}"


async def _gone(connection: Connection, user_id: int, coupon_id: str) -> Refusal:
    """Why a coupon is not among those that can be used."""
    match await wallet.last_status(connection, user_id, coupon_id):
        case "USED":
            return Refusal.USED
        case "EXPIRED" | "ACTIVE":  # an ACTIVE one that ran out and was not swept yet
            return Refusal.EXPIRED
        case _:
            return Refusal.NOT_HELD


async def _too_fast(connection: Connection, wanted: Wanted, now: datetime) -> Refusal | None:
    """Limits a person, a card or a shop never meets in honest use."""
    pace = await velocity.pace(
        connection, wanted.user_id, wanted.shop.id, now, now - timedelta(days=1), now - timedelta(hours=1)
    )
    if pace.opened_at_shop >= OPENED_AT_A_SHOP_AN_HOUR:
        return Refusal.SHOP_TOO_BUSY
    if pace.open_now >= OPEN_AT_ONCE or pace.opened >= OPENED_A_DAY or pace.completed_by_card >= COMPLETED_A_DAY:
        return Refusal.TOO_MANY_VOUCHERS
    return None
