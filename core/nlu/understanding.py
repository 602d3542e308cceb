"""From a message to its meaning: normalise, look for danger, read the slots, settle the intent. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from core.codes import HIDDEN, read_code
from core.dialogue.state import Question, State
from core.meaning import NOTHING_STATED, Entities, Intent, Meaning, Wish
from core.nlu import acts, card_places, intents, personal
from core.nlu.amounts import read_money
from core.nlu.evidence import Evidence
from core.nlu.insults import Insults
from core.nlu.languages import KOREAN, detect_language, foreign_intent, in_won, says_near_me
from core.nlu.lexicon import Lexicon
from core.nlu.need import is_emergency
from core.nlu.normalise import Normaliser
from core.nlu.readers import Readers, Reading
from core.nlu.rules.haste import is_urgent
from core.nlu.second import Told
from core.nlu.text import Page
from core.safety import Sign

LONGEST = 500
_LIKELY = 0.5
_NO_CHANGES = Reading()


class Understanding:
    """Understands one message at a time; holds only what it was built with, and the names of places."""

    def __init__(self, classifier: intents.Classifier, lexicon: Lexicon, known_places: Collection[str]) -> None:
        self._classifier = classifier
        self._safety = lexicon.safety
        self._normalise = Normaliser(lexicon)
        self._readers = Readers(lexicon, known_places)
        self._insults = Insults(lexicon.insults)

    def know_places(self, names: Collection[str]) -> None:
        """From the next message on these are the names of places that are known."""
        self._readers.know_places(names)

    def understand(
        self,
        text: str,
        state: State | None = None,
        question: Question | None = None,
        told: Intent | None = None,
    ) -> Meaning:
        """What `text` means after `state`; `question` replaces the one the state holds open.

        `told` is what a second reader says the message asks for, in place of the classifier's own guess.
        """
        asked = question or (state.question if state is not None else None)
        if read_code(text) is not None:
            return Meaning(HIDDEN, Intent.GENERAL_CHAT, 1.0)
        page = self._normalise(text[:LONGEST])
        wish = personal.read_wish(page) or acts.read_wish(page) or card_places.read_wish(page)
        if wish is None and state is not None and not intents.waits_for(asked) and _chooses(page, state):
            wish = Wish.CHOOSE
        previous = state.intent if state is not None and wish is not Wish.RESTART else None
        classified = _second(self._classifier.classify(page.raw, previous), told)
        sign = self._safety.read(page.clean, classified.danger, self._danger)
        if sign is not None:
            return _in_danger(page, sign)
        language = detect_language(page.clean)
        if language != KOREAN:
            return self._foreign(page, language, classified)
        if acts.is_lone_marks(text.strip()) and state_is_silent(state, asked):
            return Meaning(text, Intent.UNKNOWN, 1.0)
        return self._korean(page, state, asked, wish, classified)

    def _danger(self, text: str) -> tuple[float, ...]:
        return self._classifier.classify(text).danger

    def _korean(
        self,
        page: Page,
        state: State | None,
        asked: Question | None,
        wish: Wish | None,
        classified: intents.Classified,
    ) -> Meaning:
        said = self._readers.read(page, state, asked)
        evidence = _evidence(page, said, state, wish)
        intent, confidence = intents.settle(classified, evidence, state, asked)
        changes = said if intents.keeps_entities(intent) or asked is not None else _NO_CHANGES
        return Meaning(
            page.raw,
            intent,
            confidence,
            entities=_allowed(said.entities, intent, page, in_dialogue=state is not None and state.turn > 0),
            reference=evidence.reference,
            wish=evidence.wish,
            affirms=evidence.affirms,
            more_budget=changes.money.more,
            more_people=changes.heads.more,
            adds_food=changes.dishes.adds,
            doubtful_amount=changes.money.doubtful,
            birth_year=_birth_year(page, state, asked),
            day=changes.day,
            convenience_store=said.convenience_store,
            told_balance=said.money.budget if personal.tells_balance(page) else None,
            plan_place=said.entities.location if evidence.wish is Wish.PLAN else None,
            insult=self._insults.aimed_at_bot(page.clean, intent),
            likely=classified.likely,
        )

    def _foreign(self, page: Page, language: str, classified: intents.Classified) -> Meaning:
        intent = foreign_intent(page.clean, language)
        if intent is Intent.UNKNOWN and classified.intent is Intent.GENERAL_CHAT and classified.confidence >= _LIKELY:
            intent = Intent.GENERAL_CHAT  # small talk in no phrase that is known: 今天好累啊
        budget = read_money(Page(page.raw, in_won(page.clean))).budget
        if budget is not None and intent in {Intent.FOOD_REQUEST, Intent.UNKNOWN}:
            intent = Intent.BUDGET_INQUIRY
        emergency = intent is Intent.EMERGENCY_FOOD
        entities = NOTHING_STATED
        if intents.keeps_entities(intent):
            dietary, dishes = self._readers.read_foods(page)
            near = says_near_me(page.clean, language)
            wished = () if emergency else dishes.wished
            entities = Entities(wished, near_me=near, dietary=dietary, urgency=emergency, budget=budget)
        return Meaning(page.raw, intent, 0.9, entities=entities, language=language)


def _in_danger(page: Page, sign: Sign) -> Meaning:
    """Small talk with the sign (`annotation.md`); who was left behind and starves asks for food all the same."""
    if sign.label in {"abuse", "missing"} and is_emergency(page):
        hungry = Entities(urgency=True)
        return Meaning(page.raw, Intent.EMERGENCY_FOOD, 1.0, hungry, safety=sign.label, crisis=sign.crisis)
    return Meaning(page.raw, Intent.GENERAL_CHAT, 1.0, safety=sign.label, crisis=sign.crisis)


def _second(own: intents.Classified, told: Intent | None) -> intents.Classified:
    return own if told is None else Told(told, own.danger)


def _evidence(page: Page, said: Reading, state: State | None, wish: Wish | None) -> Evidence:
    shown = len(state.shown) if state is not None else 0
    if wish is None and shown and said.entities.shop is not None and acts.chooses(page):
        wish = Wish.CHOOSE
    reference = acts.read_reference(page, shown, said.entities.location is not None, bool(said.dishes.wished))
    return Evidence(
        page=page,
        entities=said.entities,
        reference=reference,
        wish=wish,
        affirms=acts.read_yes_no(page.clean),
        changes_number=said.heads.more is not None or said.money.more is not None or said.heads.joins,
        shown=shown > 0,
        shop_in_talk=_speaks_of_shop(said.entities, reference if shown else None, state),
        held=_holds_something_open(state),
    )


def _birth_year(page: Page, state: State | None, asked: Question | None) -> int | None:
    if state is None or state.last_at is None:
        return None
    return acts.read_birth_year(page.clean, state.last_at.year, asked is Question.BIRTH_YEAR)


def _chooses(page: Page, state: State) -> bool:
    """A place of the list and nothing else, or 갈게 where one place is spoken of."""
    of_one = state.focus is not None or len(state.shown) == 1
    return bool(state.shown) and (acts.picks(page) or (of_one and acts.goes(page)))


def state_is_silent(state: State | None, asked: Question | None) -> bool:
    """Whether nothing was asked or shown that a number or a mark could answer."""
    return asked is None and (state is None or not state.shown)


def _holds_something_open(state: State | None) -> bool:
    slots = NOTHING_STATED if state is None else state.slots
    return bool(slots.shop or slots.food_type or slots.location or slots.near_me)


def _speaks_of_shop(entities: Entities, reference: int | str | None, state: State | None) -> bool:
    if entities.shop is not None or reference is not None:
        return True
    return state is not None and (state.slots.shop is not None or state.focus is not None)


def _allowed(entities: Entities, intent: Intent, page: Page, *, in_dialogue: bool) -> Entities:
    """Only what a message of this intent states (`annotation.md`, Entities)."""
    if not intents.keeps_entities(intent):
        return NOTHING_STATED
    emergency = intent is Intent.EMERGENCY_FOOD
    if emergency or is_urgent(page):
        entities = replace(entities, urgency=True)
    if emergency and not in_dialogue:
        entities = replace(entities, food_type=(), exclude=())
    return entities
