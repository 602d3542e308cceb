"""What a message says to the question that was open. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from core.dialogue.acts import CARRIED_WISH, TASTE, Decision, TalkAct
from core.dialogue.state import Question, State
from core.meaning import CHAT, NOTHING_STATED, Entities, Intent, Meaning, Wish

_LIKING = re.compile(r"좋아|조아|좋은|최고|사랑|즐겨|자주|보통|평소")
_REQUEST = re.compile(
    r"(?:로|은|는|도)[\s!.~?]*$|먹(?:고|을|자)|묵(?:고|을|자)|싶|줘|주세|찾|추천|있[어나음는]|없[어나음는]|땡|당기|어때|밖에|남았"
)


def answer_to_question(meaning: Meaning, state: State, held: State) -> Decision | None:
    """What the message says to the question that was open."""
    match state.question:
        case Question.BIRTH_YEAR if meaning.birth_year is not None:
            return Decision(TalkAct.AGE, held, value=str(meaning.birth_year))
        case Question.CONSENT if meaning.affirms is not None:
            return Decision(TalkAct.CONSENT, held, value="yes" if meaning.affirms else "no")
        case Question.LEAVE if meaning.affirms is not None:
            return Decision(TalkAct.LEAVE, held, value="yes" if meaning.affirms else "no")
        case Question.NEWS if meaning.affirms is not None:
            return Decision(TalkAct.NEWS, held, value="yes" if meaning.affirms else "no")
        case Question.TASTE if (liked := _liking(meaning, state)) is not None:
            return Decision(TalkAct.TASTE, held, value=liked)
        case Question.HELP if meaning.affirms and state.alarms and meaning.entities == NOTHING_STATED:
            return Decision(TalkAct.SAFETY, held, value=state.alarms[-1].label)
        case Question.RATING if meaning.affirms is not None:
            return Decision(TalkAct.RATE, held, value="up" if meaning.affirms else "down")
        case Question.PLACE | Question.WHICH_PLACE if state.pending.get(CARRIED_WISH) == Wish.PLAN and (
            meaning.entities.location or held.point
        ):
            return Decision(TalkAct.PLAN, held)
        case Question.PLACE | Question.WHICH_PLACE if meaning.entities.location or held.point:
            running = state.intent if state.intent not in CHAT else None
            return Decision(running or Intent.FOOD_REQUEST, replace(held, intent=running or Intent.FOOD_REQUEST))
        case _:
            return None


def _asks_for_a_meal(said: Entities) -> bool:
    """Whether a message says where, for how many or when, or more than one thing to look by: then it is a request."""
    known = (said.location, said.near_me, said.shop, said.people, said.time_preference, said.budget_per_person)
    return any(known) or (bool(said.food_type) and said.budget is not None)


def _liking(meaning: Meaning, state: State) -> str | None:
    """What a bare answer says to the taste that was asked for, in the question's own terms."""
    if (
        meaning.adds_food
        or meaning.reference is not None
        or meaning.intent is Intent.MENU_OPTION
        or _asks_for_a_meal(meaning.entities)
        or (_REQUEST.search(meaning.text) is not None and _LIKING.search(meaning.text) is None)
    ):
        return None  # a question about a place shown is no answer, and what is wished now is no taste
    match state.pending.get(TASTE):
        case "categories" if meaning.entities.food_type:
            return "|".join(meaning.entities.food_type)
        case "budget" if meaning.entities.budget is not None:
            return str(meaning.entities.budget)
        case "spice" if meaning.affirms is not None:
            return "3" if meaning.affirms else "0"
        case _:
            return None
