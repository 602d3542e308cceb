"""GROUP_DINING: a table for several. Seats, rooms, the sum for all, and a call to reserve."""

from __future__ import annotations

from dataclasses import replace

from core.actions.food_request import show
from core.actions.search import Search, ask_place, wish_of
from core.actions.turn import CardButton, Outcome, Reply, Turn
from core.dialogue.state import Question
from core.meaning import Wish
from core.messages import Action, ActionName
from core.recommend.request import Request
from core.reservations.booking import Bookings

BOOKABLE = 3
_BUTTONS = (CardButton.SELECT, CardButton.MENU, CardButton.CALL)


class GroupDining:
    """Answers "친구 다섯이랑 앉을 데"; reserving is a press, or a call with a ready sentence."""

    def __init__(self, search: Search, bookings: Bookings) -> None:
        self._search = search
        self._bookings = bookings

    async def __call__(self, turn: Turn) -> Outcome:
        """Ask how many or where if unknown; else places that can seat them all. "티 안 나는 데" needs no number."""
        people, unseen = turn.state.slots.people, wish_of(turn) is Wish.DISCREET
        if people is None and not unseen:
            return Outcome("ask_people", turn.state, question=Question.PEOPLE)
        where = self._search.where(turn.state)
        if where.point is None:
            return ask_place(turn, where)
        request = self._search.request(turn, where, group=people is not None, baskets=people is not None)
        words = "food_request" if unseen else "group_dining"
        outcome = show(turn, self._search.find(request), request, words, {"place": where.name})
        replies = await self._tables(turn, outcome, request)
        values = {**outcome.values, "seats": True, "bookable": len(replies)}
        return replace(outcome, buttons=_BUTTONS, values=values, replies=(*replies, *outcome.replies))

    async def _tables(self, turn: Turn, outcome: Outcome, request: Request) -> tuple[Reply, ...]:
        """A press that books, for each place shown that has a table at the time told."""
        if turn.person.user_id is None or turn.incoming.group or not turn.state.slots.time_preference:
            return ()
        reservable = [offer.shop for offer in outcome.offers if offer.shop.reservable]
        free = await self._bookings.free([shop.id for shop in reservable], request.at, request.people)
        told = {"at": request.at.isoformat(), "people": str(request.people)}
        return tuple(
            Reply("book", Action(ActionName.BOOK, {"shop": str(shop.id), **told}), {"name": shop.name})
            for shop in reservable
            if shop.id in free
        )[:BOOKABLE]
