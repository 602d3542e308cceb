"""EMERGENCY_FOOD: eat now, without money. Aid at once where it is due; known facts only; a grown-up to call.

First what costs nothing: partner shops that the aid pays, and good-influence shops that feed children free. Who has
money on the card gets places that take it. Only then the nearest that are surely open.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.actions.food_request import OTHERS
from core.actions.helps import Helps
from core.actions.search import Search, Where, after_showing
from core.actions.turn import Outcome, Turn
from core.coupons.coupon import HeldCoupon
from core.dialogue.state import Question
from core.foodcard.aid import Aid, Given
from core.people.people import People
from core.recommend.request import Found, Offer, Relaxed, Request
from db.aid import COUPON

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Means:
    """What the person can eat by: aid in the wallet, else what the card pays (won; 0 is nothing)."""

    given: Given | None = None
    coupons: tuple[HeldCoupon, ...] = ()
    card: int = 0


class EmergencyFood:
    """Food first, and a grown-up to call, in every case."""

    def __init__(self, search: Search, helps: Helps, aid: Aid, people: People) -> None:
        self._search = search
        self._helps = helps
        self._aid = aid
        self._people = people

    async def __call__(self, turn: Turn) -> Outcome:
        """Places within 3 km that are surely open; what costs money only where nothing is free."""
        means = await self._means(turn)
        where = self._search.where(turn.state)
        helps = self._helps.of("welfare", "youth")
        told = _told(means)
        if where.point is None:
            unknown = {"unknown": where.name if where.unknown else None}
            asked = Outcome("emergency_where", turn.state, told | unknown, method="EMERGENCY", helps=helps)
            return replace(asked, question=Question.PLACE, asks_location=True)
        found, kind = self._places(turn, where, means)
        kinds = {name: name == kind for name in ("covered", "free", "card_pays")}
        values: dict[str, object] = {**told, **kinds, "count": len(found.offers)}
        state = after_showing(turn.state, found.offers) if found.offers else turn.state
        outcome = Outcome("emergency_food", state, values, found.offers, found, "EMERGENCY", helps=helps)
        return replace(outcome, replies=(OTHERS,) if found.offers else ())

    async def _means(self, turn: Turn) -> Means:
        """Give what is due. Nothing in a group, where everybody would see it."""
        person = turn.person
        if person.user_id is None or person.card is None or turn.incoming.group:
            return Means()
        given = await self._aid.ask(person.user_id, turn.now)
        if not isinstance(given, Given):
            return Means(card=person.card.spendable)
        held = await self._people.coupons(person.user_id)
        return Means(given, tuple(coupon for coupon in held if coupon.coupon_id == COUPON))

    def _places(self, turn: Turn, where: Where, means: Means) -> tuple[Found, str]:
        """The places, and what is special about them: covered, free, card_pays or nothing."""
        request = self._search.for_nothing(turn, where, SHOWN)
        known = self._find(request)
        free = _free(known)
        if not free and request.wishes:  # any dish that is free before a wished one that is not
            free = _free(self._find(replace(request, wishes=())))
        covered: tuple[Offer, ...] = ()
        if means.coupons:
            covered = self._find(replace(request, budget=0, coupons=means.coupons)).offers
        if covered:
            beside = tuple(offer for offer in free if offer.shop.id not in {o.shop.id for o in covered})
            return replace(known, offers=(*covered, *beside)[:SHOWN]), "covered"
        if free:
            return replace(known, offers=free), "free"
        paid = self._find(replace(request, budget=means.card, must_take_card=True)) if means.card else Found(())
        pays = paid.offers and set(paid.relaxed) <= {Relaxed.WIDER}
        return (paid, "card_pays") if pays else (known, "nearest")

    def _find(self, request: Request) -> Found:
        """A wished dish only where somebody has it; nothing that costs more than was said."""
        found = self._search.find(request)
        if not found.offers and request.wishes:
            found = self._search.find(replace(request, wishes=()))
        if request.budget is not None:
            within = tuple(offer for offer in found.offers if (offer.to_pay or 0) <= request.budget)
            found = replace(found, offers=within)
        return found


def _free(found: Found) -> tuple[Offer, ...]:
    return tuple(offer for offer in found.offers if offer.shop.good_influence)


def _told(means: Means) -> dict[str, object]:
    given = means.given
    return {
        "aid": given is not None,
        "aid_new": given is not None and given.now,
        "aid_until": given.expires_at if given else None,
    }
