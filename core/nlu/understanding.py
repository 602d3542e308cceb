"""From a message to its meaning: normalise, look for danger, read each slot in turn, settle the intent. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from core.codes import HIDDEN, read_code
from core.dialogue.state import Question, State
from core.meaning import Entities, Intent, Meaning, Wish
from core.nlu import acts, card_places, intents, personal
from core.nlu.amounts import Money, read_money
from core.nlu.companions import ALONE, Companions
from core.nlu.coupons import Coupons
from core.nlu.dietary import Dietary
from core.nlu.evidence import Evidence
from core.nlu.foods import Dishes, Foods
from core.nlu.insults import Insults
from core.nlu.languages import KOREAN, detect_language, foreign_intent, in_won, says_near_me
from core.nlu.lexicon import Lexicon
from core.nlu.need import is_emergency
from core.nlu.normalise import Normaliser
from core.nlu.options import Options
from core.nlu.people import Heads, read_people
from core.nlu.places import Places
from core.nlu.rules import is_urgent
from core.nlu.second import Told
from core.nlu.shops import Shops
from core.nlu.tastes import Tastes
from core.nlu.text import Page
from core.nlu.times import When, read_time
from core.safety import Sign

LONGEST = 500


class Understanding:
    """Understands one message at a time; holds only what it was built with, and the names of places.

    The order of reading matters: what one reader claims no later one sees, so names of coupons, shops and
    options come before places, and places before food.
    """

    def __init__(self, classifier: intents.Classifier, lexicon: Lexicon, known_places: Collection[str]) -> None:
        self._classifier = classifier
        self._safety = lexicon.safety
        self._normalise = Normaliser(lexicon)
        self._coupons = Coupons(lexicon.coupon_kinds, frozenset(lexicon.shop_names), lexicon.foods)
        self._shops = Shops(
            lexicon.shop_names,
            lexicon.shop_categories,
            lexicon.not_shops,
            lexicon.foods,
            _no_shops(lexicon, known_places),
            lexicon.food_modifiers | frozenset(lexicon.options) | lexicon.not_dishes,
        )
        self._options = Options(
            lexicon.options,
            {
                word
                for word, food in lexicon.foods.items()
                if food.kind in {"dish", "dessert", "drink", "generic", "cuisine"}
            },
            lexicon.foods,
        )
        self._dietary = Dietary(lexicon.diets, lexicon.foods)
        self._lexicon = lexicon
        self.know_places(known_places)
        self._companions = Companions(lexicon.companions)
        self._tastes = Tastes(lexicon.tastes)
        self._foods = Foods(lexicon.foods, lexicon.food_modifiers, _no_dishes(lexicon))
        self._insults = Insults(lexicon.insults)

    def know_places(self, names: Collection[str]) -> None:
        """From the next message on these are the names of places that are known."""
        self._places = Places(names, self._lexicon.places, self._lexicon.foods)

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
        if wish is None and state is not None and state.shown and not intents.waits_for(asked) and acts.picks(page):
            wish = Wish.CHOOSE
        previous = state.intent if state is not None and wish is not Wish.RESTART else None
        classified = _second(self._classifier.classify(page.raw, previous), told)
        sign = self._safety.read(page.clean, classified.danger, self._danger)
        if sign is not None:
            return _in_danger(page, sign)
        language = detect_language(page.clean)
        if language != KOREAN:
            return self._foreign(page, language)
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
        birth_year = self._birth_year(page, state, asked)
        dishes, money, heads, when, entities, convenience = self._read(page, state, asked)
        shown = len(state.shown) if state is not None else 0
        if wish is None and shown and entities.shop is not None and acts.chooses(page):
            wish = Wish.CHOOSE
        reference = acts.read_reference(page, shown, entities.location is not None, bool(dishes.wished))
        evidence = Evidence(
            page=page,
            entities=entities,
            reference=reference,
            wish=wish,
            affirms=acts.read_yes_no(page.clean),
            changes_number=heads.more is not None or money.more is not None or heads.joins,
            shown=shown > 0,
            shop_in_talk=_speaks_of_shop(entities, reference if shown else None, state),
        )
        intent, confidence = intents.settle(classified, evidence, state, asked)
        meaning = Meaning(
            page.raw,
            intent,
            confidence,
            entities=_allowed(entities, intent, page, in_dialogue=state is not None and state.turn > 0),
            reference=reference,
            wish=wish,
            affirms=evidence.affirms,
            more_budget=money.more,
            more_people=heads.more,
            adds_food=dishes.adds,
            doubtful_amount=money.doubtful,
            birth_year=birth_year,
            day=when.day,
            convenience_store=convenience,
            told_balance=money.budget if personal.tells_balance(page) else None,
            plan_place=entities.location if wish is Wish.PLAN else None,
            insult=self._insults.aimed_at_bot(page.clean, intent),
            likely=classified.likely,
        )
        return meaning if intents.keeps_entities(intent) or asked is not None else _without_changes(meaning)

    def _read(
        self, page: Page, state: State | None, asked: Question | None
    ) -> tuple[Dishes, Money, Heads, When, Entities, bool]:
        coupon = self._coupons.read(page)
        shown = [one.name for one in state.shown] if state is not None else ()
        shop, convenience = self._shops.read(page, shown, in_talk=state is not None and state.slots.shop is not None)
        options = self._options.read(page, in_dialogue=state is not None and state.turn > 0)
        dietary = self._dietary.read(page)
        place = self._places.read(page, asked in {Question.PLACE, Question.WHICH_PLACE}, _holds_place(state))
        when = read_time(page, state.slots.time_preference if state is not None else None)
        money = read_money(page, asked in {Question.BUDGET, Question.AMOUNT})
        tastes = self._tastes.read(page)
        dishes = self._foods.read(page)
        heads = read_people(page, asked is Question.PEOPLE)
        companions, joins = self._companions.read(page)
        if (joins or heads.joins) and heads.more is None:
            heads = _joining(heads, state.slots.people if state is not None else None)
        heads = replace(heads, joins=joins)
        if money.more is not None and (state is None or _holds_no_money(state.slots)):
            money = replace(money, budget=money.more, more=None)  # added to nothing, it is what there is
        entities = Entities(
            food_type=dishes.wished,
            budget=money.budget,
            budget_per_person=money.per_person,
            people=1 if companions == (ALONE,) and heads.people is None and heads.more is None else heads.people,
            companions=companions,
            location=place.location,
            near_me=place.near_me,
            time_preference=when.time,
            menu_options=options,
            taste=tastes,
            dietary=dietary,
            exclude=tuple(food for food in dishes.refused if f"알레르기 {food}" not in dietary),
            shop=shop,
            coupon=coupon,
        )
        return dishes, money, heads, when, entities, convenience

    @staticmethod
    def _birth_year(page: Page, state: State | None, asked: Question | None) -> int | None:
        if state is None or state.last_at is None:
            return None
        return acts.read_birth_year(page.clean, state.last_at.year, asked is Question.BIRTH_YEAR)

    def _foreign(self, page: Page, language: str) -> Meaning:
        intent = foreign_intent(page.clean, language)
        budget = read_money(Page(page.raw, in_won(page.clean))).budget
        if budget is not None and intent in {Intent.FOOD_REQUEST, Intent.UNKNOWN}:
            intent = Intent.BUDGET_INQUIRY
        emergency = intent is Intent.EMERGENCY_FOOD
        entities = Entities()
        if intents.keeps_entities(intent):
            dietary = self._dietary.read(page)
            near = says_near_me(page.clean, language)
            dishes = self._foods.read(page)
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


def _no_shops(lexicon: Lexicon, known_places: Collection[str]) -> frozenset[str]:
    places = {name for name in known_places if len(name) > 2}
    return frozenset().union(places, *lexicon.places.values(), lexicon.companions, lexicon.tastes, lexicon.ordinary)


def _no_dishes(lexicon: Lexicon) -> frozenset[str]:
    return frozenset().union(
        lexicon.not_dishes, lexicon.not_shops, *lexicon.places.values(), lexicon.companions, lexicon.ordinary
    ) - frozenset(lexicon.foods)


def _joining(heads: Heads, held: int | None) -> Heads:
    """동생도 온대 is one more, 시부모님도 오신대요 두 분 two more; 동생도 온대 셋이야 says how many there are now.

    친구 두 명도 온대 are two more, and two beside who writes where nobody was counted before.
    """
    if heads.joins and heads.people is not None:
        return Heads(people=heads.people + 1) if held is None else Heads(more=heads.people)
    if held is None:
        return heads
    if heads.people is None:
        return Heads(more=1)
    return heads if heads.people > held else Heads(more=heads.people)


def _holds_place(state: State | None) -> bool:
    return state is not None and (state.slots.location is not None or state.slots.near_me)


def _holds_no_money(slots: Entities) -> bool:
    return slots.budget is None and slots.budget_per_person is None


def state_is_silent(state: State | None, asked: Question | None) -> bool:
    """Whether nothing was asked or shown that a number or a mark could answer."""
    return asked is None and (state is None or not state.shown)


def _speaks_of_shop(entities: Entities, reference: int | str | None, state: State | None) -> bool:
    if entities.shop is not None or reference is not None:
        return True
    return state is not None and (state.slots.shop is not None or state.focus is not None)


def _allowed(entities: Entities, intent: Intent, page: Page, *, in_dialogue: bool) -> Entities:
    """Only what a message of this intent states (`annotation.md`, Entities)."""
    if not intents.keeps_entities(intent):
        return Entities()
    emergency = intent is Intent.EMERGENCY_FOOD
    if emergency or is_urgent(page):
        entities = replace(entities, urgency=True)
    if emergency and not in_dialogue:
        entities = replace(entities, food_type=(), exclude=())
    return entities


def _without_changes(meaning: Meaning) -> Meaning:
    return replace(meaning, more_budget=None, more_people=None, adds_food=False, doubtful_amount=None, day=None)
