"""EMERGENCY_FOOD: eat now, without money. Known facts only: places that feed children free, then the cheapest open."""

from __future__ import annotations

from dataclasses import replace

from core.actions.helps import Helps
from core.actions.search import Search, after_showing
from core.actions.turn import Outcome, Turn
from core.dialogue.state import Question
from core.recommend.request import WIDEST_METRES, Order

SHOWN = 3


class EmergencyFood:
    """Food first, and a grown-up to call, in every case."""

    def __init__(self, search: Search, helps: Helps) -> None:
        self._search = search
        self._helps = helps

    async def __call__(self, turn: Turn) -> Outcome:
        """Places within 3 km that are surely open, good-influence shops first; help even where no place is known."""
        where = self._search.where(turn.state)
        helps = self._helps.of("welfare", "youth")
        if where.point is None:
            return Outcome(
                "emergency_where",
                turn.state,
                question=Question.PLACE,
                helps=helps,
                asks_location=True,
                method="EMERGENCY",
            )
        request = self._search.request(
            turn,
            where,
            budget=None,
            aid=True,
            within=WIDEST_METRES,
            limit=SHOWN,
            order=Order.BEST,
            must_take_card=False,
            seen=(),
        )
        found = self._search.find(request)
        if not found.offers and request.wishes:
            found = self._search.find(replace(request, wishes=()))
        free = [offer for offer in found.offers if offer.shop.good_influence]
        values = {"free": bool(free), "count": len(found.offers), "place": where.name}
        state = after_showing(turn.state, found.offers) if found.offers else turn.state
        return Outcome("emergency_food", state, values, found.offers, found, "EMERGENCY", helps=helps)
