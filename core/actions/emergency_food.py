"""EMERGENCY_FOOD: eat now, without money. Known facts only: places that feed children free, else the nearest open."""

from __future__ import annotations

from dataclasses import replace

from core.actions.food_request import OTHERS
from core.actions.helps import Helps
from core.actions.search import Search, Where, after_showing
from core.actions.turn import Outcome, Turn
from core.dialogue.state import Question
from core.recommend.request import WIDEST_METRES, Found

SHOWN = 3


class EmergencyFood:
    """Food first, and a grown-up to call, in every case."""

    def __init__(self, search: Search, helps: Helps) -> None:
        self._search = search
        self._helps = helps

    async def __call__(self, turn: Turn) -> Outcome:
        """Places within 3 km that are surely open; what costs money only where nothing is free."""
        where = self._search.where(turn.state)
        helps = self._helps.of("welfare", "youth")
        if where.point is None:
            asked = Outcome("emergency_where", turn.state, method="EMERGENCY", question=Question.PLACE, helps=helps)
            return replace(asked, asks_location=True, values={"unknown": where.name if where.unknown else None})
        found = self.places(turn, where)
        free = [offer for offer in found.offers if offer.shop.good_influence]
        if free:
            found = replace(found, offers=tuple(free))
        values = {"free": bool(free), "count": len(found.offers)}
        state = after_showing(turn.state, found.offers) if found.offers else turn.state
        outcome = Outcome("emergency_food", state, values, found.offers, found, "EMERGENCY", helps=helps)
        return replace(outcome, replies=(OTHERS,) if found.offers else ())

    def places(self, turn: Turn, where: Where) -> Found:
        """What is surely open, good-influence shops first; a wished dish only where somebody has it."""
        request = self._search.request(
            turn,
            where,
            budget=None,
            coupons=(),
            aid=True,
            within=WIDEST_METRES,
            limit=SHOWN,
            must_take_card=False,
            seen=(),
        )
        found = self._search.find(request)
        if not found.offers and request.wishes:
            found = self._search.find(replace(request, wishes=()))
        return found
