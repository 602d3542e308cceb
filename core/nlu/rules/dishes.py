"""What is wished to eat, where nothing else is asked. Pure."""

from __future__ import annotations

from core.nlu.evidence import Evidence
from core.nlu.rules.card import PRICE
from core.nlu.rules.hours import asks_opening
from core.nlu.rules.places import WHERE
from core.nlu.text import CLUES

WHAT_TO_EAT = CLUES.clue(
    r"(?:뭐|뭘|무얼|무엇을?|무슨\s?밥|뭐라도)\s?(?:좀\s?)?(?:먹(?!고\s?사[는라나니냐노])|시켜|사\s?먹|드)"
    r"|메뉴\s?(?:좀\s?)?(?:추천|골라|정해)|(?:밥|점심|저녁|아침|간식|야식|먹을\s?(?:거|것"
    r"|만한))\S{0,2}\s?(?:좀\s?)?(?:추천|골라|없나|없을까|뭐)|배\s?고[파프픈픔플]|먹고\s?싶|출출|(?:점심|저녁|아침|끼니|한\s?끼)\S?\s?(?:\S{1,3}\s)?(?:때[우워울]|해결(?!했))"
    r"|꼬르륵|배\s?\S{1,3}\s고[파프픈플]|^(?:(?:그냥|하나|하나만|아무거나|빨리|얼른|다시|또|그럼|야|나|저|오늘|지금|이제|제발|맛집|메뉴|음식|밥)\s)?추천\s?(?:좀|점|바람|부탁|해[줘주봐]|해\s[줘주봐])\S*[\s.!?~ㅋㅎㅠㅜ]*$"
)
_EATEN = CLUES.clue(
    r"(?<![못안]\s)(?<![못안])(?:(?:먹|묵)(?:었|음(?![가-힣])|고\s?왔|어\s?봤|다가?\s)|마(?:셨|심(?![가-힣])|시다가?\s))(?!던)"
)
_GOOD_PLACE = CLUES.clue(
    r"(?:맛있는|맛난|배부른|든든한|푸짐한|양\s?많은|양\s?많이\s?주는|싼|저렴한|싸고\s?\S{1,5})\s?(?:데|곳|집|거)(?=$|\s?(?:좀|없|있|알려|추천|어디|찾|[?.!~ㅠㅋ]))"
)
_WISHES = CLUES.clue(
    r"맛집|먹|마셔야|마시고|땡|당기|추천|찾|알려|소개|골라|어디|있나|있어|팔|파[는나니냐]|쏠|쏜다|사\s?가야|사\s?갈|시키|시켜|(?:으로|로)\s?(?:할게|할래|할께|하자|해줘|주세요|부탁)|ㄱㄱ|ㄱ(?=\s|$)|가자|콜"
)
_IN_NEED_OF = CLUES.clue(r"필요|받자|수혈|물릴|먹일|시급|간절|그리[워운]|각이[다야]")
_WISHED = CLUES.clue(r"말고|말구|대신|먹을래|먹을란|먹고\s?싶|먹자|땡|당기|어때|어떻|(?:으로|로)\s?바[꿀꿔]|빼고$")
_DETAIL_ASKED = CLUES.clue(
    r"옵션|사이즈|맵기|조절|칼로리|성분|원산지|종류|단계|따로|추가|변경|바꿔|들어가|알레르기|매워|되나|돼\?|되는|될까|가능|들어가|있나|있어\?|있을까|\?"
)
_CRAVES = CLUES.clue(
    r"(?:먹어야|마셔야)\s?(?:겠|됨|돼|되|할|함|해)|(?:먹고|마시고|가고|먹으러\s?가고)\s?싶(?!은\s?(?:데|곳|집)\s?(?:어디|있))|땡기|땡겨|당기|당겨"
)
_SOME_PLACE = CLUES.clue(
    r"어디|어딨|어딘|근처|가까|(?<!샌드)위치|주소|데|곳|(?<![가-힣])집|길|쪽|앞|동네|식당|가게|골목|맛집|주소|찾"
)
_MEAL_INSTEAD = CLUES.clue(r"(?:말고|말구|대신|빼고)\s?(?:그냥\s?|좀\s?)?(?:밥(?!집)|식사|집밥|밥\s?종류)")
_ASKS = CLUES.clue(r"\?|열|닫|쉬|쉽|시간|나오|있[나어을]|하는|[나까냐노니죠](?:요|유)?[\s.!~]*$")
_GOING_ON = CLUES.clue(
    r"먹는\s?중|먹고\s?(?:있|왔|옴|놀|나니)|먹었|마셨|먹음|만들었|만드는|싸웠|놀았|보고\s?있|했다|했어|봤"
)
_OTHERS = CLUES.clue(
    r"(?:더|제일|젤|덜|좀)\s?(?:싼|저렴한|안\s?비싼|비싼)\s?(?:데|거|곳|집|걸|메뉴)|(?:다른|딴)\s?(?:데(?!이)|집|곳|가게|식당|메뉴)(?!\s?(?:이|가)?\s?[갔왔])"
)


