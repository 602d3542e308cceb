"""COUPON_INQUIRY: own coupons by expiry, and where each fits best now; or how to get them."""

from __future__ import annotations

from core.actions.food_request import show
from core.actions.search import Search, after_showing
from core.actions.turn import Outcome, Turn
from core.coupons.price import HeldCoupon, is_valid
from core.recommend.request import Found, Order, Request


class CouponInquiry:
    """Answers "내 쿠폰 뭐 있어?", "이 쿠폰 어디서 써?"."""

    def __init__(self, search: Search) -> None:
        self._search = search

    async def __call__(self, turn: Turn) -> Outcome:
        """List the coupons of a remembered person with places near; tell the others kindly how to get them."""
        if turn.incoming.group:
            return Outcome("not_in_group", turn.state)
        if turn.person.user_id is None:
            return self._without(turn)
        coupons = self._asked(turn)
        if not coupons:
            return Outcome("no_coupons", turn.state, {"asked": turn.meaning.entities.coupon})
        where = self._search.where(turn.state)
        values = {"coupons": coupons, "asked": turn.meaning.entities.coupon, "place": where.name}
        if where.point is None:
            return Outcome("coupon_inquiry", turn.state, values, method="COUPON_BASED")
        request = self._search.request(turn, where, coupons=tuple(coupons), order=Order.CHEAPEST, limit=10)
        found = self._search.find(request)
        fitting = tuple(offer for offer in found.offers if offer.applied)[:3]
        if not fitting:
            return Outcome("coupon_inquiry", turn.state, values, method="COUPON_BASED")
        state = after_showing(turn.state, fitting)
        shown = Found(fitting, found.relaxed, found.radius, found.candidates, found.steps)
        return Outcome("coupon_inquiry", state, values, fitting, shown, "COUPON_BASED")

    def _asked(self, turn: Turn) -> list[HeldCoupon]:
        valid = [coupon for coupon in turn.person.coupons if is_valid(coupon, turn.now)]
        name = (turn.meaning.entities.coupon or "").replace(" ", "").removesuffix("쿠폰")
        named = [c for c in valid if name and (name in c.name.replace(" ", "") or name.upper() == c.coupon_id)]
        return named or valid

    def _without(self, turn: Turn) -> Outcome:
        """Nothing can be held for somebody who is not remembered: say how, and show what needs no coupon."""
        where = self._search.where(turn.state)
        if where.point is None:
            return Outcome("coupons_how", turn.state)
        request: Request = self._search.request(turn, where, order=Order.CHEAPEST, limit=3)
        return show(turn, self._search.find(request), request, "coupons_how", {})
