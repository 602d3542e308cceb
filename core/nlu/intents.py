"""Which intent a message has: the classifier's, corrected only by what `annotation.md` states as rules. Pure."""

from __future__ import annotations

import re
from typing import Protocol

from core.dialogue.state import Question, State
from core.meaning import BALANCE, CHAT, NOTHING_STATED, Entities, Intent, Wish
from core.nlu.acts import without_card_refusal
from core.nlu.evidence import Evidence
from core.nlu.need import believed, is_emergency
from core.nlu.rules.card import asks_balance, asks_charge, asks_coupon, leaves_balance
from core.nlu.rules.company import asks_table_there, goes_along, speaks_of_seats
from core.nlu.rules.corrections import corrected
from core.nlu.rules.dishes import wishes_another
from core.nlu.rules.haste import hurries
from core.nlu.rules.hours import asks_opening
from core.nlu.rules.menus import asks_option
from core.nlu.rules.talk import only_thanks
from core.nlu.text import CLUES

_NO_ENTITIES = CHAT | BALANCE
_OF_ONE_THING = _NO_ENTITIES | {Intent.MENU_OPTION, Intent.COUPON_INQUIRY, Intent.TIME_INQUIRY}
_OF_THE_TALK = frozenset({Wish.RESTART, Wish.JOKING})
_ASKS_FOR_NO_FOOD = _NO_ENTITIES - {Intent.UNKNOWN}
_ONLY_HASTE = Entities(urgency=True)
_KEEPS = frozenset({Wish.CHEAPER, Wish.NEARER, Wish.DIFFERENT, Wish.ANY, Wish.CHOOSE})
_FILLER = re.compile(
    r"아니다|아니|아녀|랑|내\s|이요|이에요|예요|입니다|임다|임|요|음|어|아|그럼|그냥|걍|으로|로|쪽|정도|쯤|에서|에|은|는|이"
    r"|가|을|를|도|만|근처|앞|할게|할래|해줘|해주세요|할께|좀|네|응|넹|저|나|우리|같이|먹을래|먹고"
    r"|싶어|잘못|다시|ㅋ|ㅎ|ㅠ|ㅜ|ㅇ|[\s.,!?~]|맞다|아맞다|근데|까지|밖에|있어|있음|온대"
    r"|온다고|합니다|해요|한다고|더|빼고|말고|요청|부탁|인당|각자|씩|드려|쳤|인데|거|걸|데|하나"
)
_BARE_MEAL = re.compile(
    r"(?:(?:오늘|내일|모레|낼|이따|주말)\s?)?(?:아침|점심|저녁|간식|야식)(?:이요|으로|에|밥)?[\s.!~]*"
)
_SURE = 0.9  # so sure of the out-of-scope, the classifier is right more often than rules that object (nlu-choices.md)
_MOVES = CLUES.clue(  # 그냥 순천으로 갈게요
    r"(?:으로|로)\s?(?:갈|가[자야는려볼]|갑|바[꿀꿔]|변경|할[래게]|하자|해(?=라|줘|주|요|\s주|[\s.!~]*$)|옮)"
)
_COMES = CLUES.clue(  # 저녁에 갈게요, 1시로 바꿔 주세요
    r"(?:[에로반쯤시]|[녁심침일]에?)\s?(?:갈|감(?![가-힣])|간다|가려|가기로|바[꿔꾸꿀]|변경|할게|할래|하자|하려|해야|해\s?주|먹을|먹으려|예약|미[뤄룰]|늦[춰출]|당[겨길])"
)
_ASKS = CLUES.clue(
    r"[?]|되나|되냐|되남|될까|돼요?\s*$|됨\s*$|되는|있[나냐니노]|있(?:어|음|을까|습니까)\s*$|어디|어데|어딨|몇|얼마|얼매|추천|찾|알려|가르쳐|보여|가능"
    r"|[먹묵살갈]\s?수|없[나냐]|없을까|뭐|뭘|무엇|무슨|어떤|골라|부탁|[ㄱ-ㅎ]{2}|맛집|밥\s?먹|먹자|배\s?고|땡|당기|당겨|가자"
)
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
    guess = _guess(classified, running, evidence)
    if running in _OF_ONE_THING and evidence.wish is Wish.NEARER and evidence.reference is None:
        return Intent.LOCATION_INQUIRY, max(classified.confidence, 0.8)
    if running is not None and _can_hold(running, evidence.entities) and continues(evidence, guess):
        return running, max(classified.confidence, 0.9)
    if question in _SLOT_INTENTS and _only_fills(evidence):
        holds = running is not None and _can_hold(running, evidence.entities)
        return running if running is not None and holds else _SLOT_INTENTS[question], 0.9
    intent = _corrected(classified, guess, running, evidence)
    if running is not None and _stays(running, intent, evidence, sure=_is_sure(classified)):
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
    bare_value = guess is Intent.UNKNOWN and _only_fills(evidence)
    after_balance = guess is running and running in BALANCE and leaves_balance(evidence)
    return Intent.FOOD_REQUEST if bare_meal or bare_value or after_balance else guess


