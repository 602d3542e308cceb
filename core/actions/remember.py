"""Age and consent: from a birth year told to a person who may be remembered. Never pressed, never twice."""

from __future__ import annotations

from dataclasses import replace

from core.actions.turn import Outcome, Reply, Turn
from core.consent import Standing
from core.dialogue.state import Question
from core.messages import Action, ActionName
from core.people.newcomers import Newcomers

YES = Reply("consent_yes", Action(ActionName.CONSENT, {"value": "yes"}))
NO = Reply("consent_no", Action(ActionName.CONSENT, {"value": "no"}))


class Age:
    """A birth year was told: ask for consent where it may be asked, say kindly that nothing is kept otherwise."""

    async def __call__(self, turn: Turn) -> Outcome:
        """Under 14 (or not surely older) nothing is asked and nothing kept (domain.md 9)."""
        year = int(turn.decision.value or 0)
        if not Standing(birth_year=year).is_of_age(turn.now.date()):
            return Outcome("too_young", turn.state)
        state = replace(turn.state, pending={**turn.state.pending, "birth_year": str(year)})
        return Outcome("ask_consent", state, question=Question.CONSENT, replies=(YES, NO))


class Consent:
    """The answer to "기억해도 돼요?"."""

    def __init__(self, newcomers: Newcomers) -> None:
        self._newcomers = newcomers

    async def __call__(self, turn: Turn) -> Outcome:
        """Remember the person from now on, or go on keeping nothing."""
        year = turn.before.pending.get("birth_year")
        kept = {key: value for key, value in turn.state.pending.items() if key != "birth_year"}
        state = replace(turn.state, pending=kept)
        if turn.decision.value != "yes" or year is None:
            return Outcome("consent_refused", state)
        gifts = await self._newcomers.take_in(turn.incoming.account, int(year), turn.person.user_id, turn.now)
        replies = (Reply("my_coupons"),) if gifts else ()
        return Outcome("consent_given", state, {"gifts": gifts}, replies=replies)
