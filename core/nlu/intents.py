"""Which intent a message has: the classifier's, corrected only by what `annotation.md` states as rules. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from core.dialogue.state import Question, State
from core.meaning import Entities, Intent, Wish

_BROKE = re.compile(
    r"(?:돈|현금|용돈|생활비|지갑에|통장에|수중에|땡전|동전)\S{0,4}\s?(?:\S{1,4}\s){0,2}?(?:없|한\s?푼|떨어|다\s?썼|바닥|0원|빵원|읎|안\s?남)|한\s?푼\S?\s?(?:도\s?)?(?:없|읎)|빈털터리|거지|무일푼|카드\S{0,3}\s?(?:\S{1,4}\s){0,2}?(?:정지|막[혔혀힌]|0원|잔액\s?(?:이\s?)?(?:없|부족|0)|돈\s?없|안\s?되|안\s?돼|안\s?됨|없|잃어|텅|비었|바닥)|잔액\s?(?:이\s?)?(?:0원|없|부족|바닥)|돈\s?(?:도\s?)?없|월급\s?(?:을\s?)?못|쌀\S{0,2}\s?(?:도\s?|이\s?)?(?:없|떨어)|"
    r"(?:집|냉장고)\S{0,2}\s?(?:\S{1,5}\s){0,3}?(?:먹을\s?\S{1,2}|아무것도|라면도|밥도|쌀도|반찬도|텅|먹을거)\S{0,2}\s?(?:\S{1,4}\s)?(?:없|비었|텅|떨어)|(?<!\d)(?:\d{1,2}|[1-9]00|천|백)\s?원\s?(?:밖에|뿐|남|이\s?다|이\s?전부)"
)
_HUNGRY = re.compile(
    r"배고|배\s?고프|배고프|굶|허기|먹을\s?(?:게|거|것)\s?없|한\s?끼도|쫄쫄|배가\s?고|살려|못\s?먹|아무것도\s?(?:못|안)\s?먹|끼니|배곯|밥\s?(?:을\s?)?못|배고픔|먹이[요지]|시장하"
)
_STARVING = re.compile(
    r"(?:어제|그제|아침|점심|하루|이틀|사흘|나흘|며칠|몇일|종일|\d일|온종일|그저께|오늘)\S{0,4}\s?(?:\S{1,6}\s){0,3}?(?:굶|아무것도\s?(?:못|안)\s?(?:먹|묵)|한\s?끼도\s?(?:못|안)|못\s?먹었|못먹|먹지\s?못|물만|쫄쫄|빈속|밥\s?구경)|굶고\s?있|굶었|굶는|쫄쫄\s?굶|아무것도\s?못\s?먹"
)
_FREE_FOOD = re.compile(
    r"(?:무료|공짜|꽁짜|꽁으로|공으로|돈\s?(?:안|없이)\s?(?:내|받|도|먹)?|거저)\S{0,3}\s?(?:\S{1,6}\s){0,3}?(?:급식소|급식|밥|식사|끼니|먹|음식|도시락|주는|줄|나눔|식당)|무료\s?급식|밥\s?(?:\S{1,3}\s)?(?:공짜|무료)|푸드\s?뱅크|외상|돈\s?없어도\s?먹"
)
_WHEN_BACK = re.compile(
    r"언제\s?(?:\S{1,5}\s)?(?:들어|충전|채워|나와|다시|와|입금|또)|충전|며칠(?:에|날)\s?(?:들어|나와)"
)
_COUPON = re.compile(r"쿠폰|할인권|교환권|바우처|상품권")
_URGENT = re.compile(
    r"급해|급함|급하|급히|시급|빨리|얼른|언능|퍼뜩|싸게싸게|후딱|금방\s?(?:되|나오|먹)|당장|시간\s?(?:이\s?)?없|서둘|빨랑"
)
_SEATS = re.compile(
    r"자리|좌석|예약|단체|룸|방\s?(?:있|잡|으로|하나|예약|이\s?있)|테이블|앉|회식|모임|돌잔치|생일\s?파티|\d+\s?인석|인석|좌식|홀\s?넓|수용|다\s?들어갈|몇\s?명까지|대관|칠순|환갑|팔순|잔치"
)
_OPEN = re.compile(
    r"몇\s?시|문\s?(?:을\s?)?(?:여|열|닫|연)|영업|오픈|휴무|쉬는\s?날|쉬나|쉬는지|브레이크|라스트\s?오더|24시|닫아|닫는|언제\s?(?:열|닫|까지\s?해|끝나|문)|마감|노나요|열었|열려|여는|연\s?데|하는\s?데\s?있|아직\s?(?:하|해)"
)
_NO_ENTITIES = frozenset({Intent.GENERAL_CHAT, Intent.UNKNOWN, Intent.BALANCE_CHECK, Intent.BALANCE_CHARGE})
_REQUESTS = frozenset({Intent.FOOD_REQUEST, Intent.LOCATION_INQUIRY, Intent.GENERAL_CHAT, Intent.UNKNOWN})
_KEEPS = frozenset({Wish.CHEAPER, Wish.NEARER, Wish.DIFFERENT, Wish.ANY, Wish.CHOOSE})
_FILLER = re.compile(
    r"이요|이에요|예요|입니다|임다|임|요|음|어|아|그럼|그냥|걍|으로|로|쪽|정도|쯤|에서|에|은|는|이|가|을|를|도|만|근처|앞|할게|할래|해줘|해주세요|할께|좀|네|응|넹|저|나|우리|같이|먹을래|먹고|싶어|아니|잘못|다시|ㅋ|ㅎ|ㅠ|ㅜ|ㅇ|[\s.,!?~]|맞다|아맞다|근데|까지|밖에|있어|있음|온대|온다고|합니다|해요|한다고|더|빼고|말고|요청|부탁|드려|쳤|인데|거|걸|데|하나"
)
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
    def intent(self) -> Intent: ...

    @property
    def confidence(self) -> float: ...


class Classifier(Protocol):
    """Anything that tells the intent of a message, given the running one."""

    def classify(self, text: str, previous: Intent | None = None) -> Classified: ...


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was read of a message before its intent is settled."""

    clean: str
    rest: str
    entities: Entities
    reference: int | str | None = None
    wish: Wish | None = None
    affirms: bool | None = None
    changes_number: bool = False


