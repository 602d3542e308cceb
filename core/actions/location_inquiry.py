"""LOCATION_INQUIRY: places near somewhere, nearest first, or where a named shop is."""

from __future__ import annotations

from dataclasses import replace

from core.actions.food_request import CHEAPER, OTHERS, show
from core.actions.search import Search, ask_place
from core.actions.turn import Outcome, Turn
from core.recommend.request import Found, Order


class LocationInquiry:
    """Answers "건대 근처 분식집 어디야", "두 번째꺼 어디야"."""

    def __init__(self, search: Search) -> None:
        self._search = search

    async def __call__(self, turn: Turn) -> Outcome:
        """Show the place pointed at, the shop named, or the nearest that fit; ask where if nothing says it."""
        where = self._search.where(turn.state)
        shop = self._search.shop(turn.decision.shop_id, turn)
        if shop is not None:
            request = self._search.request(turn, where, only_shops=frozenset({shop.id}), any_hour=True, budget=None)
            found = self._search.find(replace(request, wishes=(), skip=frozenset(), must_take_card=False))
            return show(turn, _kept(found), request, "where_is", {"name": shop.name, "address": shop.address})
        if where.point is None:
            return ask_place(turn, where)
        request = self._search.request(turn, where, order=Order.NEAREST)
        found = self._search.find(request)
        return show(turn, found, request, "location_inquiry", {"place": where.name}, replies=(CHEAPER, OTHERS))


def _kept(found: Found) -> Found:
    """A shop asked for by name is shown as it is; nothing was given up for it."""
    return replace(found, relaxed=())
