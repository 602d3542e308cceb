"""What asks for nothing to eat: thanks, the bot itself, knowledge, other services, meals told of. Pure."""

from __future__ import annotations

import re

from core.meaning import NOTHING_STATED
from core.nlu.evidence import Evidence
from core.nlu.need import HUNGRY
from core.nlu.rules.dishes import WHAT_TO_EAT, asks_what_to_eat
from core.nlu.text import CLUES

_THANKS = re.compile(
    r"^(?:(?:진짜|정말|너무|완전|오|와|아|우와|나비얌?)\s)?(?:고마[워웡웠운]|고맙|감사|땡큐|ㄱㅅ|thx)\S*(?:\s(?:고마워|고맙습니다|나비얌?|진짜|정말)\S*)?[\s!~.ㅋㅎㅠㅜ]*$"
)
_TO_BOT = re.compile(
    r"^(?:(?:야|근데|그런데)\s)?(?:너|넌|너는|너도|넌도|나비얌[은도]?)\s(?:이름|남자|여자|사람|로봇|ai|AI|누구|뭐야|몇\s?살|나이|밥|뭐\s?먹었|진짜|왜|바보|똑똑)"
    r".{0,14}(?:야|니|냐|임|여|지|어)[\s?!ㅋㅎ]*$"
)
_LIVES_ON = CLUES.clue(
    r"(?:은|는|가|이)\s?(?:\S+\s)?(?:뭐|뭘|무엇을)\s?(?:먹고|먹구|머꼬|먹꼬)\s?(?:사[는라나니냐노]|살[아까])"
)
_OTHER_SERVICE = CLUES.clue(
    r"(?:교통|버스|지하철|체크|신용|포인트)\s?카드|티머니|통장|계좌|문상|상품권|데이터|요금|게임|브롤|롤\s|올리브영|다이소|버스|기차|ktx|비행기|택시|지하철|등산|축제|경기\s?몇"
    r"|영화|노래|숙제|(?:끓이는|만드는|굽는)\s?(?:법|방법)|레시피|신고",
    re.IGNORECASE,
)
_ABOUT_FOOD = CLUES.clue(
    r"식당|가게|가맹점|음식점|잔액|잔고|밥|먹|배고|쿠폰|급식|카드|맛집|카페|편의점|메뉴|야식|간식|0원|쪽으로|알려|찾아|추천"
)
_WAS_GOOD = CLUES.clue(r"(?:맛있었|맛\s?없었|잘\s?먹었|배불러|배부르다)(?!던|는데)\S*[\s!~.ㅋㅎㅠㅜ]*$")
_ATE = CLUES.clue(
    r"(?<![못안] )(?<![못안])(?:먹|묵)었(?:어요?|지요?|다|네요?|음|습니다)(?:\s?(?:허허|하하|그려))?[\s!~.ㅋㅎ]*$"
)


def only_thanks(evidence: Evidence) -> bool:
    """Thanks and nothing else."""
    return evidence.entities == NOTHING_STATED and _THANKS.match(evidence.clean) is not None


def asks_of_bot(evidence: Evidence) -> bool:
    """너 몇 살이야 asks of the bot itself."""
    return _TO_BOT.match(evidence.clean) is not None


def asks_of_animal(evidence: Evidence) -> bool:
    """토끼는 뭐 먹고 살아 asks for knowledge."""
    return evidence.says(_LIVES_ON)


def is_off_topic(evidence: Evidence) -> bool:
    """Another service is asked for, or nothing of food, shops or who eats where is said."""
    entities = evidence.entities
    if evidence.says(_OTHER_SERVICE) and not asks_what_to_eat(evidence):
        return True
    about_food = evidence.says(_ABOUT_FOOD) or evidence.says(HUNGRY)
    who_and_where = evidence.names_place() and (entities.people is not None or entities.companions)
    return not (entities.food_type or entities.exclude or entities.shop or about_food or who_and_where)


def tells_of_meal(evidence: Evidence) -> bool:
    """오늘 급식 맛있었어, 젊어서는 세 그릇씩 먹었어 tell, and wish nothing."""
    ate = evidence.says(_ATE) and not evidence.entities.food_type and not evidence.says(HUNGRY)
    return (evidence.says(_WAS_GOOD) or ate) and not evidence.says(WHAT_TO_EAT)
