"""Hunger and need: when a message is an emergency and when it only wishes for food (`annotation.md`: Intent). Pure."""

from __future__ import annotations

import re

from core.meaning import Intent
from core.nlu.text import CLUES, Page

PENNILESS = 1_000  # won: so much or less buys no meal
SURE_OF_NEED = 0.5  # an emergency guessed with less is none
_BROKE = CLUES.clue(
    r"(?:돈|현금|용돈|생활비|지갑에|통장에|수중에|땡전|동전)\S{0,4}\s?(?:\S{1,4}\s){0,2}?(?:없"
    r"|한\s?푼|떨어|다\s?썼|바닥|0원|빵원|읎|안\s?(?:남|주|줘|줬|줌))|한\s?푼\S?\s?(?:도\s?)?(?:없|읎)|씨가\s?말|빈털터리"
    r"|거지|무일푼|(?:지갑|카드)\S?\s?(?:를\s?|을\s?)?(?:잃어|분실|놓고|두고|안\s?가져|도둑)"
    r"|카드\S{0,3}\s?(?:\S{1,4}\s){0,2}?(?:정지|막[혔혀힌]|0원|잔액\s?(?:이\s?)?(?:없|부족|0)"
    r"|돈\s?없|안\s?되|안\s?돼|안\s?됨|없|잃어|텅|비었|바닥)|잔액\s?(?:이\s?)?(?:0원|없|부족|바닥)"
    r"|돈\s?(?:도\s?)?없|월급\s?(?:을\s?)?못|쌀\S{0,2}\s?(?:도\s?|이\s?)?(?:없|떨어)|"
    r"(?:집|냉장고)\S{0,2}\s?(?:\S{1,5}\s){0,3}?(?:먹을\s?\S{1,2}|아무것도|라면도|밥도|쌀도|반찬도"
    r"|텅|먹을거)\S{0,2}\s?(?:\S{1,4}\s)?(?:없|비었|텅|떨어)"
)
HUNGRY = CLUES.clue(
    r"배고|배\s?고프|배고프|굶|허기|먹을\s?(?:게|거|것)\s?없|한\s?끼도|쫄쫄|배가\s?고|살려|못\s?먹"
    r"|먹지\s?못|아무것도\s?(?:못|안)\s?먹|끼니|배곯|배를?\s?곯|밥\s?(?:을\s?)?못|배고픔|먹이[요지]|시장하"
    r"|출출|꼬르륵|배\s?\S{1,3}\s고[파프픈플팠]|마지막(?:으로|이)?\s?(?:먹|묵|끼)|(?:먹|묵)은\s?(?:게|거)\S?\s?(?:\S+\s)?마지막"
)
_MISSED_MEAL = re.compile(
    r"(?:아침|점심|저녁|급식)\S{0,2}\s?(?:아직\s?)?(?:못|안)\s?(?:먹|묵)"
)  # one missed is no need
_CANNOT_EAT = re.compile(
    r"(?<![가-힣])(?!밥|끼니|식사|아침|점심|저녁|급식|아무|한\s?끼|하나|(?:라면|빵|물|과자)도)[가-힣]{1,6}(?:을|를|은|는|도)\s?(?:잘\s?|아예\s?|전혀\s?)?(?:못|안)\s?(?:먹|묵|드)"
)  # 밀가루를 못 먹어서 tells of a diet
_NEED = re.compile(
    r"돈(?!까스|가스|까츠|카츠|부리|코츠|육|마호)|현금|동전|한\s?푼|빈털|거지|무일푼|생활비|월급|수급|실직|잔액|잔고|0원|카드"
    r"|지갑|통장|주머니|원도|쌀|양식|식료품|무상|곯|약값|그냥\s?주|긴급|급식이|[먹묵]을\s?기\s?없|냉장고|반찬|분유|굶|쫄쫄|무료|공짜|꽁짜|외상|나눔|급식소|푸드\s?뱅크|얻어|도와|도움|아무것도|빈속|물만"
    r"|끼도|끼니|며칠|몇일|이틀|사흘|나흘|하루|종일|어제|그제|그저께|\d일|(?:먹을|먹일)\s?(?:게|거|것|밥)\S{0,2}\s?(?:\S{1,4}\s)?(?:없|떨어)"
    r"|(?:밥|반찬|교통|급식|차|버스)(?:값|비)\S{0,2}\s?(?:\S{1,2}\s)?(?:없|떨어|안\s?남)|(?:아침|점심|저녁|먹을)거리\S{0,2}\s?없"
    r"|못\s?(?:먹|묵|사)|먹지\s?못|밥을?\s?못|못\s?받|못\s?챙|안\s?(?:차려|챙|줘|주)"
)
_STARVING = CLUES.clue(
    r"(?:어제|그제|아침|점심|하루|이틀|사흘|나흘|며칠|몇일|종일|\d일|온종일|그저께"
    r"|오늘)\S{0,4}\s?(?:\S{1,6}\s){0,3}?(?:굶|아무것도\s?(?:못|안)\s?(?:먹|묵)|한\s?끼도\s?(?:못"
    r"|안)|못\s?먹었|못먹|먹지\s?못|물만|쫄쫄|빈속|밥\s?구경)|굶고\s?있|굶었|굶는|쫄쫄\s?굶"
    r"|아무것도\s?못\s?먹|마지막으로\s?(?:먹|묵)|(?:먹|묵)은\s?(?:게|거)\S?\s?(?:\S+\s)?마지막"
)
_FREE_FOOD = CLUES.clue(
    r"(?:무료|공짜|꽁짜|꽁으로|공으로|돈\s?(?:안|없이)\s?(?:내|받|도|먹)?"
    r"|거저)\S{0,3}\s?(?:\S{1,6}\s){0,3}?(?:급식소|급식|밥|식사|끼니|먹|음식|도시락|주는|줄|나눔"
    r"|식당)|무료\s?급식|푸드\s?뱅크|외상|돈\s?없어도\s?먹"
)
_WHEN_BACK = CLUES.clue(
    r"언제\s?(?:\S{1,5}\s)?(?:들어|충전|채워|나와|다시|와|입금|또)|충전|며칠(?:에|날)\s?(?:들어|나와)"
)
_FREE_OF_SOMETHING = CLUES.clue(r"무료\s?(?:주차|배달|음료|리필|토핑)")
_FOR_LONG = CLUES.clue(r"(?:어제|그제|그저께|이틀|사흘|나흘|며칠|몇일|하루\s?종일|온종일|\d일|한\s?끼도)")
COUPON = CLUES.clue(r"쿠폰|식권|기프티콘|할인권|교환권|바우처|상품권")


def is_emergency(page: Page, budget: int | None = None) -> bool:
    """Hungry and without money, long without food, or asking for free food; never when only asking when it returns."""
    if page.search(COUPON) or (page.search(_WHEN_BACK) and not page.search(_STARVING)):
        return False
    if page.search(_FREE_FOOD) and not page.says(_FREE_OF_SOMETHING):
        return True
    if not page.says(HUNGRY):
        return False
    if _long_without_food(page):
        return True
    return budget <= PENNILESS if budget is not None else page.says(_BROKE)


def _long_without_food(page: Page) -> bool:
    return page.says(_FOR_LONG) and page.says(_STARVING)


def believed(guess: Intent, confidence: float, text: str) -> Intent:
    """The guess; but hunger is no emergency without a sign of need (`annotation.md`: hungry alone is FOOD_REQUEST)."""
    if guess is Intent.EMERGENCY_FOOD and (
        confidence < SURE_OF_NEED or _NEED.search(_CANNOT_EAT.sub("", _MISSED_MEAL.sub("", text))) is None
    ):
        return Intent.FOOD_REQUEST
    return guess