def settle(
    classified: Classified, evidence: Evidence, state: State | None, question: Question | None
) -> tuple[Intent, float]:
    """The intent and how sure it is."""
    running = state.intent if state is not None else None
    if is_emergency(evidence.clean):
        return Intent.EMERGENCY_FOOD, max(classified.confidence, 0.9)
    if running is not None and continues(evidence, classified.intent):
        return running, max(classified.confidence, 0.9)
    if question in _SLOT_INTENTS and _only_fills(evidence):
        return running or _SLOT_INTENTS[question], 0.9
    corrected = _by_rule(classified.intent, evidence)
    return corrected, classified.confidence if corrected is classified.intent else max(classified.confidence, 0.8)


def is_emergency(text: str) -> bool:
    """Hungry and without money, long without food, or asking for free food; never when only asking when it returns."""
    if _COUPON.search(text) or (_WHEN_BACK.search(text) and not _STARVING.search(text)):
        return False
    if _FREE_FOOD.search(text) and not re.search(r"무료\s?(?:주차|배달|음료|리필|토핑)", text):
        return True
    return _HUNGRY.search(text) is not None and (_BROKE.search(text) is not None or _long_without_food(text))


def _long_without_food(text: str) -> bool:
    return (
        re.search(r"(?:어제|그제|그저께|이틀|사흘|나흘|며칠|몇일|하루\s?종일|온종일|\d일|한\s?끼도)", text) is not None
        and _STARVING.search(text) is not None
    )


def is_urgent(text: str) -> bool:
    """Whether the words ask for haste."""
    return _URGENT.search(text) is not None


def keeps_entities(intent: Intent) -> bool:
    """Whether a message of this intent states entities at all."""
    return intent not in _NO_ENTITIES


def continues(evidence: Evidence, guess: Intent) -> bool:
    """Whether a message only goes on with the running intent: bare answers, other places, one more person."""
    if (
        guess in _NO_ENTITIES - {Intent.UNKNOWN}
        and evidence.affirms is None
        and not evidence.changes_number
        and evidence.wish not in _KEEPS
    ):
        return False
    if evidence.affirms is not None or evidence.wish in _KEEPS or evidence.changes_number:
        return not (_OPEN.search(evidence.clean) or _COUPON.search(evidence.clean) or evidence.entities.food_type)
    return _only_fills(evidence)


def _only_fills(evidence: Evidence) -> bool:
    """Nothing is said but values: what no reader claimed is filler."""
    if evidence.entities == Entities() and evidence.reference is None:
        return False
    return len(_FILLER.sub("", evidence.rest)) <= 1


def _by_rule(intent: Intent, evidence: Evidence) -> Intent:
    text, entities = evidence.clean, evidence.entities
    states_amount = entities.budget is not None or entities.budget_per_person is not None
    if intent is Intent.EMERGENCY_FOOD and not (_HUNGRY.search(text) or _BROKE.search(text) or _FREE_FOOD.search(text)):
        return Intent.FOOD_REQUEST
    if (
        intent in _REQUESTS
        and states_amount
        and entities.location is None
        and not entities.near_me
        and not _OPEN.search(text)
    ):
        return Intent.GROUP_DINING if _SEATS.search(text) else Intent.BUDGET_INQUIRY
    if intent in {Intent.BUDGET_INQUIRY, Intent.FOOD_REQUEST} and _SEATS.search(text) and (entities.people or 0) > 1:
        return Intent.GROUP_DINING
    return intent
