"""FOOD_REQUEST: something to eat. Up to five places that are open, near, take the card and fit the money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.actions.search import Search, after_showing, ask_place, wish_of
from core.actions.turn import Outcome, Reply, Turn
from core.meaning import Wish
from core.messages import Action, ActionName
from core.recommend.request import Found, Order, Request

CHEAPER, NEARER, OTHERS = Reply("cheaper"), Reply("nearer"), Reply("others", Action(ActionName.OTHERS))


class FoodRequest:
    """Answers a wish to eat; "아무거나" gets one place and one reason."""

    def __init__(self, search: Search) -> None:
        self._search = search

    async def __call__(self, turn: Turn) -> Outcome:
        """Ask where, if nothing says it; else show places, and say what had to be given up."""
        where = self._search.where(turn.state)
        if where.point is None and (where.name or not self._search.knows(turn.meaning.entities.shop)):
            return ask_place(turn, where)
        request = self._search.request(turn, where)
        if turn.decision.value == Wish.ANY or wish_of(turn) is Wish.ANY:
            return self._pick_one(turn, request)
        if request.convenience:
            request = replace(request, baskets=True)
        words = "convenience" if request.convenience else "food_request"
        return show(turn, self._search.find(request), request, words, {"place": where.name})

    def _pick_one(self, turn: Turn, request: Request) -> Outcome:
        """The best that was not shown yet."""
        anything = replace(request, wishes=(), query="", limit=1)
        found = self._search.find(replace(anything, skip=frozenset(request.seen)))
        if not found.offers or found.relaxed:
            found = self._search.find(anything)
        outcome = show(turn, found, request, "pick_one", {}, replies=())
        if not outcome.offers:
            return outcome
        shop = outcome.offers[0].shop
        take = Reply("select", Action(ActionName.SELECT, {"shop": str(shop.id)}))
        return replace(outcome, replies=(take, OTHERS), values={**outcome.values, "offer": outcome.offers[0]})


def show(
    turn: Turn,
    found: Found,
    request: Request,
    words: str,
    values: Mapping[str, object],
    replies: tuple[Reply, ...] = (CHEAPER, NEARER, OTHERS),
) -> Outcome:
    """Put found places into an outcome; an empty hand is said as such, with what else could be tried."""
    slots = turn.state.slots
    said = {
        "relaxed": found.relaxed,
        "radius": found.radius,
        "food": slots.food_type or tuple(wish.term for wish in request.wishes),
        "budget": request.budget,
        "stated_budget": slots.budget,
        "each_budget": slots.budget_per_person,
        "people": request.people,
        "count": len(found.offers),
        "day": turn.state.day,
        "when": slots.time_preference,
        "discreet": request.order is Order.DISCREET,
        "stars": _stars(found) if request.order is Order.RATED else None,
        "refused": sorted(request.goods_refused),
    }
    if not found.offers:
        nothing = Outcome("nothing_found", turn.state, values={**said, **values}, found=found, method="FALLBACK")
        return replace(nothing, asks_location=True)  # there is something somewhere else
    state = after_showing(turn.state, found.offers)
    method = "FALLBACK" if found.relaxed else "WIDE_DEEP" if found.by_deep else "HYBRID"
    return Outcome(words, state, {**said, **values}, found.offers, found, method, replies=replies)


def _stars(found: Found) -> str:
    """Whether the best rated that were asked for are good ("high"), or nothing near is ("none")."""
    return "high" if all(offer.shop.is_rated_well for offer in found.offers) else "none"
