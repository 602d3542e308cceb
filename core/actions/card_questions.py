"""Questions about the meal card itself, answered under any intent."""

from __future__ import annotations

from dataclasses import replace

from core.actions.turn import Outcome, Turn
from core.dialogue.acts import Act, TalkAct
from core.knowledge import Live

_ANSWERS: frozenset[Act] = frozenset(TalkAct) - {TalkAct.CLARIFY}  # what was decided on more than a guess of the intent


class CardQuestions:
    """Looks questions up in `help_topics`."""

    def __init__(self, live: Live) -> None:
        self._live = live

    def __call__(self, turn: Turn) -> Outcome | None:
        """The known answer, None where the message asks something else. 콜라 in such a question is no wish.

        콜라도 같이 돼요? after a pizza adds to the meal.
        """
        if turn.incoming.action is not None or turn.decision.act in _ANSWERS:
            return None
        if turn.meaning.adds_food and turn.before.slots.food_type:
            return None
        region_id = turn.person.card.rule.id if turn.person.card else None
        answer = self._live.current.topics.answer(turn.meaning, region_id)
        if answer is None:
            return None
        return Outcome("help_topic", replace(turn.state, slots=turn.before.slots), {"answer": answer})
