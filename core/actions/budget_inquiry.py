"""BUDGET_INQUIRY: what an amount buys. Places, and in each the set of menus that uses the amount best."""

from __future__ import annotations

from core.actions.food_request import show
from core.actions.search import Search, ask_place, budget
from core.actions.turn import Outcome, Turn
from core.dialogue.state import Question


class BudgetInquiry:
    """Answers "5천원으로 뭐 먹지", per person when they are several."""

    def __init__(self, search: Search) -> None:
        self._search = search

    async def __call__(self, turn: Turn) -> Outcome:
        """Ask for the amount or the place if unknown; else places with their best baskets."""
        amount = budget(turn)
        if amount is None:
            return Outcome("ask_budget", turn.state, question=Question.BUDGET)
        where = self._search.where(turn.state)
        if where.point is None:
            return ask_place(turn, where)
        request = self._search.request(turn, where, baskets=True)
        words = "convenience" if request.convenience else "budget_inquiry"
        values = {"place": where.name, "amount": amount, "each": amount // request.people}
        return show(turn, self._search.find(request), request, words, values)
