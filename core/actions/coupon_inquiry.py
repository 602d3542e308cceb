"""COUPON_INQUIRY: own coupons by expiry, and where each fits best now; or how to get them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from core.actions.food_request import show
from core.actions.search import Search, Where, after_showing
from core.actions.turn import Outcome, Reply, Sheet, Turn
from core.clock import SEOUL
from core.coupons.claims import Claims
from core.coupons.coupon import HeldCoupon
from core.coupons.rules import is_valid
from core.dialogue.acts import OFFERED
from core.dialogue.state import Question, State
from core.meaning import Wish
from core.messages import Action, ActionName
from core.orders.serving import Serving, best_serving
from core.orders.wish import use_action
from core.people.people import People
from core.recommend.request import Found, Offer, Order
from db.holdings import Offer as CouponOffer

SHOWN = 3
COUPONS = 7
"""Coupons on cards, held ones before those that can be had: with `SHOWN` places as many as a carousel takes."""
MAY_BE_HAD = 3
NEAR_SHOPS = 40
LOOKED_AT = 10
_MOMENT = timedelta(microseconds=1)


class CouponInquiry:
    """Answers "내 쿠폰 뭐 있어?", "이 쿠폰 어디서 써?"."""

    def __init__(self, search: Search, claims: Claims, people: People) -> None:
        self._search = search
        self._claims = claims
        self._people = people

    async def __call__(self, turn: Turn) -> Outcome:
        """List the coupons of a remembered person with places near; tell the others kindly how to get them."""
        if turn.person.user_id is None:
            return self._without(turn)
        coupons = self._asked(turn)
        if not coupons and (held := await self._people.ward_coupons(turn.person)):
            until = (held[0].expires_at - _MOMENT).astimezone(SEOUL).date()
            values = {"count": len(held), "soonest": held[0].coupon_name, "until": until}
            return Outcome("wards_coupons", turn.state, values)
        can_be_had = await self._claims.offered(turn.person.user_id, MAY_BE_HAD)
        offered = _offered(can_be_had)
        if not coupons:
            state = _with_offered(turn.state, (), can_be_had)
            return Outcome("no_coupons", state, {"offered": len(offered)}, sheets=offered)
        where = self._search.where(turn.state)
        how = turn.decision.value == Wish.COUPON_HOW
        values = {"count": len(coupons), "place": where.name, "fits": False, "how": how, "some": len(coupons) > COUPONS}
        cards = _sheets(coupons, self._best_places(coupons, where, turn))
        sheets = (*cards, *offered)[:COUPONS]
        shown = _with_offered(turn.state, cards, can_be_had)
        told = Outcome("coupon_inquiry", shown, values, method="COUPON_BASED", sheets=sheets)
        if where.point is None:
            return told
        fitting, found = self._where_they_fit(coupons, where, turn)
        if not fitting:
            return told
        state = _with_offered(after_showing(turn.state, fitting), cards, can_be_had)
        return replace(told, state=state, offers=fitting, found=found, values={**values, "fits": True})

    def _where_they_fit(self, coupons: list[HeldCoupon], where: Where, turn: Turn) -> tuple[tuple[Offer, ...], Found]:
        """Up to three places where one of them counts, by what is left to pay."""
        request = self._search.request(turn, where, coupons=tuple(coupons), order=Order.CHEAPEST, limit=LOOKED_AT)
        found = self._search.find(request)
        fitting = tuple(offer for offer in found.offers if offer.applied)[:SHOWN]
        return fitting, replace(found, offers=fitting)

    def _best_places(self, coupons: list[HeldCoupon], where: Where, turn: Turn) -> Mapping[int, Serving]:
        """Of each coupon, by its wallet id, where near here and for what it is worth most now."""
        if where.point is None:
            return {}
        request = self._search.request(turn, where, coupons=(), budget=None, limit=NEAR_SHOPS, order=Order.NEAREST)
        shops = [offer.shop for offer in self._search.find(replace(request, wishes=(), query="")).offers]
        buyer = turn.person.buyer
        found = ((coupon.wallet_id, best_serving(shops, coupon, buyer, turn.now)) for coupon in coupons)
        return {wallet_id: serving for wallet_id, serving in found if serving is not None}

    def _asked(self, turn: Turn) -> list[HeldCoupon]:
        valid = [coupon for coupon in turn.person.coupons if is_valid(coupon, turn.now)]
        name = (turn.meaning.entities.coupon or "").replace(" ", "").removesuffix("쿠폰")
        named = [c for c in valid if name and (name in c.name.replace(" ", "") or name.upper() == c.coupon_id)]
        return named or valid

    def _without(self, turn: Turn) -> Outcome:
        """Nothing can be held for somebody who is not remembered: say how to change that, and show what costs nothing,
        else what costs least.
        """
        where = self._search.where(turn.state)
        if where.point is None:
            return Outcome("coupons_how", turn.state, {"asks": True}, question=Question.PLACE, asks_location=True)
        request = self._search.request(turn, where, order=Order.CHEAPEST, limit=SHOWN)
        free = self._search.free(turn, where, SHOWN)
        found = free if free.offers else self._search.find(request)
        return show(turn, found, request, "coupons_how", {"free": bool(free.offers)})


def _sheets(coupons: list[HeldCoupon], places: Mapping[int, Serving]) -> tuple[Sheet, ...]:
    """A card a coupon, soonest to end first, with where it fits best now."""
    return tuple(_sheet(coupon, places.get(coupon.wallet_id)) for coupon in sorted(coupons, key=_rank)[:COUPONS])


def _sheet(coupon: HeldCoupon, best: Serving | None) -> Sheet:
    values = {"coupon": coupon, "until": last_day(coupon), "best": best}
    if coupon.reserved:
        return Sheet("coupon_card", values, replies=(Reply("voucher_again", Action(ActionName.VOUCHER)),))
    if best is None:
        return Sheet("coupon_card", values)
    use = use_action(best.shop.id, best.wishes, [coupon.coupon_id])
    return Sheet("coupon_card", values, replies=(Reply("use", use),))


def _with_offered(state: State, held: Sequence[Sheet], offers: Sequence[CouponOffer]) -> State:
    """The state that knows which coupons 받을게 and 두 번째 거 speak of, those behind the cards of what is `held`."""
    lines = [*("\t" for _ in held), *(f"{offer.coupon_id}\t{offer.name}" for offer in offers)][:COUPONS]
    return replace(state, pending={**state.pending, OFFERED: "\n".join(lines)})


def _offered(offers: Sequence[CouponOffer]) -> tuple[Sheet, ...]:
    """A card for each coupon that can be had for the asking."""
    return tuple(
        Sheet(
            "offered_card",
            {"offer": offer},
            replies=(Reply("claim", Action(ActionName.CLAIM, {"coupon": offer.coupon_id})),),
        )
        for offer in offers
    )


def _rank(coupon: HeldCoupon) -> tuple[date, float]:
    """Soonest to end first; of those that end on one day the likeliest to be used."""
    return last_day(coupon), -coupon.likely


def last_day(coupon: HeldCoupon) -> date:
    """The last day of KST on which it can be used: its own, or that of the wallet if sooner."""
    return min(coupon.last_day, (coupon.expires_at - _MOMENT).astimezone(SEOUL).date())
