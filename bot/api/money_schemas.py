"""What the doors of coupons and orders take and give; money in won (contracts.md, the guide's 6.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import Field, StrictStr

from bot.api.person_schemas import MOST_WON, Taken

_Id = Annotated[int, Field(strict=True, ge=1, le=2**31 - 1)]
_CouponId = Annotated[StrictStr, Field(min_length=1, max_length=50)]
_Short = Annotated[StrictStr, Field(min_length=1, max_length=100)]


class ClaimRequest(Taken):
    """Which coupon is asked for."""

    coupon_id: _CouponId


class ApplyRequest(Taken):
    """One coupon on an amount at a shop. `user_id`, where it is told, is the caller's own."""

    user_id: _Id | None = None
    coupon_id: _CouponId
    shop_id: _Id
    order_amount: Annotated[int, Field(strict=True, ge=1, le=MOST_WON)]


class OptionTaken(Taken):
    """An option by its name."""

    name: _Short


class ItemTaken(Taken):
    """So many of one menu with the options named."""

    menu_id: _Id
    quantity: Annotated[int, Field(strict=True, ge=1, le=100)] = 1
    options: Annotated[tuple[_Short | OptionTaken, ...], Field(max_length=20)] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The options' names."""
        return tuple(option if isinstance(option, str) else option.name for option in self.options)


class OrderRequest(Taken):
    """What is to be bought, and with which coupons of the caller's wallet."""

    shop_id: _Id
    items: Annotated[list[ItemTaken], Field(min_length=1, max_length=50)]
    coupon_ids: Annotated[tuple[_CouponId, ...], Field(max_length=20)] = ()


class ConfirmRequest(Taken):
    """The shop's word: its page's token with the voucher's code, or its PIN typed on the caller's own phone."""

    shop_token: Annotated[StrictStr, Field(max_length=200)] | None = None
    code: Annotated[StrictStr, Field(max_length=20)] | None = None
    pin: Annotated[StrictStr, Field(max_length=20)] | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A coupon that is in the wallet now."""

    wallet_id: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class AppliedCoupon:
    """A coupon that is reserved for ten minutes."""

    order_id: int
    discount: int
    to_pay: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class DiscountView:
    """What one coupon takes off."""

    coupon_id: str
    amount: int


@dataclass(frozen=True, slots=True)
class VoucherView:
    """What the shop is shown: `code` renews every minute, null once the voucher is finished."""

    code: str | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order; discounts in the order they are taken off."""

    order_id: int
    status: str
    total: int
    discounts: tuple[DiscountView, ...]
    to_pay: int
    hold_id: int | None
    voucher: VoucherView


@dataclass(frozen=True, slots=True)
class OrderStatus:
    """What became of an order."""

    order_id: int
    status: str
