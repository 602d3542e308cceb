"""TIME_INQUIRY: what is open and until when; hours of a day, break, last order, holidays."""

from __future__ import annotations

from core.actions.food_request import show
from core.actions.search import Search, Where, after_telling, ask_place, shop_unknown
from core.actions.times import asked_time
from core.actions.turn import CardButton, Outcome, Turn
from core.recommend.catalogue import Shop
from core.recommend.hours import holiday_name

_BUTTONS = (CardButton.SELECT, CardButton.MENU, CardButton.CALL)


class TimeInquiry:
    """Answers "두번째꺼 몇 시까지 해?", "지금 여는 국밥집", "추석에 해?"."""

    def __init__(self, search: Search) -> None:
        self._search = search

    async def __call__(self, turn: Turn) -> Outcome:
        """The hours of the shop in talk or named; else what is open at the asked time."""
        where = self._search.where(turn.state)
        shop = self._shop_in_talk(turn)
        if shop is not None:
            return self._hours_of(shop, where, turn)
        if turn.meaning.entities.shop is not None:
            return shop_unknown(turn, turn.meaning.entities.shop)
        if where.point is None:
            return ask_place(turn, where)
        request = self._search.request(turn, where)
        return show(turn, self._search.find(request), request, "time_inquiry", {"place": where.name})

    def _shop_in_talk(self, turn: Turn) -> Shop | None:
        """The shop pointed at or named; the one talked of, where the message names no other place or food."""
        said = turn.meaning.entities
        pointed = self._search.shop(turn.decision.shop_id, turn) or self._search.nearest_named(said.shop, turn)
        if pointed is not None or said.shop or said.location or said.food_type or said.near_me:
            return pointed
        return self._search.shop(turn.before.focus, turn)

    def _hours_of(self, shop: Shop, where: Where, turn: Turn) -> Outcome:
        said = turn.meaning.entities.time_preference
        at = asked_time(said, turn.meaning.day, turn.now)
        found = self._search.one(shop, where.point, turn, at)
        values = {
            "name": shop.name,
            "day": at.date(),
            "holiday": holiday_name(at.date()),
            "hours": shop.week.on(at.date()) if shop.week else None,
            "known": shop.week is not None,
            "opening": found.offers[0].opening,
            "is_today": at.date() == turn.now.date(),
            "is_now": at == turn.now,
        }
        state = after_telling(turn.state, found.offers[0])
        return Outcome("hours_of", state, values, found.offers, found, buttons=_BUTTONS)
