"""What a purchase at a shop costs with the coupons of a person: the price function of menu combinations. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Self

import numpy as np

from core.coupons.coupon import Buyer, HeldCoupon, Kind, Line, Purchase
from core.coupons.price import best
from core.coupons.refusals import Refusal
from core.coupons.rules import free_lines, refusal
from core.recommend.meals import Numbers
from core.recommend.request import Request
from core.recommend.shop import Shop

_BY_WHAT_IS_BOUGHT = {Refusal.BELOW_MINIMUM, Refusal.ITEM_MISSING, Refusal.NOT_TWO_EQUAL}


@dataclass(frozen=True, slots=True)
class CouponPricing:
    """`purchase` is an empty one at the shop; `coupons` those that may count there, whatever is bought."""

    purchase: Purchase
    coupons: tuple[HeldCoupon, ...]
    buyer: Buyer
    at: datetime

    @classmethod
    def at_shop(cls, shop: Shop, request: Request) -> Self:
        """With what a request's person holds."""
        empty = Purchase(shop.id, shop.category, shop.partner, (), request.must_take_card)
        refused = {coupon: refusal(coupon, empty, request.buyer, request.at) for coupon in request.coupons}
        usable = tuple(one for one, why in refused.items() if why is None or why in _BY_WHAT_IS_BOUGHT)
        return cls(empty, usable, request.buyer, request.at)

    @property
    def pairs(self) -> bool:
        """Whether somebody holds a two-for-one."""
        return any(coupon.kind == Kind.BOGO for coupon in self.coupons)

    @property
    def gifts(self) -> bool:
        """Whether somebody holds a coupon for a thing."""
        return any(coupon.kind == Kind.FREEBIE for coupon in self.coupons)

    def gives_away(self, line: Line) -> bool:
        """Whether a coupon gives the item away."""
        bought = self._buying((line,))
        return any(coupon.kind == Kind.FREEBIE and free_lines(coupon, bought) for coupon in self.coupons)

    def to_pay(self, lines: tuple[Line, ...]) -> int:
        """Won after the best coupons."""
        bought = self._buying(lines)
        applied = best(self.coupons, bought, self.buyer, self.at) if self.coupons else None
        return applied.to_pay if applied else bought.total

    def least(self, totals: Numbers, free: int, pair: int) -> Numbers:
        """Every coupon at its most, the best alone or all stackable ones together."""
        if not self.coupons:
            return totals
        alone: Numbers | int = 0
        together: Numbers | int = 0
        for coupon in self.coupons:
            most: Numbers | int
            match coupon.kind:
                case Kind.PERCENTAGE:
                    most = totals * (coupon.percent or 0) // 100
                case Kind.FREEBIE:
                    most = free
                case Kind.BOGO:
                    most = pair
                case _:
                    most = coupon.amount or 0
            most = most if coupon.most is None else np.minimum(most, coupon.most)
            off = np.where(totals >= coupon.minimum, most, 0)
            alone = np.maximum(alone, off)
            together = together + off if coupon.stackable else together
        cost: Numbers = np.maximum(0, totals - np.maximum(alone, together))
        return cost

    def _buying(self, lines: tuple[Line, ...]) -> Purchase:
        empty = self.purchase
        return Purchase(empty.shop_id, empty.category, empty.partner, lines, empty.pays_by_card)
