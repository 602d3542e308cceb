"""What somebody says of a food that is named: wished, refused, or only mentioned. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum, auto

from core.nlu.foods.found import Found

_ADVERB = (
    r"(?:(?:이제|이젠|좀|너무|진짜|정말|완전|요새|요즘|맨날|매일|다|걍|그냥|절대|절대로|일단|별로|아예|솔직히|많이|하도|자꾸|계속"
    r"|잘|도저히|아무래도|전혀|하나도|원래|오늘은?|이번엔?"
    r"|(?:(?:어제|그제|아까|지난번에?|저번에?|점심에|아침에|급식에|급식으로|방금)도?\s?)?(?:많이\s?|자주\s?|또\s?)?"
    r"(?:먹|묵)(?:었|어|고)(?:으니까?|더니|서|갖고|가지고|고|거든)?|먹으면|냄새\s?나서|속이?\s?(?:안\s?좋아서?|더부룩해서?|아파서?)"
    r"|소화가?)\s?)*"
)
_REFUSES = (
    r"말고|빼고|뺴고|빼줘|빼\s?달|빼\s?[주줄줌]|빼[자죠라시]|빼야|뺍시다|빼(?=$|\s|면|도|서|요|셔)|뺀|뺄|제외|싫(?!으면|은\s?(?:건|거|것)\S?\s?아[니닌])|질려|질렸|질맀|질맂"
    r"|질리|질린|질림|물림|물려|물렸|물린|지겨|지긋|극혐|혐오|노노|ㄴㄴ|별로(?!\s*안)|아니\s?(?:먹|드)|못\s?먹(?!어\s?봤"
    r"|은\s?지|나(?:요|$|[?\s])|냐|니\??$|을까|어\?|어요\?|겠[지죠])|못\s?묵|못\s?마|안\s?마|못\s?드|안\s?드[시세십신셔]|안\s?먹(?!어\s?[봤본])|안\s?묵|안\s?땡|안\s?당|"
    r"땡기지\s?않|안\s?좋아|패스|비추|필요\s?없|없이|없는(?!데|지|가|교|집)|안\s?들어간|안\s?들어가|안\s?넣"
    r"|넣지|안\s?든|들지\s?않|빠진|꺼려|꺼리|피하|기피|삼가|조심|거부|그만|사양|금지|먹기\s?싫"
    r"|먹고\s?싶지\s?않|먹지\s?(?:않|못)|먹으면\s?안|됐고|됐어|또\s?먹기|토\s?나|토할|말구|아니고"
    r"|아닌\s?(?:거|것|걸|데)|들어(?:가|있)지\s?않|소화(?:를|가)?\s?(?:하지\s?못|못\s?하|못\s?시)|먹으면\s?(?:\S+\s)?(?:배\s?아|배탈|탈\s?[나이]|탈나|체[하해]|설사|토[하해])|(?:(?:몸|속|입|입맛)에\s?)?(?:안\s?맞|맞지\s?않|안\s?받)|안\s?(?:되|돼)(?=서|요서|고|니까|거든|는데(?!\s?있))|안\s?됨(?!\?)|안\s?(?:되|돼)요?[\s.!ㅠㅜ]*$|아니라\s|들어간\s?(?:거|것|건|음식)?(?:은|는|을|를)?\s?(?:싫|못|빼|말|안"
    r"|별로|ㄴㄴ|노노|노\s|극혐|사양)"
)
_REFUSED = re.compile(
    rf"(?:\s?(?:나오는|파는|있는|주는|하는|들어간|든)\s?(?:데|곳|집|가게|거|것)(?=\s?(?:말고|말구|빼고|싫|제외)))?(?:집|류|종류|요리|(?:\s?쪼가리|\s?따위|\s?같은)(?:\s?(?:거|것|건))?|가게|\s?음식)?\s?(?:은|는|도|이|가|을|를|만|이라면|라면"
    rf"|고기)?\s?{_ADVERB}(?:{_REFUSES})"
)
_TOPIC_REFUSED = re.compile(
    r"(?:은|는)\s(?:\S+\s){1,3}?(?:싫(?!으면)|시[러르]|질[려렸린리맀]|물[려렸린]|못\s?먹|안\s?먹|별로|패스|빼고|말고|극혐|비추)"
)
_SHORT_OF_REFUSAL = re.compile(r"거\s|것\s|건\s|데\s|고\s|지만\s")
_JOINED = re.compile(r"(?:집|류)?(?:이랑|랑|하고|이나|나|과|와|도|은|는)?\s?[,/·]?\s?$")
_MENTIONED = re.compile(
    r"(?:을|를|이|가|은|는|도|만|집)?\s?(?:또|다|벌써|이미|방금|아까|어제|오늘"
    r"|어제도|그제도|아까도|방금도|아침에|점심에|저녁에|급식으로|막)?\s?(?:먹었(?!으면)|묵었|드셨|나왔|나옴|나와서|나왔는|시켰|시켜\s?먹었|샀"
    r"|사\s?먹고\s?(?:남|나)|(?:\S{1,5}\s)?\S{1,3}씩\s?(?:먹|묵)었(?!으면)|싸\s?[왔와갔가오]|싫은\s?(?:건|거|것)\S?\s?아[니닌]|(?:으로|로)\s?버티|사\s?먹었|먹은\s?(?:뒤|다음|후|지)|먹다가|먹음(?=[\s.!~ㅋㅠㅡ]*$|\s(?!되|됨|안|돼|좋|배))|맛\s?없|별로였|먹고\s?(?:배탈|체|남|나니"
    r"|났|배\s?아|토|진짜|완전|온|왔)"
    r"|도\s?없(?:어|음|는|고|다|네)|밖에\s?없|하나\s?없|떨어|쏟|흘|상했|남은\s?돈|사고\s?남"
    r"|먹을\s?때|값|보다(?!\s?더?\s?(?:싼|저렴))|보단|옷|많지\s?않|(?:너무\s?|좀\s?|넘\s?)?비싸(?!\?|요\?|려나|도)|비(?=$|\s|가|로|는|용|만|도|\d)|먹어서|먹방|자랑|먹었다고|먹는다고|시킨다|먹는\s?걸\s?봤|썩|태웠)"
)
_ALL_REFUSED = re.compile(r"\s?(?:은|는|도)?\s?(?:다|전부|모두|싹\s?다)\s")
_LIKED = re.compile(r"(?:을|를|이|도)?\s?(?:좋아하|좋아합|좋아해)")
_LEFT_FOR_ANOTHER = re.compile(
    r"(?:을|를|이나|나|집|도)?\s?(?:(?:먹|묵|시킬|시키|갈|가|살|사)\S{0,2}(?:을까|ㄹ까|까|려|려고)\s?(?:했|하다|하려|생각|고민|다가|다\s)|먹자는데|먹자고\s?(?:하|해|했|그러)"
    r"|(?:생각|고민)(?:했|하다|중)|먹고\s?싶었(?:는|지))"
)  # 햄버거 먹을까 했는데 그냥 김치찌개
_CONTAINED = re.compile(
    r"\s?(?:이|가|도|은|는|만|을|를)?\s?(?:많이|좀|듬뿍|잔뜩|따로|더|안)?\s?(?:들어|들었|든\s|넣|올라|올려|얹|외(?:에|\s)|두툼)"
)
_ASKED_AFTER = re.compile(  # 우유 들어가요? asks what a dish is made of
    r"\s?(?:이|가|도|은|는)?\s?(?:혹시\s?|많이\s?)?들어\s?(?:가|있|감)(?=[요나니냐죠는\s?]|$)(?!는\s?(?:거|것|걸|음식|메뉴|[가-힣]+\s?(?:추천|먹)))"
)
_THAT_ONE = re.compile(
    r"(?:^|\s)(?:아까|방금|처음)\s?(?:그|본|나온|말한)?\s?$|^(?:그|저)\s?$"
)  # 아까 그 빵집 is one that was shown
_OF_DISH = re.compile(
    r"\s?(?:이|가|도)?\s?(?:많이|듬뿍|잔뜩|가득)?\s?(?:들어간|들은|든|들어있는|올라간|올린|얹은|넣은|두툼한|많은|가득한|나오는)\s"
)
_PAST = re.compile(r"(?:어제|아까|저번에|지난번에|방금|그저께|급식(?:에|은|으로)?)\s?(?:또\s?)?$")
_INSIDE = re.compile(r"(?:안|속)에\s?$")  # 불고기버거 안에 돼지고기 있어요?
_PAST_EATEN = re.compile(r"(?:을|를)?\s?(?:먹고|먹은|나옴|나왔|먹어서)")
_INGREDIENT_REFUSED = re.compile(rf"\s?(?:은|는|도|만|을|를|이|가|만)?\s?{_ADVERB}(?:{_REFUSES})")
_ALL_LEFT_OUT = re.compile(r"\s?(?:은|는)?\s?(?:말고|말구|빼고|제외하고)\s?(?:추천|다른|딴|아무)")
_NEAR = 4
_LEFT_OUT = frozenset({"ingredient", "drink", "generic"})


class Role(Enum):
    """How a named food stands to what the person wants."""

    WISHED = auto()
    REFUSED = auto()
    MENTIONED = auto()


def roles(text: str, said: Sequence[Found]) -> list[Role]:
    """The role of each food, in order."""
    starts = [*(item.start for item in said), len(text)]
    found = [_role(text, said, place, starts[place + 1]) for place in range(len(said))]
    for place in reversed(range(len(said) - 1)):
        if found[place + 1] is Role.REFUSED and _shares_refusal(text, said[place], said[place + 1], said[-1]):
            found[place] = Role.REFUSED
    return found


def refuses_ingredient(text: str, end: int) -> bool:
    """Whether what ends at `end` is not wanted: 파는 빼고."""
    return _INGREDIENT_REFUSED.match(text, end) is not None


def _role(text: str, said: Sequence[Found], place: int, following: int) -> Role:
    """`following` is where the next food begins, or the text ends."""
    end = said[place].end
    if _REFUSED.match(text, end) or _topic_refused(text, end, following):
        return Role.REFUSED
    is_last = following == len(text)
    of_dish = _OF_DISH.match(text, end)
    mentioned = (
        _MENTIONED.match(text, end)
        or (_PAST_EATEN.match(text, end) and _PAST.search(text, 0, said[place].start))
        or (not is_last and (_LIKED.match(text, end) or _LEFT_FOR_ANOTHER.match(text, end)))
        or _ASKED_AFTER.match(text, end)
        or (said[place].food.kind == "shop-kind" and _THAT_ONE.search(text, 0, said[place].start))
        or (place > 0 and (_CONTAINED.match(text, end) or _INSIDE.search(text, 0, said[place].start)))
        or (of_dish is not None and following - of_dish.end() < _NEAR)
    )
    return Role.MENTIONED if mentioned else Role.WISHED


def _shares_refusal(text: str, before: Found, after: Found, last: Found) -> bool:
    """피자랑 치킨 말고, 피자 치킨은 다 질렸어: a refusal speaks of what is joined to the refused."""
    joined = _JOINED.fullmatch(text[before.end : after.start])
    if joined is None:
        return False
    if joined.group().strip() not in {"", "은", "는"}:
        return True
    if before.food.kind == "ingredient" and after.food.kind in _LEFT_OUT:
        return True  # 계란 우유 빼고
    return _ALL_REFUSED.match(text, last.end) is not None or _ALL_LEFT_OUT.match(text, after.end) is not None


def _topic_refused(text: str, start: int, following: int) -> bool:
    """빵은 속이 더부룩해서 싫구: what is said of a topic some words later, with no other thing between."""
    refusal = _TOPIC_REFUSED.match(text, start)
    return refusal is not None and refusal.end() <= following and not _SHORT_OF_REFUSAL.search(refusal.group())
