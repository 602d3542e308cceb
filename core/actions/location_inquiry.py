"""LOCATION_INQUIRY: places near somewhere, nearest first, or where a named shop is."""

from __future__ import annotations

from dataclasses import replace

from core.actions.food_request import CHEAPER, OTHERS, show
from core.actions.search import Search, Where, after_telling, ask_place, shop_unknown
from core.actions.turn import CardButton, Outcome, Turn
from core.recommend.catalogue import Shop
from core.recommend.request import Order

_BUTTONS = (CardButton.SELECT, CardButton.MAP, CardButton.CALL)


class LocationInquiry:
    """Answers "건대 근처 분식집 어디야", "두 번째꺼 어디야"."""

    def __init__(self, search: Search) -> None:
        self._search = search

    async def __call__(self, turn: Turn) -> Outcome:
        """Show the place pointed at, the shop named, or the nearest that fit; ask where if nothing says it."""
        where = self._search.where(turn.state)
        name = turn.meaning.entities.shop
        shop = self._search.shop(turn.decision.shop_id, turn) or self._search.nearest_named(name, turn)
        if shop is not None:
            return self._where_is(shop, where, turn)
        if where.point is None:
            return shop_unknown(turn, name) if name else ask_place(turn, where)
        values = {"place": where.name, "unknown": name}
        request = self._search.request(turn, where)
        if request.order in {Order.DISCREET, Order.RATED}:
            return show(turn, self._search.find(request), request, "food_request", values)
        request = replace(request, order=Order.NEAREST)
        return show(turn, self._search.find(request), request, "location_inquiry", values, replies=(CHEAPER, OTHERS))

    def _where_is(self, shop: Shop, where: Where, turn: Turn) -> Outcome:
        """A shop asked for by name is shown as it is, whatever its hours; nothing was given up for it."""
        found = self._search.one(shop, where.point, turn)
        values = {
            "name": shop.name,
            "address": shop.road_address or shop.address,
            "distance": found.offers[0].distance if where.point else None,
            "phone": shop.phone,
        }
        state = after_telling(turn.state, found.offers[0])
        replies = (OTHERS,) if where.point else ()
        return Outcome("where_is", state, values, found.offers, found, replies=replies, buttons=_BUTTONS)
