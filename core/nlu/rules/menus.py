"""What is asked of the dishes of a shop: menu, price, options, contents. Pure."""

from __future__ import annotations

from core.nlu.evidence import Evidence
from core.nlu.rules.card import OF_CARD, PRICE
from core.nlu.text import CLUES

_DETAIL = CLUES.clue(
    r"들어\s?(?:가|있|감)|추가|얼마|가격|옵션|사이즈|맵기|변경|바꿔|바꿀|따로|세트|단품|곱빼기"
    r"|빼\s?(?:주|줘|달|고|도)|몇\s?(?:개|조각|단계)|칼로리|매워\?|매운가|양\s?(?:많|적)|토핑|소스"
    r"|디카페인|맛\s?(?:있|종류|몇)|알레르기|성분|원산지|메뉴\s?(?:가\s?|는\s?|좀\s?)?(?:뭐|판|있|알려|보여|종류)"
)
_MENU_ASKED = CLUES.clue(
    r"메뉴\s?(?:판|표)?(?:이|가|는|은|를|을|도|만)?\s?(?:좀\s?|전부\s?|다\s?|더\s?|또\s?)?(?:뭐|뭔|머|무엇|어떤|있|알려|보여|봐|볼|종류|궁금|줘|\?|$)"
    r"|메뉴판|(?:뭐|머|무얼)\s?(?:를\s?|을\s?)?(?:팔|파[는나냐니노])"
)
_CAN_BE = CLUES.clue(
    r"(?<![데곳집])(?<![데곳집] )있(?:어요?|나요?|니|냐|을까요?)[\s?ㅋㅎ]*$"
    r"|(?:되나|되니|되냐|되남|돼|될까|됩니까|가능)\S{0,3}\?|되나|될까|됩니까|가능한가"
)
_FITS = CLUES.clue(r"괜찮|먹어도|먹을\s?수|들어|되나|되는|될까|돼|안전|있나|있어\?|없나|가능|\?")


def asks_of_dish(evidence: Evidence) -> bool:
    """Price, options or contents of a dish at a shop named or pointed at."""
    if evidence.entities.shop is None and (evidence.reference is None or not evidence.shown):
        return False
    return bool(evidence.entities.menu_options) or evidence.says(_DETAIL)


def asks_menu_there(evidence: Evidence) -> bool:
    """메뉴 알려줘, with one shop in talk and nothing else asked for."""
    elsewhere = evidence.entities.food_type or evidence.names_place() or evidence.wish is not None
    return evidence.shop_in_talk and not elsewhere and evidence.says(_MENU_ASKED)


def asks_price_of_shown(evidence: Evidence) -> bool:
    """그거 얼마야 with places shown asks what it costs, not what is left on the card."""
    asks = evidence.shown and evidence.says(PRICE)
    return asks and not evidence.says(OF_CARD)


def asks_option(evidence: Evidence) -> bool:
    """Whether it can be had so, asked of what was shown or of the shop in talk."""
    return (evidence.shown or evidence.shop_in_talk) and bool(evidence.entities.menu_options) and evidence.says(_CAN_BE)


def asks_if_it_fits(evidence: Evidence) -> bool:
    """An allergy or a diet, asked of the shop in talk; what is liked or not, of the one pointed at."""
    said = evidence.entities
    of_one = evidence.reference is not None and evidence.shown and evidence.wish is None
    binds = said.dietary or (of_one and (said.taste or said.exclude))
    return bool(binds) and evidence.shop_in_talk and evidence.says(_FITS)
