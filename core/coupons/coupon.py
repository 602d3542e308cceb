"""What coupons are and what they are held against: values only, money in integer won. Rules: domain.md 6."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

LOYAL_ORDERS = 10
"""Completed orders in `LOYAL_DAYS` that make somebody loyal."""

LOYAL_DAYS = 90


class Kind(StrEnum):
    """How a coupon takes off: the guide's `coupon_type`."""

    FIXED_AMOUNT = "FIXED_AMOUNT"  # so many won
    PERCENTAGE = "PERCENTAGE"  # so many hundredths of what is left to pay, floored to 1 won
    FREEBIE = "FREEBIE"  # one of a named item
    BOGO = "BOGO"  # the cheaper of two equal menus


@dataclass(frozen=True, slots=True)
class HeldCoupon:
    """An ACTIVE coupon of a wallet. Amounts in won; `first_day` and `last_day` are whole days of KST.

    `percent` is set on a PERCENTAGE, `free_item` on a FREEBIE; `most` caps what it takes off, whatever its kind.
    `user_types` are who may use it (empty: everybody); `stackable` ones may stand beside each other in an order.
    """

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
    percent: int | None = None
    most: int | None = None
    free_item: str | None = None
    stackable: bool = False
    user_types: tuple[str, ...] = ()
    likely: float = 0.5


@dataclass(frozen=True, slots=True)
class Line:
    """So many of one menu; `unit_price` in won with its options. Lines of one `menu_id` are equal menus."""

    menu_id: int
    name: str
    unit_price: int
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Purchase:
    """What coupons are held against: the shop, its category, whether it is a coupon partner, what is bought."""

    shop_id: int
    category: str
    partner: bool
    lines: tuple[Line, ...]
    pays_by_card: bool = False

    @property
    def total(self) -> int:
        """Won before any coupon."""
        return sum(line.unit_price * line.quantity for line in self.lines)


@dataclass(frozen=True, slots=True)
class Buyer:
    """What rules ask of the person: completed orders ever, and in the last 90 days; a linked meal card."""

    completed: int = 0
    completed_lately: int = 0
    has_card: bool = False

    @property
    def types(self) -> frozenset[str]:
        """The guide's `target_user_types` that this person is: foodcard, new, vip."""
        told = {"foodcard": self.has_card, "new": self.completed == 0, "vip": self.is_loyal}
        return frozenset(name for name, holds in told.items() if holds)

    @property
    def is_loyal(self) -> bool:
        """Whether LOYALTY coupons count for them."""
        return self.completed_lately >= LOYAL_ORDERS


@dataclass(frozen=True, slots=True)
class Discount:
    """What one coupon takes off, in won."""

    coupon: HeldCoupon
    amount: int


@dataclass(frozen=True, slots=True)
class Applied:
    """Coupons at work, in the order they are taken off; `to_pay` and the discounts add up to the total (won)."""

    discounts: tuple[Discount, ...]
    to_pay: int

    @property
    def coupons(self) -> tuple[HeldCoupon, ...]:
        """The coupons that are used."""
        return tuple(discount.coupon for discount in self.discounts)

    @property
    def discount(self) -> int:
        """Won that all of them take off."""
        return sum(discount.amount for discount in self.discounts)
