"""What a coupon takes off an order. Pure, integer won. Rules: domain.md 6."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from core.clock import SEOUL


@dataclass(frozen=True, slots=True)
class HeldCoupon:
    """An ACTIVE coupon of a wallet. Amounts in won; `first_day` and `last_day` are whole days of KST."""

    wallet_id: int
    coupon_id: str
    name: str
    kind: str
    amount: int | None
    minimum: int
    scope: str
    categories: tuple[str, ...]
    shop_ids: tuple[int, ...]
    first_day: date
    last_day: date
    expires_at: datetime
    priority: float
    reserved: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """What a coupon is held against: the shop, its category, whether it is a coupon partner, the sum in won."""

    shop_id: int
    category: str
    partner: bool
    total: int
    pays_by_card: bool


@dataclass(frozen=True, slots=True)
class Applied:
    """A coupon at work: `discount` and what is left `to_pay`, in won; they add up to the total."""

    coupon: HeldCoupon
    discount: int
    to_pay: int


def best(coupons: Iterable[HeldCoupon], order: Order, at: datetime) -> Applied | None:
    """The coupon that leaves least to pay; then the soonest to expire; then the highest priority; None if none fits."""
    fitting = [Applied(c, d, order.total - d) for c in coupons if (d := discount(c, order, at)) > 0]
    return min(fitting, key=lambda a: (a.to_pay, a.coupon.expires_at, -a.coupon.priority), default=None)


def discount(coupon: HeldCoupon, order: Order, at: datetime) -> int:
    """Won that `coupon` takes off `order` at `at`: never more than the total, 0 where a rule refuses."""
    if coupon.kind != "FIXED_AMOUNT" or coupon.amount is None or coupon.reserved:
        return 0
    if not order.partner or order.total < coupon.minimum or not is_valid(coupon, at):
        return 0
    return min(coupon.amount, order.total) if covers(coupon, order) else 0


def covers(coupon: HeldCoupon, order: Order) -> bool:
    """Whether the coupon's scope reaches this shop."""
    match coupon.scope:
        case "SHOP":
            return order.shop_id in coupon.shop_ids
        case "CATEGORY":
            return order.category in coupon.categories
        case "FOODCARD":
            return order.pays_by_card
        case _:
            return True


def is_valid(coupon: HeldCoupon, at: datetime) -> bool:
    """Whether it may be used at `at`: inside its days of KST and before it expires."""
    return coupon.first_day <= at.astimezone(SEOUL).date() <= coupon.last_day and at < coupon.expires_at
