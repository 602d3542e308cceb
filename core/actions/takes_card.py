"""Whether a place takes the meal card: of one that is meant, else of those that are near."""

from __future__ import annotations

from core.actions.food_request import OTHERS, show
from core.actions.search import Search, Where, after_telling, ask_place, shop_unknown
from core.actions.turn import CardButton, Outcome, Turn
from core.recommend.catalogue import Shop

_BUTTONS = (CardButton.SELECT, CardButton.CALL, CardButton.MAP)


class TakesCard:
    """Answers "여기 카드 돼?", "버거집에서 카드 받아?"."""

    def __init__(self, search: Search) -> None:
        self._search = search

    async def __call__(self, turn: Turn) -> Outcome:
        """What is known of the shop meant (Y, N, P in part, U unknown); without one, places not known to refuse it."""
        where, name = self._search.where(turn.state), turn.meaning.entities.shop
        shop = self._search.shop(turn.decision.shop_id, turn) or self._search.nearest_named(name, turn)
        if shop is not None:
            return self._told_of(shop, where, turn)
        if name is not None:
            return shop_unknown(turn, name)
        if where.point is None:
            return ask_place(turn, where)
        request = self._search.request(turn, where)
        found = self._search.find(request)
        named = (offer.shop for offer in found.offers if _names(turn.meaning.text, offer.shop))
        if (shop := next(named, None)) is not None:  # 하노이 골목쌀국수, which only the catalogue knows for a name
            return self._told_of(shop, where, turn)
        return show(turn, found, request, "card_places", {})

    def _told_of(self, shop: Shop, where: Where, turn: Turn) -> Outcome:
        found = self._search.one(shop, where.point, turn)
        values = {"name": shop.name, "card": shop.card, "note": shop.card_note}
        state = after_telling(turn.state, found.offers[0])
        return Outcome("takes_card", state, values, found.offers, found, replies=(OTHERS,), buttons=_BUTTONS)


def _names(text: str, shop: Shop) -> bool:
    """Whether the whole name stands in a message, spaces and letter case ignored."""
    return "".join(shop.name.split()).lower() in "".join(text.split()).lower()