def asks_what_to_eat(evidence: Evidence) -> bool:
    """Something to eat is wished, named or left open: 뭐 먹지, 싸고 맛있는 데, 매운 거 땡긴다."""
    named = bool(evidence.entities.food_type or evidence.entities.taste) and not evidence.says(_EATEN)
    wishes = named and (evidence.says(_WISHES) or evidence.says(_IN_NEED_OF))
    return evidence.says(WHAT_TO_EAT) or evidence.says(_GOOD_PLACE) or wishes


def wishes_dish(evidence: Evidence) -> bool:
    """A dish is wished, and no price asked."""
    wished = evidence.entities.food_type and evidence.says(_WISHED)
    return bool(wished) and not evidence.says(PRICE)


def wishes_another(evidence: Evidence) -> bool:
    """Another dish is wished, with no shop named: what was asked of the shop in talk is over."""
    entities = evidence.entities
    elsewhere = entities.shop is None and evidence.reference is None and not entities.menu_options
    return elsewhere and wishes_dish(evidence)


def wishes_dish_of_no_shop(evidence: Evidence) -> bool:
    """A dish wished where no shop is spoken of, with no option asked."""
    return not evidence.shop_in_talk and wishes_dish(evidence) and not evidence.says(_DETAIL_ASKED)


def wishes_dish_anywhere(evidence: Evidence) -> bool:
    """A dish is wished, and no place is said or asked for."""
    asks_place = evidence.says(_SOME_PLACE) and not evidence.says(_CRAVES)
    somewhere = evidence.names_place() or evidence.shop_in_talk or asks_place
    wishes = evidence.says(_WISHES) or evidence.says(_CRAVES)
    return bool(evidence.entities.food_type) and not somewhere and wishes


def wishes_meal_instead(evidence: Evidence) -> bool:
    """편의점 말고 밥 wishes a meal, and asks neither where nor when."""
    asks = asks_opening(evidence) or evidence.names_place() or evidence.says(WHERE)
    return not asks and evidence.entities.time_preference is None and evidence.says(_MEAL_INSTEAD)


def names_dish_untimed(evidence: Evidence) -> bool:
    """A dish, and nothing of hours or asked: 비 오는 날엔 칼국수지."""
    entities = evidence.entities
    timed = entities.time_preference is not None or asks_opening(evidence) or evidence.says(_ASKS)
    return bool(entities.food_type) and entities.shop is None and not timed and not evidence.shop_in_talk


def refuses_food(evidence: Evidence) -> bool:
    """대추는 빼 주세요: what is not eaten is said, so something else is wished."""
    return bool(evidence.entities.exclude)


def names_meal_of_several(evidence: Evidence) -> bool:
    """A dish and who is to eat it: 나 빼고 친구 셋이 먹을거야 토스트."""
    entities = evidence.entities
    said_who = entities.people is not None or entities.companions
    return bool(entities.food_type and said_who) and not evidence.says(_GOING_ON)


def asks_for_others(evidence: Evidence) -> bool:
    """더 싼 데, 딴 집: other places are asked for."""
    return evidence.says(_OTHERS)