def _can_hold(running: Intent, said: Entities) -> bool:
    """Whether the running intent can take up what was said; 5천원 after the balance would be lost in it."""
    return running not in _NO_ENTITIES or said == NOTHING_STATED


def _stays(running: Intent, intent: Intent, evidence: Evidence, *, sure: bool) -> bool:
    """Whether the talk goes on as it was, whatever the message would mean as a first one."""
    if running in _NO_ENTITIES:
        return False
    return _goes_on(intent, evidence, sure=sure) or _tells(running, intent, evidence)


def _goes_on(intent: Intent, evidence: Evidence, *, sure: bool) -> bool:
    """What fills a slot goes on with the talk, however it is said; small talk only where it states what binds."""
    said = evidence.entities
    if hurries(evidence):
        return intent in CHAT
    if intent is Intent.UNKNOWN:
        return not sure and said not in (NOTHING_STATED, _ONLY_HASTE)
    binds = said.dietary or said.exclude or said.people is not None or said.budget is not None
    binds = (
        binds
        or any(taste.endswith("않은") for taste in said.taste)
        or (evidence.names_place() and evidence.says(_MOVES))
        or (said.time_preference is not None and evidence.says(_COMES))
    )
    return intent is Intent.GENERAL_CHAT and bool(binds or goes_along(evidence) or said.budget_per_person is not None)


def _tells(running: Intent, intent: Intent, evidence: Evidence) -> bool:
    """Whether a slot is told and nothing asked: 합쳐서 3만원까지래, 불당동 쪽이야, 둘이 갈 거야 go on with the talk."""
    said = evidence.entities
    if said == NOTHING_STATED or evidence.says(_ASKS) or asks_opening(evidence) or asks_coupon(evidence):
        return False
    if intent is Intent.GROUP_DINING:
        return not speaks_of_seats(evidence)
    if intent is Intent.FOOD_REQUEST:  # 고기 말고 피자, 땅콩 알레르기 있어요: of those who come along
        return running is Intent.GROUP_DINING and bool(said.food_type or said.exclude or said.dietary)
    return intent in {Intent.BUDGET_INQUIRY, Intent.LOCATION_INQUIRY} and not said.food_type


def keeps_entities(intent: Intent) -> bool:
    """Whether a message of this intent states entities at all."""
    return intent not in _NO_ENTITIES


def continues(evidence: Evidence, guess: Intent) -> bool:
    """Whether a message only goes on with the running intent: bare answers, other places, one more person."""
    if evidence.entities != NOTHING_STATED and _only_fills(evidence):
        return True
    if (
        guess in _ASKS_FOR_NO_FOOD
        and evidence.affirms is None
        and not evidence.changes_number
        and evidence.wish not in _KEEPS
    ):
        return False
    if evidence.affirms is not None or evidence.wish in _KEEPS or evidence.changes_number:
        return not (asks_opening(evidence) or asks_coupon(evidence) or evidence.entities.food_type)
    return _only_fills(evidence)


def _only_fills(evidence: Evidence) -> bool:
    """Nothing is said but values: what no reader claimed is filler."""
    if evidence.entities == NOTHING_STATED and evidence.reference is None:
        return False
    if asks_option(evidence):
        return False
    if asks_opening(evidence):  # 열어? is claimed with its time, and asks all the same
        return False
    return len(_FILLER.sub("", evidence.page.rest())) <= 1
