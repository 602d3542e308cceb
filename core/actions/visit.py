"""What follows a choice: going there, something wrong there, how it was."""

from __future__ import annotations

from dataclasses import replace

from core.actions.menu_option import offers_of
from core.actions.search import Search, after_showing, ask_place
from core.actions.turn import Chosen, Outcome, Reply, Turn
from core.foodcard.card import usable_now
from core.messages import Action, ActionName
from core.recommend.request import Order

NEIGHBOURS = 2


class Select:
    """A place chosen ("여기로 할래"): a visit, no money. Written as the choice of the recommendation."""

    def __init__(self, search: Search) -> None:
        self._search = search

    async def __call__(self, turn: Turn) -> Outcome:
        """Confirm with how to get there; the child pays with the card as always."""
        shop = self._search.shop(turn.decision.shop_id, turn)
        if shop is None:
            return Outcome("shop_unknown", turn.state, {"name": None})
        found = offers_of(self._search, shop, turn)
        values = {"name": shop.name, "card": shop.card, "note": shop.card_note}
        chosen = Chosen(shop.id)
        return Outcome("select", turn.state, values, found.offers, None, chosen=chosen)


class Report:
    """Something was wrong there ("문 닫았는데", "카드 안된대"): sorry, and the two next places."""

    def __init__(self, search: Search) -> None:
        self._search = search

    async def __call__(self, turn: Turn) -> Outcome:
        """The nearest two others; with a refused card, whether the hour itself is why."""
        where = self._search.where(turn.state)
        shop = self._search.shop(turn.decision.shop_id, turn)
        point = shop.point if shop and shop.point else where.point
        if point is None:
            return ask_place(turn, where)
        skip = frozenset({shop.id}) if shop else frozenset()
        request = self._search.request(turn, where, point=point, skip=skip, limit=NEIGHBOURS, order=Order.NEAREST)
        if turn.decision.value == "card_refused":
            request = replace(request, must_take_card=True)
        found = self._search.find(request)
        card = turn.person.card
        values = {
            "kind": turn.decision.value,
            "name": shop.name if shop else None,
            "count": len(found.offers),
            "hour_closed": card is not None and not usable_now(card.rule, turn.now),
            "from_hour": card.rule.usable_from if card else None,
            "until_hour": card.rule.usable_until if card else None,
        }
        return Outcome("report", after_showing(turn.state, found.offers), values, found.offers, found)


class Rate:
    """The question "지난번 ○○ 어땠어요?" answered with a thumb: the source of real reviews."""

    async def __call__(self, turn: Turn) -> Outcome:
        """Thank; the thumb is written with the turn."""
        shop = turn.decision.shop_id or turn.before.pending.get("rate_shop")
        if shop is None:
            return Outcome("general_chat", turn.state)
        up = turn.decision.value == "up"
        state = replace(turn.state, pending={})
        return Outcome("rated", state, {"up": up}, chosen=Chosen(int(shop), 5 if up else 1))


def ask_rating(shop_id: int) -> tuple[Reply, ...]:
    """The two thumbs."""
    shop = str(shop_id)
    return (
        Reply("thumb_up", Action(ActionName.RATE, {"shop": shop, "value": "up"})),
        Reply("thumb_down", Action(ActionName.RATE, {"shop": shop, "value": "down"})),
    )
