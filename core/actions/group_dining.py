"""GROUP_DINING: a table for several. Seats, rooms, the sum for all, and a call to reserve."""

from __future__ import annotations

from dataclasses import replace

from core.actions.food_request import show
from core.actions.search import Search, ask_place, wish_of
from core.actions.turn import CardButton, Outcome, Turn
from core.dialogue.state import Question
from core.meaning import Wish

_BUTTONS = (CardButton.SELECT, CardButton.MENU, CardButton.CALL)


class GroupDining:
    """Answers "친구 다섯이랑 앉을 데"; reserving is a call with a ready sentence."""

    def __init__(self, search: Search) -> None:
        self._search = search

    async def __call__(self, turn: Turn) -> Outcome:
        """Ask how many or where if unknown; else places that can seat them all. "티 안 나는 데" needs no number."""
        people, unseen = turn.state.slots.people, wish_of(turn) is Wish.DISCREET
        if people is None and not unseen:
            return Outcome("ask_people", turn.state, question=Question.PEOPLE)
        where = self._search.where(turn.state)
        if where.point is None:
            return ask_place(turn, where)
        request = self._search.request(turn, where, group=people is not None)
        words = "food_request" if unseen else "group_dining"
        outcome = show(turn, self._search.find(request), request, words, {"place": where.name})
        return replace(outcome, buttons=_BUTTONS, values={**outcome.values, "seats": True})
