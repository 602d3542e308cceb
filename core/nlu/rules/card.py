"""What is asked of the card and of coupons: how much, when, why not, until when (`annotation.md`, "Intent"). Pure."""

from __future__ import annotations

import re

from core.nlu.evidence import Evidence
from core.nlu.need import COUPON, HUNGRY
from core.nlu.text import CLUES

PRICE = CLUES.clue(r"얼마(?!\s?(?:나\s?|쯤\s?)?(?:남|있|들어))|가격|값이|얼만")
_MEAL = CLUES.clue(r"먹|묵|쌀|굶|끼니|밥|저녁|점심|아침")
_BALANCE = CLUES.clue(
    r"잔액|잔고|얼마\s?(?:나\s?|쯤\s?)?(?:남|들어\s?있|들었)|남은\s?(?:돈|금액"
    r"|거)\S{0,2}\s?(?:이\s?)?(?:얼마|몇)|몇\s?(?:천|만)?\s?원\S{0,2}\s?(?:남|있)"
)
_CHARGE = CLUES.clue(
    r"(?<!당 )(?<!당)(?<!에너지 )(?<!체력 )충전|(?:언제|왜|아직|반만|두\s?번|안|며칠"
    r"|덜)\S{0,2}\s?(?:\S{1,6}\s){0,2}?(?:들어[와왔오옴온]|입금|채워)|왜\s?(?:아직\S?"
    r"|안)\s?\S*\s?0원|0원\S*\s?(?:왜|언제)"
)
OF_CARD = CLUES.clue(r"카드|잔액|잔고|남[은았아앗을]|충전|통장|용돈")
_CARRIED_OVER = CLUES.clue(
    r"이월|소멸|합쳐[지져]|(?:남은|남으면|남는|남긴|안\s?쓴|안\s?쓰)\S*\s?(?:\S+\s){0,3}?\S*(?:없어지|없어져|사라[지져짐]|넘어[가오]|날아가|날라가|반납|회수|도로\s?가져)"
)
_WHEN_CREDITED = CLUES.clue(
    r"(?:이번?\s?달|저번\s?달|다음\s?달|매달|지난\s?달|[0-9]월)\S{0,3}\s?(?:\S+\s){0,2}?(?:언제|왜|며칠|아직)\S*\s?(?:\S+\s)?(?:들어|나와|나오|입금|넣어|채워|안\s?[왔와])"
)
_CARD_LOST = CLUES.clue(
    r"(?<![가-힣])(?:급식|밥|아동\s?급식|내|이|그)?\s?카드\S{0,2}\s?(?:\S{1,3}\s)?(?:잃어|분실|재발급|비밀번호|망가|부러|훼손)"
)
_CODE = re.compile(r"[A-Za-z0-9-]{4,}")
_WHERE_USED = CLUES.clue(r"카드\S{0,2}\s?(?:어디|어데)\S{0,3}\s?(?:쓸|써|쓰|사용|결제|긁)")


def leaves_balance(evidence: Evidence) -> bool:
    """Something to eat or to spend is stated, and nothing is said of the card: 8천원으로 갈 만한 데요."""
    entities = evidence.entities
    states = entities.food_type or evidence.states_amount() or evidence.names_place()
    return bool(states) and not any(evidence.says(clue) for clue in (_BALANCE, _CHARGE, OF_CARD))


def gives_code(evidence: Evidence) -> bool:
    """The code of a coupon is said: 코드는 KIDS77이에요."""
    return evidence.entities.coupon is not None and _CODE.fullmatch(evidence.entities.coupon) is not None


def asks_coupon(evidence: Evidence) -> bool:
    """A coupon is spoken of."""
    return evidence.says(COUPON)


def only_balance(evidence: Evidence) -> bool:
    """What is left on the card, and nothing of hunger or a meal."""
    return evidence.says(_BALANCE) and not (evidence.says(HUNGRY) or evidence.says(_MEAL))


def asks_balance(evidence: Evidence) -> bool:
    """What is left, with no amount stated."""
    return evidence.says(_BALANCE) and not evidence.states_amount()


def asks_where_card_is_used(evidence: Evidence) -> bool:
    """카드 어디서 쓸 수 있음 asks of the card itself, not of what is on it."""
    return evidence.says(_WHERE_USED) and not evidence.says(_BALANCE) and not asks_coupon(evidence)


def asks_charge(evidence: Evidence) -> bool:
    """When or why not money comes, and no dish."""
    return evidence.says(_CHARGE) and not evidence.entities.food_type


def asks_coupon_only(evidence: Evidence) -> bool:
    """A coupon, with no amount beside it."""
    return asks_coupon(evidence) and not evidence.states_amount()


def asks_use_of_coupon(evidence: Evidence) -> bool:
    """A coupon, with no option or price."""
    return asks_coupon(evidence) and not evidence.entities.menu_options and not evidence.says(PRICE)


def asks_what_is_left_over(evidence: Evidence) -> bool:
    """안 쓰고 남은 돈은 없어져? asks of the charge; of a coupon it asks until when."""
    return evidence.says(_CARRIED_OVER) and not asks_coupon(evidence)


def asks_when_credited(evidence: Evidence) -> bool:
    """When this month's money comes."""
    return evidence.says(_WHEN_CREDITED) and not asks_coupon(evidence)


def asks_of_lost_card(evidence: Evidence) -> bool:
    """A card that is lost or broken, and no hunger."""
    return evidence.says(_CARD_LOST) and not evidence.says(HUNGRY)


def asks_of_coupon_not_card(evidence: Evidence) -> bool:
    """A coupon, and nothing of the card."""
    return asks_coupon(evidence) and not evidence.says(OF_CARD)
