"""Which intent a message has: the classifier's, corrected only by what `annotation.md` states as rules. Pure."""

from __future__ import annotations

import re
from typing import Protocol

from core.dialogue.state import Question, State
from core.meaning import BALANCE, NO_ENTITIES, NOTHING_STATED, Intent, Wish
from core.nlu.acts import without_card_refusal
from core.nlu.evidence import Evidence
from core.nlu.need import believed, is_emergency
from core.nlu.rules.card import asks_balance, asks_charge, leaves_balance
from core.nlu.rules.company import asks_table_there
from core.nlu.rules.corrections import corrected
from core.nlu.rules.dishes import wishes_another
from core.nlu.rules.talk import only_thanks
from core.nlu.running import can_hold, continues, only_fills, stays

_OF_ONE_THING = NO_ENTITIES | {Intent.MENU_OPTION, Intent.COUPON_INQUIRY, Intent.TIME_INQUIRY}
_OF_THE_TALK = frozenset({Wish.RESTART, Wish.JOKING})
_BARE_MEAL = re.compile(
    r"(?:(?:오늘|내일|모레|낼|이따|주말)\s?)?(?:아침|점심|저녁|간식|야식)(?:이요|으로|에|밥)?[\s.!~]*"
)
_SURE = 0.9  # so sure of the out-of-scope, the classifier is right more often than rules that object (nlu-choices.md)
_UNASKED_FOR = frozenset({Question.BIRTH_YEAR, Question.TASTE, Question.RATING, Question.HELP})
"""What is asked after an answer: thanks is for the answer."""
_SLOT_INTENTS = {
    Question.PLACE: Intent.LOCATION_INQUIRY,
    Question.WHICH_PLACE: Intent.LOCATION_INQUIRY,
    Question.BUDGET: Intent.BUDGET_INQUIRY,
    Question.AMOUNT: Intent.BUDGET_INQUIRY,
    Question.PEOPLE: Intent.GROUP_DINING,
    Question.FOOD: Intent.FOOD_REQUEST,
}


class Classified(Protocol):
    """What a classifier says of a message."""

    @property
    def intent(self) -> Intent:
        """The most likely intent."""

    @property
    def confidence(self) -> float:
        """Its probability, 0 to 1."""

    @property
    def likely(self) -> tuple[Intent, ...]:
        """The likeliest intents, the most likely first."""

    @property
    def danger(self) -> tuple[float, ...]:
        """The probability of each of `core.safety.SIGNS`."""


class Classifier(Protocol):
    """Anything that tells the intent of a message, given the running one."""

    def classify(self, text: str, previous: Intent | None = None) -> Classified:
        """The intent of `text`; a bare answer keeps `previous`."""


def waits_for(question: Question | None) -> bool:
    """Whether an answer is waited for; what is asked after an answer may stay without one."""
    return question is not None and question not in _UNASKED_FOR


def settle(
    classified: Classified, evidence: Evidence, state: State | None, question: Question | None
) -> tuple[Intent, float]:
    """The intent and how sure it is."""
    if _is_of_the_talk(evidence, question):
        return Intent.GENERAL_CHAT, 0.9
    running = state.intent if state is not None and evidence.wish is not Wish.RESTART else None
    refused_here = evidence.wish is Wish.CARD_REFUSED and evidence.shown
    said = without_card_refusal(evidence.page) if refused_here else evidence.page
    if is_emergency(said, evidence.entities.budget):
        return Intent.EMERGENCY_FOOD, max(classified.confidence, 0.9)
    if running is not None and refused_here:
        return running, max(classified.confidence, 0.9)
    if asks_table_there(evidence):
        return Intent.GROUP_DINING, max(classified.confidence, 0.8)
    if running in _OF_ONE_THING and wishes_another(evidence):
        return Intent.FOOD_REQUEST, max(classified.confidence, 0.8)
    if running in _OF_ONE_THING and evidence.wish is Wish.NEARER and evidence.reference is None:
        return Intent.LOCATION_INQUIRY, max(classified.confidence, 0.8)
    guess = _guess(classified, running, evidence)
    if running is not None and can_hold(running, evidence.entities) and continues(evidence, guess):
        return running, max(classified.confidence, 0.9)
    if question in _SLOT_INTENTS and only_fills(evidence):
        holds = running is not None and can_hold(running, evidence.entities)
        return running if running is not None and holds else _SLOT_INTENTS[question], 0.9
    intent = _corrected(classified, guess, running, evidence)
    if running is not None and stays(running, intent, evidence, sure=_is_sure(classified)):
        return running, max(classified.confidence, 0.8)
    return intent, classified.confidence if intent is classified.intent else max(classified.confidence, 0.8)


def _is_of_the_talk(evidence: Evidence, question: Question | None) -> bool:
    """Thanks, a restart, a joke, or a yes or no to where help is: nothing of a meal."""
    if evidence.entities != NOTHING_STATED:
        return False
    if evidence.wish is Wish.RESTART and (asks_charge(evidence) or asks_balance(evidence)):
        return False
    answers_help = question is Question.HELP and evidence.affirms is not None
    return evidence.wish in _OF_THE_TALK or answers_help or (not waits_for(question) and only_thanks(evidence))


def _guess(classified: Classified, running: Intent | None, evidence: Evidence) -> Intent:
    """The classifier's guess, where it is to be believed; what goes on with hunger needs no new sign of need."""
    if classified.intent is running:
        return classified.intent
    return believed(classified.intent, classified.confidence, evidence.clean)


def _is_sure(classified: Classified) -> bool:
    return classified.confidence >= _SURE


def _corrected(classified: Classified, guess: Intent, running: Intent | None, evidence: Evidence) -> Intent:
    """The guess as the rules correct it; they have no say in a first message that surely asks for nothing of ours."""
    first = running is None and evidence.wish is None
    if first and guess is Intent.UNKNOWN and _is_sure(classified):
        return guess
    return corrected(_as_request(guess, running, evidence), evidence)


def _as_request(guess: Intent, running: Intent | None, evidence: Evidence) -> Intent:
    """The guess; but a bare value ("내일 점심") opens a request, and so does what is stated after the balance."""
    bare_meal = guess is Intent.TIME_INQUIRY and _BARE_MEAL.fullmatch(evidence.clean) is not None
    bare_value = guess is Intent.UNKNOWN and only_fills(evidence)
    after_balance = guess is running and running in BALANCE and leaves_balance(evidence)
    return Intent.FOOD_REQUEST if bare_meal or bare_value or after_balance else guess


def keeps_entities(intent: Intent) -> bool:
    """Whether a message of this intent states entities at all."""
    return intent not in NO_ENTITIES
