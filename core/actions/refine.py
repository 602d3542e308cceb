"""What is said of the places shown: cheaper, nearer, others. The stated slots do not change."""

from __future__ import annotations

from dataclasses import replace

from core.actions.food_request import CHEAPER, NEARER, OTHERS, show
from core.actions.search import Search, ask_place
from core.actions.turn import Outcome, Turn
from core.dialogue.state import Shown
from core.meaning import Wish
from core.recommend.request import Found, Order, Request

SHOWN = 3


class Refine:
    """Answers "더 싼 데", "너무 멀어", "별점 높은 데", "아까랑 똑같잖아" relative to what was shown."""

    def __init__(self, search: Search) -> None:
        self._search = search

    async def __call__(self, turn: Turn) -> Outcome:
        """Three that are better in the asked way; where there is none, says so and offers a convenience store."""
        where = self._search.where(turn.state)
        if where.point is None:
            return ask_place(turn, where)
        request = self._search.request(turn, where, limit=SHOWN)
        match turn.decision.value:
            case Wish.CHEAPER:
                return self._cheaper(turn, request)
            case Wish.NEARER:
                return self._nearer(turn, request)
            case Wish.BEST_RATED:
                rated = replace(request, order=Order.RATED)
                return self._show(turn, self._search.find(rated), rated, {"than": None, "way": "best_rated"})
            case _:
                return self._different(turn, request)

    def _cheaper(self, turn: Turn, request: Request) -> Outcome:
        price = _least(turn.before.shown, "price")
        if price is None:
            return self._different(turn, request)
        found = self._search.find(replace(request, price_below=price, order=Order.CHEAPEST))
        return self._show(turn, found, request, {"than": price, "way": "cheaper"})

    def _nearer(self, turn: Turn, request: Request) -> Outcome:
        metres = _least(turn.before.shown, "distance_metres")
        if metres is None:
            return self._different(turn, request)
        shown = frozenset(s.shop_id for s in turn.before.shown)
        nearer = replace(request, within=max(1, metres), skip=shown, order=Order.NEAREST)
        return self._show(turn, self._search.find(nearer), request, {"than": metres, "way": "nearer"})

    def _different(self, turn: Turn, request: Request) -> Outcome:
        found = self._search.find(replace(request, skip=frozenset(turn.before.seen)))
        return self._show(turn, found, request, {"than": None, "way": "different"})

    def _show(self, turn: Turn, found: Found, request: Request, values: dict[str, object]) -> Outcome:
        if found.offers and not _given_up(found):
            return show(turn, found, request, "refine", values, (CHEAPER, NEARER, OTHERS))
        nearest = replace(request, convenience=True, wishes=(), query="", order=Order.NEAREST, limit=1)
        store = self._search.find(nearest)
        return show(turn, store, request, "refine_none", {**values, "store": not _given_up(store)}, (OTHERS,))


def _least(shown: tuple[Shown, ...], what: str) -> int | None:
    return min((value for s in shown if (value := getattr(s, what)) is not None), default=None)


def _given_up(found: Found) -> bool:
    return any(code != "wider" for code in found.relaxed)
