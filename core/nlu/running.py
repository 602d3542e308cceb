"""Whether a message goes on with the running intent: bare answers, slots that are told, other places. Pure."""

from __future__ import annotations

import re

from core.meaning import CHAT, NO_ENTITIES, NOTHING_STATED, Entities, Intent, Wish
from core.nlu.evidence import Evidence
from core.nlu.rules.card import asks_coupon
from core.nlu.rules.company import goes_along, speaks_of_seats
from core.nlu.rules.haste import hurries
from core.nlu.rules.hours import asks_opening
from core.nlu.rules.menus import asks_option
from core.nlu.text import CLUES

_ASKS_FOR_NO_FOOD = NO_ENTITIES - {Intent.UNKNOWN}
_ONLY_HASTE = Entities(urgency=True)
_KEEPS = frozenset({Wish.CHEAPER, Wish.NEARER, Wish.DIFFERENT, Wish.ANY, Wish.CHOOSE})
_FILLER = re.compile(
    r"아니다|아니|아녀|랑|내\s|이요|이에요|예요|입니다|임다|임|요|음|어|아|그럼|그냥|걍|으로|로|쪽|정도|쯤|에서|에|은|는|이"
    r"|가|을|를|도|만|근처|앞|할게|할래|해줘|해주세요|할께|좀|네|응|넹|저|나|우리|같이|먹을래|먹고"
    r"|싶어|잘못|다시|ㅋ|ㅎ|ㅠ|ㅜ|ㅇ|[\s.,!?~]|맞다|아맞다|근데|까지|밖에|있어|있음|온대"
    r"|온다고|합니다|해요|한다고|더|빼고|말고|요청|부탁|인당|각자|씩|드려|쳤|인데|거|걸|데|하나"
)
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


def can_hold(running: Intent, said: Entities) -> bool:
    """Whether the running intent can take up what was said; 5천원 after the balance would be lost in it."""
    return running not in NO_ENTITIES or said == NOTHING_STATED


def continues(evidence: Evidence, guess: Intent) -> bool:
    """Whether a message only goes on with the running intent: bare answers, other places, one more person."""
    if evidence.entities != NOTHING_STATED and only_fills(evidence):
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
    return only_fills(evidence)


def only_fills(evidence: Evidence) -> bool:
    """Nothing is said but values: what no reader claimed is filler."""
    if evidence.entities == NOTHING_STATED and evidence.reference is None:
        return False
    if asks_option(evidence):
        return False
    if asks_opening(evidence):  # 열어? is claimed with its time, and asks all the same
        return False
    return len(_FILLER.sub("", evidence.page.rest())) <= 1


def stays(running: Intent, intent: Intent, evidence: Evidence, *, sure: bool) -> bool:
    """Whether the talk goes on as it was, whatever the message would mean as a first one."""
    if running in NO_ENTITIES:
        return False
    return _goes_on(intent, evidence, sure=sure) or _tells(running, intent, evidence)


def _goes_on(intent: Intent, evidence: Evidence, *, sure: bool) -> bool:
    """What fills a slot goes on with the talk, however it is said; small talk only where it states what binds."""
    said = evidence.entities
    if hurries(evidence):
        return intent in CHAT
    if intent is Intent.UNKNOWN:
        return not sure and said not in (NOTHING_STATED, _ONLY_HASTE)
    if intent is not Intent.GENERAL_CHAT:
        return False
    moves = evidence.names_place() and evidence.says(_MOVES)
    comes = said.time_preference is not None and evidence.says(_COMES)
    mild = any(taste.endswith("않은") for taste in said.taste)
    binds = said.dietary or said.exclude or said.people is not None or evidence.states_amount() or mild
    return bool(binds or moves or comes or goes_along(evidence))


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
