"""What a purchase at a shop costs with the coupons of a person: the price function of menu combinations. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import permutations
from typing import Self

import numpy as np

from core.coupons.coupon import Buyer, HeldCoupon, Kind, Line, Purchase
from core.coupons.price import best
from core.coupons.refusals import Refusal
from core.coupons.rules import free_lines, gift, refusal
from core.recommend.meals import Numbers
from core.recommend.request import Request
from core.recommend.shop import Shop

_ORDERED = 3  # percentages whose every order is tried
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

    @property
    def both(self) -> bool:
        """Whether a two-for-one and a gift may count together."""
        stacked = {coupon.kind for coupon in self.coupons if coupon.stackable}
        return {Kind.BOGO, Kind.FREEBIE} <= stacked

    def least(self, totals: Numbers, free: int, pair: int) -> Numbers:
        """The best coupon alone, or all stackable ones; what they take off hangs on these three things alone."""
        if not self.coupons:
            return totals
        given: Mapping[str, int] = {Kind.FREEBIE: free, Kind.BOGO: pair}
        alone: list[Numbers] = [totals - _off(coupon, totals, totals, given) for coupon in self.coupons]
        return np.maximum(0, reduce(np.minimum, [*alone, self._stacked(totals, given)], totals))

    def _stacked(self, totals: Numbers, given: Mapping[str, int]) -> Numbers:
        """After all stackable ones, percentages in the order that leaves least; of many a bound: each of the whole."""
        stack = [coupon for coupon in self.coupons if coupon.stackable]
        shares = [coupon for coupon in stack if coupon.kind == Kind.PERCENTAGE]
        given_once: dict[str, Numbers] = {}
        for coupon in (one for one in stack if one.kind != Kind.PERCENTAGE):
            off = _off(coupon, totals, totals, given)
            given_once[gift(coupon)] = np.maximum(off, given_once.get(gift(coupon), 0))
        left: Numbers = np.maximum(0, totals - sum(given_once.values()))
        if len(shares) > _ORDERED:
            return left - sum(_off(coupon, totals, left, given) for coupon in shares)
        return reduce(np.minimum, (_after(order, totals, left) for order in permutations(shares)))

    def _buying(self, lines: tuple[Line, ...]) -> Purchase:
        empty = self.purchase
        return Purchase(empty.shop_id, empty.category, empty.partner, lines, empty.pays_by_card)


def _after(order: Sequence[HeldCoupon], totals: Numbers, left: Numbers) -> Numbers:
    for coupon in order:
        left = left - _off(coupon, totals, left, {})
    return left


def _off(coupon: HeldCoupon, totals: Numbers, left: Numbers, given: Mapping[str, int]) -> Numbers:
    """Won that a coupon takes off purchases of `totals`; a percentage of what is `left` of them."""
    off: Numbers | int
    if coupon.kind == Kind.PERCENTAGE:
        off = left * (coupon.percent or 0) // 100
    else:
        off = given.get(coupon.kind, coupon.amount or 0)
    off = off if coupon.most is None else np.minimum(off, coupon.most)
    return np.where(totals >= coupon.minimum, off, 0)
