"""TIME_INQUIRY: what is open and until when; hours of a day, break, last order, holidays."""

from __future__ import annotations

from dataclasses import replace

from core.actions.food_request import CHEAPER, NEARER, OTHERS, show
from core.actions.search import Search, after_showing, ask_place, asked_time
from core.actions.turn import Outcome, Turn
from core.recommend.catalogue import Shop
from core.recommend.hours import holiday_name, opening
from core.recommend.request import Request


class TimeInquiry:
    """Answers "두번째꺼 몇 시까지 해?", "지금 여는 국밥집", "추석에 해?"."""

    def __init__(self, search: Search) -> None:
        self._search = search

    async def __call__(self, turn: Turn) -> Outcome:
        """The hours of the shop in talk or named; else what is open at the asked time."""
        shop = self._shop_in_talk(turn)
        if shop is not None:
            return self._hours_of(shop, turn)
        where = self._search.where(turn.state)
        if turn.state.slots.shop is not None:
            return Outcome("shop_unknown", turn.state, values={"name": turn.state.slots.shop})
        if where.point is None:
            return ask_place(turn, where)
        request = self._search.request(turn, where)
        values = {"place": where.name, "when": turn.state.slots.time_preference, "day": turn.state.day}
        return show(turn, self._search.find(request), request, "time_inquiry", values, (CHEAPER, NEARER, OTHERS))

    def _shop_in_talk(self, turn: Turn) -> Shop | None:
        pointed = self._search.shop(turn.decision.shop_id, turn)
        if pointed is not None:
            return pointed
        name = turn.meaning.entities.shop
        named = self._search.named(name, turn) if name else []
        return named[0] if named else None

    def _hours_of(self, shop: Shop, turn: Turn) -> Outcome:
        preference = turn.meaning.entities.time_preference
        at = asked_time(preference, turn.meaning.day, turn.now)
        on = at.date()
        where = self._search.where(turn.state)
        request = Request(at=at, point=where.point, only_shops=frozenset({shop.id}), any_hour=True)
        found = replace(self._search.find(replace(request, samples=turn.incoming.samples)), relaxed=())
        values = {
            "name": shop.name,
            "asked": preference,
            "day": on,
            "holiday": holiday_name(on),
            "hours": shop.week.on(on) if shop.week else None,
            "known": shop.week is not None,
            "opening": opening(shop.week, at),
            "is_today": on == turn.now.date(),
        }
        state = after_showing(turn.state, found.offers) if not turn.state.shown else replace(turn.state, focus=shop.id)
        return Outcome("hours_of", state, values, found.offers, found)
