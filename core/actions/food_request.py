"""FOOD_REQUEST: something to eat. Up to five places that are open, near, take the card and fit the money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.actions.search import Search, after_showing, ask_place
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
        named = turn.state.slots.shop is not None
        if where.point is None and not (named and where.name is None):
            return ask_place(turn, where)
        request = self._search.request(turn, where)
        if turn.decision.value == Wish.ANY:
            return self._pick_one(turn, request)
        return show(turn, self._search.find(request), request, "food_request", {"place": where.name})

    def _pick_one(self, turn: Turn, request: Request) -> Outcome:
        found = self._search.find(replace(request, wishes=(), query="", skip=frozenset(request.seen), limit=1))
        if not found.offers:
            found = self._search.find(replace(request, wishes=(), query="", limit=1))
        return show(turn, found, request, "pick_one", {}, replies=(OTHERS,))


def show(
    turn: Turn,
    found: Found,
    request: Request,
    words: str,
    values: Mapping[str, object],
    replies: tuple[Reply, ...] = (CHEAPER, NEARER, OTHERS),
) -> Outcome:
    """Put found places into an outcome; an empty hand is said as such, with what else could be tried."""
    said = {
        "relaxed": found.relaxed,
        "radius": found.radius,
        "food": turn.state.slots.food_type,
        "budget": request.budget,
        "stated_budget": turn.state.slots.budget or turn.state.slots.budget_per_person,
        "people": request.people,
        "count": len(found.offers),
        "at": request.at,
        "discreet": request.order is Order.DISCREET,
    }
    if not found.offers:
        return Outcome("nothing_found", turn.state, values={**said, **values}, found=found, method="FALLBACK")
    state = after_showing(turn.state, found.offers)
    method = "FALLBACK" if found.relaxed else "HYBRID"
    return Outcome(words, state, {**said, **values}, found.offers, found, method, replies=replies)
