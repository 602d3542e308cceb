"""The one question that may stand at the end of an answer, after the cards. Pure; never a second question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from core.actions.taste import ask_taste
from core.actions.turn import Outcome, Turn
from core.actions.visit import ask_rating
from core.consent import Field
from core.dialogue.acts import TASTE
from core.dialogue.state import Question, State
from core.meaning import Intent
from core.recommend.catalogue import Shop


def close(turn: Turn, outcome: Outcome, shop: Callable[[int], Shop | None]) -> Outcome:
    """Add how the last visit was, the birth year of somebody new, or a taste, where the answer asks nothing itself.

    Nobody is asked in a group, in danger, or twice in a session; new people only once they have seen places.
    """
    if outcome.question is not None or turn.incoming.group or turn.meaning.safety or outcome.chosen:
        return _holding(outcome, outcome.question)
    visit = turn.person.visit
    if visit is not None and turn.before.turn == 0 and (visited := shop(visit.shop_id)):
        told = {"rate_shop": str(visit.shop_id), "rate_recommendation": str(visit.recommendation_id)}
        once = (*outcome.state.asked, f"{Question.RATING}:{visit.recommendation_id}")
        asked = replace(outcome.state, pending={**outcome.state.pending, **told}, asked=once)
        values = {**outcome.values, "visited": visited.name}
        return _holding(
            replace(outcome, state=asked, values=values, replies=ask_rating(visit.shop_id)), Question.RATING
        )
    if turn.person.user_id is None and outcome.offers and Question.BIRTH_YEAR not in turn.before.asked:
        asked = replace(outcome.state, asked=(*outcome.state.asked, Question.BIRTH_YEAR))
        return _holding(replace(outcome, state=asked), Question.BIRTH_YEAR)
    taste = _next_taste(turn, outcome)
    if taste is not None:
        kept = {**outcome.state.pending, TASTE: taste}
        asked = replace(outcome.state, pending=kept, asked=(*outcome.state.asked, f"taste:{taste}"))
        replies = (*outcome.replies, *ask_taste(taste))
        return _holding(replace(outcome, state=asked, replies=replies), Question.TASTE)
    return _holding(outcome, None)


def _next_taste(turn: Turn, outcome: Outcome) -> str | None:
    """The taste to ask for: after places were shown, not where the answer before asked, each once.

    Not of who looks for several: what they say next is about the meal they plan, not about themselves.
    """
    if not outcome.offers or turn.before.question is not None or not turn.person.may_keep(Field.PROFILE, turn.now):
        return None
    if turn.meaning.intent is Intent.EMERGENCY_FOOD or (turn.state.slots.people or 1) > 1:
        return None
    return next((taste for taste in turn.person.untold if f"taste:{taste}" not in turn.before.asked), None)


def _holding(outcome: Outcome, question: Question | None) -> Outcome:
    state: State = replace(outcome.state, question=question)
    return replace(outcome, state=state, question=question)
