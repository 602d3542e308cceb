"""The rules of `annotation.md`, "Intent": where the words leave no doubt, they correct the classifier. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from core.meaning import BALANCE, CHAT, Entities, Intent, Wish
from core.nlu.card_questions import (
    OF_CARD,
    PRICE,
    asks_balance,
    asks_charge,
    asks_coupon,
    asks_coupon_only,
    asks_of_coupon_not_card,
    asks_of_lost_card,
    asks_use_of_coupon,
    asks_what_is_left_over,
    asks_when_credited,
    only_balance,
)
from core.nlu.evidence import Evidence
from core.nlu.need import HUNGRY, PENNILESS
from core.nlu.text import CLUES, Page

_URGENT = CLUES.clue(
    r"급해|급함|급하|급히|시급|빨리|얼른|언능|퍼뜩|싸게싸게|후딱|금방\s?(?:되|나오|먹)|당장"
    r"|시간\s?(?:이\s?)?없|서둘|빨랑"
)
_HURRIES = CLUES.clue(
    r"(?:빨리|얼른|언능|후딱|빨랑|급해|급함)\s?(?:빨리\s?)?(?:요|좀|쫌|점|줘|해줘|주세요)*[\s.!~ㅋㅎㅠㅜ]*$"
)
_OF_MONEY = CLUES.clue(
    r"얼마|얼매|\d\s?원|[천만백]\s?원|돈(?!가스|까스|카츠|코츠|부리)|예산|싸|싼|쌈|비싸|비싼|가격|저렴|용돈|잔액|남은|카드"
)
_SEATS = CLUES.clue(
    r"자리|좌석|예약|단체|룸|방\s?(?:있|잡|으로|하나|예약|이\s?있)|테이블|앉|회식|모임|돌잔치"
    r"|생일\s?파티|\d+\s?인석|인석|좌식|홀\s?넓|수용|다\s?들어갈|몇\s?명까지|대관|칠순|환갑|팔순"
    r"|잔치"
)
_TABLE = CLUES.clue(
    r"예약(?!\s?(?:취소|확인))|룸(?!메이트|서비스)|(?:자리|좌석|테이블)\s?(?:\S{1,2}\s)?(?:있|나[요와]|남|될|돼|되)"
)
_OPEN = CLUES.clue(
    r"몇\s?시(?!간)|운영\s?(?:하|시간|중|여부|안)|문\s?(?:을\s?)?(?:여|열|닫|연)|영업|오픈|휴무|쉬는\s?날(?!이라|이어|인데)|쉬나"
    r"|쉬는지|브레이크|라스트\s?오더|24시|닫아|닫는|언제\s?(?:열|닫|까지\s?해|끝나|문)|마감|노나요"
    r"|열었|열려|여는|연\s?데|아직\s?(?:하|해)|염\?"
)
_SOLD = CLUES.clue(r"파는\s?(?:데|곳|디)|어디|어딨|(?<!샌드)위치")
_RUNS = CLUES.clue(
    r"하나(?:요|여|용|\?|$)|하냐|하니(?=\?|$)|하노|하는교|하는가|해\?|해요|함\?|하는\s?(?:데|곳"
    r"|집)|여나|여냐|연\s?데|합니까|하죠|하남|하려나"
)
_DETAIL = CLUES.clue(
    r"들어\s?(?:가|있|감)|추가|얼마|가격|옵션|사이즈|맵기|변경|바꿔|바꿀|따로|세트|단품|곱빼기"
    r"|빼\s?(?:주|줘|달|고|도)|몇\s?(?:개|조각|단계)|칼로리|매워\?|매운가|양\s?(?:많|적)|토핑|소스"
    r"|디카페인|맛\s?(?:있|종류|몇)|알레르기|성분|원산지|메뉴\s?(?:가\s?|는\s?|좀\s?)?(?:뭐|판|있|알려|보여|종류)"
)
_MENU_ASKED = CLUES.clue(
    r"메뉴\s?(?:판|표)?(?:이|가|는|은|를|을|도|만)?\s?(?:좀\s?|전부\s?|다\s?|더\s?|또\s?)?(?:뭐|뭔|머|무엇|어떤|있|알려|보여|봐|볼|종류|궁금|줘|\?|$)"
    r"|메뉴판|(?:뭐|머|무얼)\s?(?:를\s?|을\s?)?(?:팔|파[는나냐니노])"
)
_WHAT_TO_EAT = CLUES.clue(
    r"(?:뭐|뭘|무얼|무엇을?|무슨\s?밥|뭐라도)\s?(?:좀\s?)?(?:먹(?!고\s?사[는라나니냐노])|시켜|사\s?먹|드)"
    r"|메뉴\s?(?:좀\s?)?(?:추천|골라|정해)|(?:밥|점심|저녁|아침|간식|야식|먹을\s?(?:거|것"
    r"|만한))\S{0,2}\s?(?:좀\s?)?(?:추천|골라|없나|없을까|뭐)|배\s?고[파프픈픔플]|먹고\s?싶|출출|(?:점심|저녁|아침|끼니|한\s?끼)\S?\s?(?:\S{1,3}\s)?(?:때[우워울]|해결)"
    r"|꼬르륵|배\s?\S{1,3}\s고[파프픈플]|^(?:(?:그냥|하나|하나만|아무거나|빨리|얼른|다시|또|그럼|야|나|저|오늘|지금|이제|제발|맛집|메뉴|음식|밥)\s)?추천\s?(?:좀|점|바람|부탁|해[줘주봐]|해\s[줘주봐])\S*[\s.!?~ㅋㅎㅠㅜ]*$"
)
_MEAL_INSTEAD = CLUES.clue(r"(?:말고|말구|대신|빼고)\s?(?:그냥\s?|좀\s?)?(?:밥(?!집)|식사|집밥|밥\s?종류)")
_WHERE = CLUES.clue(r"어디|어딨|어딘|(?<!샌드)위치|주소|약도|가는\s?길")
_EATING_PLACE = CLUES.clue(
    r"(?:맛집|밥집|식당|음식점)(?:들|은|요|좀)?\s?(?:추천|알려\S*|찾아\S*|있\S{1,2}|어디\S*)?[\s?!.~ㅠㅋ]*$"
)
GOES_ALONG = CLUES.clue(r"(?:랑|하고|와|과|같이|함께|데리고)\s?(?:\S+\s)?(?:갈|가려|가서\s?먹|먹을|먹으려|먹는다)")
_FITS = CLUES.clue(r"괜찮|먹어도|먹을\s?수|들어|되나|되는|될까|돼|안전|있나|있어\?|없나|가능|\?")
_OTHER_SERVICE = CLUES.clue(
    r"(?:교통|버스|지하철|체크|신용|포인트)\s?카드|티머니|통장|계좌|문상|상품권|데이터|요금|게임|브롤|롤\s|올리브영|다이소|버스|기차|ktx|비행기|택시|지하철|등산|축제|경기\s?몇"
    r"|영화|노래|숙제|(?:끓이는|만드는|굽는)\s?(?:법|방법)|레시피|신고",
    re.IGNORECASE,
)
_SOME_PLACE = CLUES.clue(
    r"어디|어딨|어딘|근처|가까|(?<!샌드)위치|주소|데|곳|집|길|쪽|앞|동네|식당|가게|골목|맛집|주소|찾"
)
_CRAVES = CLUES.clue(
    r"(?:먹어야|마셔야)\s?(?:겠|됨|돼|되|할|함|해)|(?:먹고|마시고|가고|먹으러\s?가고)\s?싶(?!은\s?(?:데|곳|집)\s?(?:어디|있))|땡기|땡겨|당기|당겨"
)
_DETAIL_ASKED = CLUES.clue(
    r"옵션|사이즈|맵기|조절|칼로리|성분|원산지|종류|단계|따로|추가|변경|바꿔|들어가|알레르기|매워|되나|돼\?|되는|될까|가능|들어가|있나|있어\?|있을까|\?"
)
_CAN_BE = CLUES.clue(r"(?:되나|되니|되냐|되남|돼|될까|됩니까|가능)\S{0,3}\?|되나|될까|됩니까|가능한가")
_WAS_GOOD = CLUES.clue(r"(?:맛있었|맛\s?없었|잘\s?먹었|배불러|배부르다)(?!던|는데)\S*[\s!~.ㅋㅎㅠㅜ]*$")
_LIVES_ON = CLUES.clue(
    r"(?:은|는|가|이)\s?(?:\S+\s)?(?:뭐|뭘|무엇을)\s?(?:먹고|먹구|머꼬|먹꼬)\s?(?:사[는라나니냐노]|살[아까])"
)
_ATE = CLUES.clue(
    r"(?<![못안] )(?<![못안])(?:먹|묵)었(?:어요?|지요?|다|네요?|음|습니다)(?:\s?(?:허허|하하|그려))?[\s!~.ㅋㅎ]*$"
)
_TO_BOT = re.compile(
    r"^(?:야\s)?(?:너|넌|너는|나비얌은?)\s(?:이름|남자|여자|사람|로봇|ai|AI|누구|뭐야|몇\s?살|나이|밥|진짜|왜|바보|똑똑)"
    r".{0,14}(?:야|니|냐|임|여|지|어)[\s?!ㅋㅎ]*$"
)
_THANKS = re.compile(
    r"^(?:(?:진짜|정말|너무|완전|오|와|아|우와|나비얌?)\s)?(?:고마[워웡웠운]|고맙|감사|땡큐|ㄱㅅ|thx)\S*(?:\s(?:고마워|고맙습니다|나비얌?|진짜|정말)\S*)?[\s!~.ㅋㅎㅠㅜ]*$"
)
_OTHERS = CLUES.clue(
    r"(?:더|제일|젤|덜|좀)\s?(?:싼|저렴한|안\s?비싼|비싼)\s?(?:데|거|곳|집|걸|메뉴)|(?:다른|딴)\s?(?:데(?!이)|집|곳|가게|식당|메뉴)(?!\s?(?:이|가)?\s?[갔왔])"
)
_WISHED = CLUES.clue(r"말고|말구|대신|먹을래|먹을란|먹고\s?싶|먹자|땡|당기|어때|어떻|(?:으로|로)\s?바[꿀꿔]|빼고$")
_WISHES = CLUES.clue(
    r"맛집|먹|마셔야|마시고|땡|당기|추천|찾|알려|소개|골라|어디|있나|있어|팔|시키|시켜|(?:으로|로)\s?(?:할게|할래|할께|하자|해줘|주세요|부탁)|ㄱㄱ|ㄱ(?=\s|$)|가자|콜"
)
_GOOD_PLACE = CLUES.clue(
    r"(?:맛있는|맛난|배부른|든든한|푸짐한|양\s?많은|양\s?많이\s?주는|싼|저렴한|싸고\s?\S{1,5})\s?(?:데|곳|집|거)(?=$|\s?(?:좀|없|있|알려|추천|어디|찾|[?.!~ㅠㅋ]))"
)
_IN_NEED_OF = CLUES.clue(r"필요|받자|수혈|물릴|먹일|시급|간절|그리[워운]|각이[다야]")
_ABOUT_FOOD = CLUES.clue(
    r"식당|가게|가맹점|음식점|잔액|잔고|밥|먹|배고|쿠폰|급식|카드|맛집|카페|편의점|메뉴|0원|쪽으로|알려|찾아|추천"
)
_LOOSE = frozenset({Intent.FOOD_REQUEST, Intent.BUDGET_INQUIRY, Intent.LOCATION_INQUIRY, Intent.UNKNOWN})


def only_thanks(evidence: Evidence) -> bool:
    """Thanks and nothing else."""
    return evidence.entities == Entities() and _THANKS.match(evidence.clean) is not None


def _tells_of_meal(evidence: Evidence) -> bool:
    """오늘 급식 맛있었어, 젊어서는 세 그릇씩 먹었어 tell, and wish nothing."""
    ate = evidence.says(_ATE) and not evidence.entities.food_type and not evidence.says(HUNGRY)
    return (evidence.says(_WAS_GOOD) or ate) and not evidence.says(_WHAT_TO_EAT)


def _asks_for_others(evidence: Evidence) -> bool:
    """더 싼 데, 딴 집: other places are asked for."""
    return evidence.says(_OTHERS)


def _asks_of_animal(evidence: Evidence) -> bool:
    """토끼는 뭐 먹고 살아 asks for knowledge."""
    return evidence.says(_LIVES_ON)


def _asks_of_bot(evidence: Evidence) -> bool:
    return _TO_BOT.match(evidence.clean) is not None


def wishes_dish(evidence: Evidence) -> bool:
    """A dish is wished, and no price asked."""
    wished = evidence.entities.food_type and evidence.says(_WISHED)
    return bool(wished) and not evidence.says(PRICE)


def wishes_another(evidence: Evidence) -> bool:
    """Another dish is wished, with no shop named: what was asked of the shop in talk is over."""
    entities = evidence.entities
    elsewhere = entities.shop is None and evidence.reference is None and not entities.menu_options
    return elsewhere and wishes_dish(evidence)


def is_urgent(page: Page) -> bool:
    """Whether the words ask for haste."""
    return page.says(_URGENT)


def hurries(evidence: Evidence) -> bool:
    """Haste is asked for last: ... 빨리 좀."""
    return evidence.says(_HURRIES)


def corrected(intent: Intent, evidence: Evidence) -> Intent:
    """The intent by the first rule that speaks to it, else as it came."""
    return next((rule.means for rule in _RULES if intent in rule.guesses and rule.applies(evidence)), intent)


def asks_opening(evidence: Evidence) -> bool:
    """Open, closed, hours, holiday or break, or "does it run" with a time and something that has hours."""
    entities = evidence.entities
    named = entities.shop or entities.food_type or entities.location or entities.near_me or evidence.reference
    runs = entities.time_preference and named and evidence.says(_RUNS)
    return evidence.says(_OPEN) or bool(runs)


def _off_topic(evidence: Evidence) -> bool:
    entities = evidence.entities
    if evidence.says(_OTHER_SERVICE) and not _asks_what_to_eat(evidence):
        return True
    about_food = evidence.says(_ABOUT_FOOD) or evidence.says(HUNGRY)
    who_and_where = evidence.names_place() and (entities.people is not None or entities.companions)
    return not (entities.food_type or entities.shop or about_food or who_and_where)


def _names_place_to_eat(evidence: Evidence) -> bool:
    return evidence.names_place() and evidence.says(_EATING_PLACE)


def _has_money(evidence: Evidence) -> bool:
    return max(evidence.entities.budget or 0, evidence.entities.budget_per_person or 0) > PENNILESS


def _asks_seats(evidence: Evidence) -> bool:
    several = (evidence.entities.people or 0) > 1 or evidence.entities.companions
    return bool(several) and evidence.says(_SEATS)


def asks_table_there(evidence: Evidence) -> bool:
    """A table, a room or a booking at a place pointed at: 그걸로 예약해주세요."""
    pointed = evidence.reference is not None and evidence.wish in {None, Wish.CHOOSE}
    return pointed and evidence.says(_TABLE)


def _asks_of_dish(evidence: Evidence) -> bool:
    """Price, options or contents of a dish at a shop named or pointed at."""
    if evidence.entities.shop is None and (evidence.reference is None or not evidence.shown):
        return False
    return bool(evidence.entities.menu_options) or evidence.says(_DETAIL)


def _asks_menu_there(evidence: Evidence) -> bool:
    """메뉴 알려줘, with one shop in talk and nothing else asked for."""
    elsewhere = evidence.entities.food_type or evidence.names_place() or evidence.wish is not None
    return evidence.shop_in_talk and not elsewhere and evidence.says(_MENU_ASKED)


def _asks_price_of_shown(evidence: Evidence) -> bool:
    """그거 얼마야 with places shown asks what it costs, not what is left on the card."""
    asks = evidence.shown and evidence.says(PRICE)
    return asks and not evidence.says(OF_CARD)


def _wishes_dish(evidence: Evidence) -> bool:
    """A dish wished where no shop is spoken of, with no option asked."""
    return not evidence.shop_in_talk and wishes_dish(evidence) and not evidence.says(_DETAIL_ASKED)


def _wishes_anywhere(evidence: Evidence) -> bool:
    """A dish is wished, and no place is said or asked for."""
    asks_place = evidence.says(_SOME_PLACE) and not evidence.says(_CRAVES)
    somewhere = evidence.names_place() or evidence.shop_in_talk or asks_place
    wishes = evidence.says(_WISHES) or evidence.says(_CRAVES)
    return bool(evidence.entities.food_type) and not somewhere and wishes


def asks_option(evidence: Evidence) -> bool:
    """Whether it can be had so, asked of what was shown or of the shop in talk."""
    return (evidence.shown or evidence.shop_in_talk) and bool(evidence.entities.menu_options) and evidence.says(_CAN_BE)


def _asks_if_it_fits(evidence: Evidence) -> bool:
    """An allergy or a diet, asked of the shop in talk."""
    return bool(evidence.entities.dietary) and evidence.shop_in_talk and evidence.says(_FITS)


def _asks_where_shop_is(evidence: Evidence) -> bool:
    named = evidence.reference is not None or evidence.entities.shop is not None
    return named and evidence.says(_WHERE)


def _asks_where_sold(evidence: Evidence) -> bool:
    untimed = evidence.entities.time_preference is None and not asks_opening(evidence)
    runs = evidence.says(_RUNS) and not evidence.says(_SOLD)
    return untimed and not runs and evidence.names_place()


def _wishes_sort_of_place(evidence: Evidence) -> bool:
    """티 안 나는 데 and 카드 되는 데 ask for places, whatever else is said."""
    return evidence.wish in {Wish.DISCREET, Wish.CARD_PLACES, Wish.BEST_RATED}


def _wishes_sort_of_place_near(evidence: Evidence) -> bool:
    return _wishes_sort_of_place(evidence) and evidence.names_place()


def _asks_of_shop(evidence: Evidence) -> bool:
    """The way to a shop, or whether it takes the card: asked of the shop, not of what is left on the card."""
    return evidence.wish in {Wish.TAKES_CARD, Wish.WAY} and evidence.shop_in_talk


def _wishes_meal_instead(evidence: Evidence) -> bool:
    """편의점 말고 밥 wishes a meal, and asks neither where nor when."""
    asks = asks_opening(evidence) or evidence.names_place() or evidence.says(_WHERE)
    return not asks and evidence.entities.time_preference is None and evidence.says(_MEAL_INSTEAD)


def _names_dish_untimed(evidence: Evidence) -> bool:
    """A dish, and nothing of hours: 비 오는 날엔 칼국수지."""
    entities = evidence.entities
    timed = entities.time_preference is not None or asks_opening(evidence) or evidence.says(_RUNS)
    return bool(entities.food_type) and entities.shop is None and not timed and not evidence.shop_in_talk


def _names_dish_without_money(evidence: Evidence) -> bool:
    """A dish, and neither an amount nor a word of money: 아빠랑 둘이 먹을 우동집."""
    return bool(evidence.entities.food_type) and not evidence.states_amount() and not evidence.says(_OF_MONEY)


def _asks_what_to_eat(evidence: Evidence) -> bool:
    wishes = (evidence.entities.food_type or evidence.entities.taste) and (
        evidence.says(_WISHES) or evidence.says(_IN_NEED_OF)
    )
    return evidence.says(_WHAT_TO_EAT) or evidence.says(_GOOD_PLACE) or bool(wishes)


@dataclass(frozen=True, slots=True)
class _Rule:
    """Where the classifier guessed one of `guesses` and `applies`, the message `means` this."""

    guesses: frozenset[Intent]
    applies: Callable[[Evidence], bool]
    means: Intent


_HUNGER = frozenset({Intent.EMERGENCY_FOOD})
_RULES = (
    _Rule(_HUNGER, asks_coupon, Intent.COUPON_INQUIRY),
    _Rule(_HUNGER, only_balance, Intent.BALANCE_CHECK),
    _Rule(_HUNGER, _has_money, Intent.BUDGET_INQUIRY),
    _Rule(frozenset({Intent.UNKNOWN, Intent.FOOD_REQUEST}), _asks_of_bot, Intent.GENERAL_CHAT),
    _Rule(frozenset({Intent.UNKNOWN, Intent.FOOD_REQUEST}), _tells_of_meal, Intent.GENERAL_CHAT),
    _Rule(frozenset({Intent.FOOD_REQUEST}), _asks_of_animal, Intent.UNKNOWN),
    _Rule(CHAT | BALANCE, _asks_of_shop, Intent.LOCATION_INQUIRY),
    _Rule(CHAT | BALANCE, _wishes_sort_of_place_near, Intent.LOCATION_INQUIRY),
    _Rule(CHAT | BALANCE, _wishes_sort_of_place, Intent.FOOD_REQUEST),
    _Rule(CHAT | {Intent.BALANCE_CHECK}, asks_what_is_left_over, Intent.BALANCE_CHARGE),
    _Rule(CHAT, asks_when_credited, Intent.BALANCE_CHARGE),
    _Rule(frozenset({Intent.UNKNOWN}), asks_of_lost_card, Intent.GENERAL_CHAT),
    _Rule(BALANCE, asks_of_coupon_not_card, Intent.COUPON_INQUIRY),
    _Rule(frozenset({Intent.UNKNOWN}), _off_topic, Intent.UNKNOWN),
    _Rule(CHAT, _names_place_to_eat, Intent.LOCATION_INQUIRY),
    _Rule(_LOOSE | CHAT, _asks_menu_there, Intent.MENU_OPTION),
    _Rule(_LOOSE | {Intent.BALANCE_CHECK}, _asks_price_of_shown, Intent.MENU_OPTION),
    _Rule(_LOOSE, asks_option, Intent.MENU_OPTION),
    _Rule(_LOOSE, _asks_if_it_fits, Intent.MENU_OPTION),
    _Rule(_LOOSE | {Intent.MENU_OPTION}, _asks_where_shop_is, Intent.LOCATION_INQUIRY),
    _Rule(_LOOSE, asks_balance, Intent.BALANCE_CHECK),
    _Rule(_LOOSE, asks_charge, Intent.BALANCE_CHARGE),
    _Rule(_LOOSE, asks_coupon_only, Intent.COUPON_INQUIRY),
    _Rule(_LOOSE | {Intent.MENU_OPTION}, asks_opening, Intent.TIME_INQUIRY),
    _Rule(_LOOSE, _asks_seats, Intent.GROUP_DINING),
    _Rule(frozenset({Intent.MENU_OPTION}), asks_use_of_coupon, Intent.COUPON_INQUIRY),
    _Rule(frozenset({Intent.LOCATION_INQUIRY}), _wishes_anywhere, Intent.FOOD_REQUEST),
    _Rule(frozenset({Intent.LOCATION_INQUIRY, Intent.TIME_INQUIRY}), _wishes_meal_instead, Intent.FOOD_REQUEST),
    _Rule(frozenset({Intent.MENU_OPTION}), _wishes_dish, Intent.FOOD_REQUEST),
    _Rule(_LOOSE, _asks_of_dish, Intent.MENU_OPTION),
    _Rule(frozenset({Intent.TIME_INQUIRY}), _asks_where_sold, Intent.LOCATION_INQUIRY),
    _Rule(frozenset({Intent.TIME_INQUIRY}), _names_dish_untimed, Intent.FOOD_REQUEST),
    _Rule(frozenset({Intent.BUDGET_INQUIRY}), Evidence.states_amount, Intent.BUDGET_INQUIRY),
    _Rule(frozenset({Intent.BUDGET_INQUIRY}), _names_dish_without_money, Intent.FOOD_REQUEST),
    _Rule(_LOOSE, Evidence.names_place, Intent.LOCATION_INQUIRY),
    _Rule(_LOOSE, Evidence.states_amount, Intent.BUDGET_INQUIRY),
    _Rule(CHAT, _asks_what_to_eat, Intent.FOOD_REQUEST),
    _Rule(CHAT, _asks_for_others, Intent.FOOD_REQUEST),
)
