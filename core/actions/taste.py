"""The three questions of onboarding (guide 5.3, scenario 2): each once, never in two answers in a row."""

from __future__ import annotations

from dataclasses import replace

from core.actions.turn import Outcome, Reply, Turn
from core.consent import Field
from core.dialogue.acts import TASTE
from core.messages import Action, ActionName
from core.recommend.wishes import FoodGroups
from db import tastes
from db.pool import Database

ANSWERS = {
    "categories": ("한식", "분식", "중식", "치킨", "any"),
    "budget": ("4000", "6000", "8000", "10000"),
    "spice": ("0", "1", "3"),
}
"""What can be pressed, in the order in which the questions come."""
_HIGHEST = {"budget": 1_000_000, "spice": 3}


class Taste:
    """An answer to one of the three."""

    def __init__(self, database: Database, foods: FoodGroups) -> None:
        self._database = database
        self._foods = foods

    async def __call__(self, turn: Turn) -> Outcome:
        """Keep it where it may be kept; thank."""
        which, said = turn.before.pending.get(TASTE), turn.decision.value or ""
        kept = {name: value for name, value in turn.state.pending.items() if name != TASTE}
        state = replace(turn.state, pending=kept)
        user_id = turn.person.user_id
        if which not in ANSWERS or user_id is None or not turn.person.may_keep(Field.PROFILE, turn.now):
            return Outcome("taste_unkept", state)
        await self._keep(user_id, which, said)
        return Outcome("taste_kept", state, {"which": which})

    async def _keep(self, user_id: int, which: str, said: str) -> None:
        number = min(int(said), _HIGHEST[which]) if which in _HIGHEST and said.isdecimal() else None
        async with self._database.transaction() as connection:
            if which == "categories":
                wishes = self._foods.wishes(tuple(said.split("|"))) if said != "any" else ()
                liked = sorted({category for wish in wishes for category in wish.categories})
                await tastes.save_categories(connection, user_id, liked)
            elif which == "budget" and number is not None:
                await tastes.save_budget(connection, user_id, number)
            elif number is not None:
                await tastes.save_spice(connection, user_id, number)
            await tastes.count_completeness(connection, user_id)


def ask_taste(which: str) -> tuple[Reply, ...]:
    """What can be pressed as an answer."""
    return tuple(Reply(f"taste_{said}", Action(ActionName.TASTE, {"value": said})) for said in ANSWERS[which])
