"""What a message does in the talk: points at something shown, agrees, asks for others, leaves, insults. Pure."""

from __future__ import annotations

import re

from core.meaning import Wish
from core.nlu.numerals import read_count
from core.nlu.text import CLUES, Page
from core.sieve import Clue

_TAIL = r"[\sㅋㅎㅠㅜ!~.^?]*"
_YES = re.compile(
    rf"^(?:ㅇㅇ*|응+|웅+|엉+|어+|넹?|네+|넵|넴|녜|예+|옙|그래(?:요|줘|ㅇㅇ)?|그랭|구래|그러자"
    rf"|좋아(?:요|용|여|ㅇ)?|좋습니다|좋지|좋죠|콜|오케이|오키|오케|ㅇㅋ|ok|okay|yes|y|yep"
    rf"|맞아(?:요)?|맞음|맞습니다|맞네|당근|당연하지|물론(?:이지|이죠)?|그럼(?:요)?|ㄱㄱ?|고고|고"
    rf"|하자|해줘|할래|할게(?:요)?|그렇게\s?해(?:줘|주세요)?|부탁(?:해|해요|드려요|드립니다)?"
    rf"|하이소|그라이소|그려|그려유|기여|야+)"
    rf"(?:[\s,]*(?:ㅇㅇ|응|네|예|좋아(?:요)?|맞아(?:요)?|그래|알겠어|감사합니다|고마워(?:요)?|부탁해요|(?:그거\s?)?(?:보여\s?|알려\s?)?(?:줘|줄래|주세)요?))*{_TAIL}$",
    re.IGNORECASE,
)
_NO = re.compile(
    rf"^(?:ㄴㄴ*|노+|no|nope|아니(?:요|여|야|오|아|ㅇ|예요)?|아냐|아뇨|아녀|아닙니다|아닌데(?:요)?"
    rf"|안\s?해(?:요)?|안\s?할래(?:요)?|안\s?할게(?:요)?|(?:나\s|난\s|저\s|지금\s|밥\s?)*(?:밥은?\s?)?(?:안\s?먹을[래거게](?:요|야)?|안\s?먹어도\s?돼(?:요)?|먹기\s?싫어(?:요)?)|(?:나\s|지금\s)?배\s?안\s?고파(?:요)?|싫어(?:요)?|싫음|시러|됐어(?:요)?|됐음"
    rf"|됐습니다|취소(?:할[래게]|해줘|해|요|임)?(?:요)?|그만(?:할[래게])?(?:요)?|괜찮(?:아|아요|습니다)|필요\s?없(?:어|어요|음)|ㅅㄹ|별로(?:야|요)?|아이다|아이라예"
    rf"|아니랑께|아니여|아녀유|안\s?돼|말래|패스)"
    rf"(?:[\s,]*(?:됐어(?:요)?|괜찮아(?:요)?|싫어(?:요)?|안\s?할래|감사합니다|고마워(?:요)?|ㄴㄴ))*{_TAIL}$",
    re.IGNORECASE,
)
_ORDINALS = {
    "첫": 1,
    "두": 2,
    "둘": 2,
    "세": 3,
    "셋": 3,
    "네": 4,
    "넷": 4,
    "다섯": 5,
    "여섯": 6,
    "일곱": 7,
    "여덟": 8,
    "아홉": 9,
    "열": 10,
}
_ORDINAL = CLUES.clue(
    rf"(?P<n>{'|'.join(_ORDINALS)}|\d{{1,2}}|일|이|삼|사|오)\s?번\s?째(?!로\s?(?:싼|가까|비싼|맛))|(?P<first>첫(?!째\s?(?:가|는|이|은|도|랑|한테|아이|애|딸|아들|놈))|두|세|네|(?:둘|셋|넷)(?=째\s?(?:집|거|꺼|곳|가게|식당)))\s?째"
    rf"|(?P<one>첫\s?번(?=\s?(?:거|꺼|집))|첫\s?(?:집|가게|식당)(?![가-힣]{3}))"
)
_NUMBERED = CLUES.clue(
    r"(?<![\d가-힣])(?P<n>10|[1-9]|일|이|삼|사|오)\s?번(?!\s?(?:출구|먹|이나|만\s|더|다\s|충전|씩"
    r"|썼|들어|정도|호선|버스|국도|지(?!금)|역|달|주(?!문)|학기|방학|년|여름|겨울|시험|생일|월))\s?(?:거|꺼|걸|집|가게|식당|곳|으로|로|이요|요|은|는|이"
    r"|에|도|할|갈|몇|메뉴|어디|$|\s|[ㄱ!?.])"
)
_TURNED_DOWN = re.compile(r"\s?(?:거|꺼|것|집|가게|곳)?\s?(?:말고|말구|빼고)")
_LISTED = {"일": 1, "이": 2, "삼": 3, "사": 4, "오": 5}
_BARE_NUMBER = re.compile(rf"^(?P<n>[1-9]|10)\s?(?:번)?(?:이요|요|으로|로)?{_TAIL}$")
_GOES = re.compile(
    rf"^(?:(?:오케이|오키|ㅇㅋ|ㅇㅇ|응|어|네|넵|넹|좋아요?|그래|콜|그럼|그러면|알겠어요?|알았어)[\s,]*)*"
    rf"(?:갈[래게께](?:요|용)?|가자|가볼[게께래]요?|여기로|이걸로|이거로|이거|여기|갈래용|먹을[게께래]요?|먹으러\s?갈[게래]|결정)(?:\s?(?:할[래게께]|하자)\S?)?{_TAIL}$"
)
_PICK = re.compile(
    rf"^(?:음+|그럼|그러면|난|나는|저는?|전)?[\s,]*(?:(?:{'|'.join(_ORDINALS)}|[1-9])\s?번?\s?째|[1-9]\s?번|[1-9]|10번?|[일이삼사오]\s?번)"
    rf"\s?(?:거|꺼|걸|것|집|가게|식당|곳|데)?(?:으로|로)?(?:이요|요|여|용)?{_TAIL}$"
)
ASKED_OF_SHOP = r"몇\s?시|쿠폰|메뉴|예약|전화|주차|카드|포장|자리"
"""What, asked behind 여기, makes it the shop in talk and not where one is; alternatives of a pattern."""
_LAST = CLUES.clue(
    r"(?<![가-힣])(?:거기|거긴|거그|그기|거게|그\s?집|고\s?집|그집|그\s?가게|그\s?식당|그\s?곳"
    r"|그쪽\s?가게|그걸로|그거|그건|그것|고거|방금\s?(?:그|거기|본|보여|말한)|아까\s?(?:그|거기|본"
    r"|보여|말한|추천)|요\s?집|이\s?집|이\s?가게|저\s?집|위에\s?거|위에꺼|여기로\s?(?:할|갈|정"
    rf"|예약)|여기(?:서|는|도|가|에)?\s?(?:{ASKED_OF_SHOP}|괜찮)|(?:이|요)(?:걸|거)로(?!\s?(?:뭐|머|뭘|무엇|무슨|어디|밥|얼마))|거기로"
    r"|거기가|글로\s?갈|(?:그|이|저|아까|방금)\s?(?:그\s?)?쿠폰(?!함)|저걸로|저거(?:로|\s))"
)
_THING = re.compile(r"(?:그|고|이|요|저)(?:거|걸|건|것)")
_NOT_LAST = CLUES.clue(r"그\s?집에\s?(?:살|사는)|그거\s?말고\s?뭐|거기서\s?(?:제일|젤)?\s?가까")
_TOP = CLUES.clue(
    r"(?:맨|제일|젤|가장)\s?(?:위|앞|처음)(?:에|의)?\s?(?:거|꺼|것|건|걸|집|가게|곳|로|$)?|처음\s?(?:거|꺼|보여준|나온|추천한?)\s?(?:거|집|데|곳)?(?=$|\s|로)"
)
_FINAL = CLUES.clue(r"마지막\s?(?:거|꺼|집|가게|곳|번째)|맨\s?(?:끝|밑|아래)\s?(?:거|꺼|집)?|끝에\s?거")

_CARD_REFUSED = CLUES.clue(
    r"카드\s?(?:가|는|도)?\s?(?:여기서\s?)?(?:안\s?(?:된대|된다|됐|되던|돼|받|먹|됨|되네|된데"
    r"|되더|된다고)|거절|거부|안되|안\s?긁)|결제\s?(?:가\s?)?(?:안\s?(?:된대|됐|되|됨|돼)|거절"
    r"|거부|실패)|급식카드\s?안\s?받"
)
_WISHES: tuple[tuple[Wish, Clue], ...] = (
    (
        Wish.RESTART,
        CLUES.clue(
            r"처음부터(?:\s?(?:다시|할|해|하|시작|골라|갈|가자|ㄱ)|[\s.!~ㅋㅎㅠ]*$)|다시\s?(?:처음|시작)|리셋|초기화|새로\s?(?:시작|할게|찾을)"
            r"|reset|restart|(?:다|싹|모두)\s?(?:지우고|잊고|잊어|취소(?=하고|할|해|임|요?[\s.!~ㅋㅎㅠ]*$))|전부\s?취소|없던\s?걸로|싹\s?지우고|원점"
        ),
    ),
    (
        Wish.WHO_SEES,
        CLUES.clue(
            r"(?:엄마|아빠|부모님?|선생님|쌤|담임|친구|애들|할머니|아무)\S{0,3}(?:한테|에게|께|테)(?:는|도"
            r"|만)?\s?(?:\S+\s)?(?:말하지|말\s?하지|비밀|알리지|말\s?안|이르지|들키)|내\s?(?:얘기|말|대화"
            r"|톡|정보|이야기)\s?(?:\S+\s)?(?:누가|다\s?봐|보여|볼\s?수|봐|저장|남아)|누가\s?(?:이거|내"
            r"|우리|이\s?대화)?\s?(?:봐|보는|볼|보나|읽)|비밀\s?(?:보장|지켜|로\s?해)|비밀이야"
        ),
    ),
    (
        Wish.DISCREET,
        CLUES.clue(
            r"티\s?(?:안|않|나지)|눈치\s?(?:안\s?보|안보|볼\s?필요\s?없)|(?:카드|급식카드)\s?(?:쓰는"
            r"|쓰는거|인\s?거|인거)\s?(?:모르|안\s?들|티|몰래)|몰래\s?(?:쓸|결제)|안\s?쪽팔|창피하지\s?않"
            r"|키오스크"
        ),
    ),
    (
        Wish.CARD_REFUSED,
        _CARD_REFUSED,
    ),
    (
        Wish.CLOSED,
        CLUES.clue(
            r"(?:문|셔터)\s?(?:이\s?|을\s?)?(?:닫(?:았|혀|혔|힘|음)|잠겨|내려)|닫혀\s?있|폐업|망했(?:던데"
            r"|대|네|어\?)?(?=.*(?:가게|집))|없어졌|영업\s?(?:안\s?하|종료)(?:던데|네|는데|ㅠ)"
            r"|쉬는\s?날이(?:래|네|던데)|휴무(?:래|네|던데|라는데)"
        ),
    ),
    (
        Wish.PRICE_ROSE,
        CLUES.clue(
            r"(?:가격|값|돈|요금)\s?(?:이|은)?\s?(?:\S+\s)?(?:올랐|오름|올랏|달라|다르|틀려|틀리|인상)"
            r"|(?:써진|적힌|나온|보여준)\s?(?:거|것|가격)보다\s?(?:비싸|더)|더\s?비싸(?:졌|던데|네요?$)"
        ),
    ),
    (
        Wish.CHEAPER,
        CLUES.clue(
            r"(?:더|보다)\s?(?:싼|저렴|싸|싸게|쌈)|싼\s?(?:데|거|곳)\s?(?:없|더)|좀\s?(?:더\s?)?싼|너무\s?(?:비싸|비싼데)|비싼데요?[\s.ㅠㅜ~]*$"
            r"|(?:비싸|비쌈)(?:ㅠ|요?$|다$|네$|\.)|제일\s?싼\s?(?:데|거|걸)|가격\s?(?:좀\s?)?(?:낮|내려)"
            r"|덜\s?비싼"
        ),
    ),
    (
        Wish.NEARER,
        CLUES.clue(
            r"너무\s?(?:멀|머네|먼)|(?:더|보다|제일|젤|가장)\s?가까|멀어(?:ㅠ|요?$|서|\s)|먼데|멀다|머네|덜\s?먼"
            r"|좀\s?(?:더\s?)?가까"
        ),
    ),
    (
        Wish.BEST_RATED,
        CLUES.clue(
            r"(?:별점|평점|점수|리뷰|후기|평가|평판)\S{0,2}\s?(?:이\s?|가\s?)?(?:제일\s?|젤\s?|가장\s?|더\s?)?(?:좋|높|괜찮|순)"
            r"|(?:제일|젤|가장)\s?(?:맛있|맛난|평\s?좋|유명|잘하)\S{0,2}\s?(?:데|곳|집|식당|가게|거기|순)"
        ),
    ),
    (
        Wish.WAY,
        CLUES.clue(
            r"^(?!.*(?:엄마|아빠|부모|경찰|선생|쌤|센터|학교|병원|상담|친구|내\s|제\s|너\s?|니\s)).*(?:전화\s?번호|연락처|번호\s?(?:좀|알려|뭐|뭔))"
            r"|가는\s?(?:길(?!에)|법|방법)|길\s?(?:좀\s?)?(?:알려|찾아|안내)|찾아\s?가|약도|(?<![가-힣])지도\s?(?:좀|보여|줘|봐)"
            r"|(?:얼마나|얼마쯤|몇\s?분(?:이나|쯤)?)\s?(?:걸려|걸리|걸림|걸어|가야|멀)|(?<!집에)(?<!집에\s)어떻게\s?(?:가|가요|가나|가는)(?:$|[\s?요지나])|어케\s?가"
        ),
    ),
    (
        Wish.DIFFERENT,
        CLUES.clue(
            r"(?:다른|딴)\s?(?:데|곳|집|거|것|걸|가게|식당|메뉴|곳도|데도|데는|거는|건|추천|식당도)"
            r"|(?:다른|딴)\s?\S{1,4}(?:집|가게)|아까랑\s?(?:똑같|같)|똑같(?:잖|은)|또\s?(?:그거|같은)"
            r"|(?<![원만천백])(?<![원만천백]\s)더\s?(?:보여|추천|없|알려|있)|다시\s?(?:추천|골라|찾아|보여)|이거\s?말고|그거\s?말고|거기\s?말고"
            r"|여기\s?말고(?!\s?\S+\s?(?:역|동|쪽))|말고\s?(?:다른|딴)|맘에\s?안|마음에\s?안|별로(?:야|네"
            r"|다|인데|임)"
        ),
    ),
    (
        Wish.ANY,
        CLUES.clue(
            r"아무\s?거나|아무데나|아무\s?데나|니가\s?(?:골라|정해|추천)|네가\s?(?:골라|정해)"
            r"|너가\s?(?:골라|정해)|알아서\s?(?:해|골라|정해|추천)|골라\s?(?:줘|주|봐|도)|정해\s?(?:줘|주"
            r"|도)|랜덤|뭐든\s?(?:좋|괜|상관|다)|다\s?좋아|상관\s?없|암거나|암꺼나|하나만\s?(?:골라|딱)"
            r"|추천\s?아무"
        ),
    ),
    (
        Wish.CHOOSE,
        CLUES.clue(
            r"(?:(?:맨|제일|젤)\s?(?:위|앞|처음|아래|밑|끝)\S*(?:\s?(?:거|꺼|집|곳))?|마지막\s?(?:거|꺼|집|곳)|거기|여기|그\s?집|이\s?집|[1-9]번|번째\s?(?:거|꺼|집)?|그걸|이걸|그거|이거|그곳"
            r"|거긔)\s?(?:으로|로|에|집으로)?\s?(?:할래|할게|할께|갈래|갈게|갈께|가자|정할|정했|결정|할랭"
            r"|하자|가볼|갈란다|갈라|할라|할란다|하고\s?싶|하겠|가겠|갈겡|선택|ㄱㄱ?)|(?:글로|절로)\s?갈"
        ),
    ),
    (
        Wish.JOKING,
        CLUES.clue(
            r"^(?:아니\s?|아\s?|야\s?|ㅋ+\s?|ㄴㄴ\s?|사실\s?|그냥\s?|걍\s?|방금\s?(?:건|거|말)?\s?)*(?:다\s?)?(?:장난|농담|뻥|구라|드립)"
            r"\s?(?:이야|이에요|예요|이었|이였|임|이지|이고|이다|이라|인데|입니다|친\s?거|한\s?거|친거|이고요|ㅋ|ㅎ|$)"
        ),
    ),
    (
        Wish.PARTING,
        CLUES.clue(
            r"(?:안녕히\s?(?:계|가)|잘\s?(?:있어|자(?:$|요|라|ㅋ)|가(?:$|요|라)|지내)|바이(?:바이)?|빠이"
            r"|빠빠이|굿\s?(?:밤|나잇)|담에\s?(?:봐|또)|다음에\s?(?:봐|또\s?올|또\s?봐)|또\s?올게"
            r"|나중에\s?(?:봐|또\s?올)|내일\s?봐|(?:나|저)\s?(?:이제\s?)?(?:갈게|간다|가볼게)"
            r"|들어가(?:세요|십시오)|안녕\s?잘)"
        ),
    ),
    (
        Wish.HELP,
        CLUES.clue(
            r"(?:뭐|뭘|무엇을|무슨\s?일을|어떤\s?걸|머)\s?(?:\S+\s)?(?:할\s?수\s?있|하는\s?(?:애|앱|봇|거"
            r"|건|곳)|도와|해\s?줄\s?수|잘해|할\s?줄)|도움말|사용법|사용\s?방법|어떻게\s?(?:쓰는"
            r"|사용하는)\s?(?:거|건|겨)|^help$|기능\s?(?:뭐|알려|설명)"
        ),
    ),
)
_TOLD_OF_SHOP = frozenset({Wish.CLOSED, Wish.CARD_REFUSED, Wish.PRICE_ROSE})
_ASKS = CLUES.clue(  # 문 닫았어? and 카드 안되나요 ask; 문 닫았는데? and 안된다는데? tell
    r"(?:(?:[어아돼]|[어아돼]요|[여에]요|[죠지가])\s?\?+|(?:나|나요|니|냐|까|까요|려나)\s?\?*)[\s?ㅋㅎㅠㅜ~!.]*$"
)
_GOES_THERE = CLUES.clue(
    rf"(?:으로|로|에)\s?(?:할래|할게|할께|갈래|갈게|갈께|가자|간다|가야|정할|정했|결정|하자|가볼|갈란다|가겠|하겠)\S{{0,3}}{_TAIL}$"
)
_PARTING_IS_CHOICE = CLUES.clue(r"(?:으로|로|에)\s?(?:갈게|간다|가볼게)")

_BIRTH_YEAR = re.compile(r"(?<!\d)(?P<year>(?:19[4-9]\d|20[0-2]\d))\s?(?:년\s?생|년생|년도|년|이요|요|생)?")
_SHORT_BIRTH = re.compile(r"(?<!\d)(?P<year>\d{2})\s?년\s?생")
_AGE = re.compile(
    r"(?P<self>(?:나는?|난|저는?|전|제가|내가)\s?(?:올해|이제|지금)?\s?)?(?P<age>\d{1,2}|열(?:한"
    r"|두|세|네|다섯|여섯|일곱|여덟|아홉)?|스무|스물(?:한|두|세|네)?|여덟|아홉|일곱)\s?(?:살"
    r"|세)(?!트)"
)
_GRADE = re.compile(
    r"(?P<self>(?:나는?|난|저는?|전|제가|내가)\s?(?:올해|이제|지금)?\s?)?(?P<school>초등학교|초딩"
    r"|초|중학교|중딩|중|고등학교|고딩|고)\s?(?P<grade>[1-6]|일|이|삼)\s?(?:학년)?(?=$"
    r"|[\s임이인예요야,.ㅋ에])"
)
_FIRST_YEAR_AGE = {"초": 6, "중": 12, "고": 15}

_MARKS = re.compile(r"^[^가-힣ㄱ-ㅎㅏ-ㅣA-Za-z0-9ぁ-ヺ一-鿿]*$")


def read_yes_no(text: str) -> bool | None:
    """True for a message that only agrees, False for one that only declines."""
    if len(text) > 24:
        return None
    return True if _YES.match(text) else False if _NO.match(text) else None


def read_reference(page: Page, shown: int, names_place: bool, names_dish: bool = False) -> int | str | None:
    """A position in the list shown (1-based), or "last".

    `names_place` says that 거기 points into this same message, `names_dish` that 그걸로 behind the dish does.
    """
    ordinals = (found for found in page.finditer(_ORDINAL) if not _TURNED_DOWN.match(page.clean, found.end()))
    if match := next(ordinals, None):
        word = match["n"] or match["first"]
        return 1 if word is None else _ORDINALS.get(word) or _LISTED.get(word) or int(word)
    if match := page.search(_NUMBERED):
        return _LISTED.get(match["n"]) or int(match["n"])
    if shown and (bare := _BARE_NUMBER.match(page.clean)):
        return int(bare["n"])
    if page.says(_TOP):
        return 1
    if shown and page.says(_FINAL):
        return shown
    if names_place or page.says(_NOT_LAST):
        return None
    last = page.search(_LAST)
    points_back = last is not None and names_dish and last.start() > 0 and _THING.match(last.group())
    return "last" if last and not points_back else None


def goes(page: Page) -> bool:
    """Whether a message says no more than that one goes: ㅇㅋ 갈게."""
    return _GOES.match(page.clean) is not None


def picks(page: Page) -> bool:
    """Whether a message is nothing but a place of the list: 3번, 두 번째 거요; with a question mark it asks of one."""
    return _PICK.match(page.clean) is not None and "?" not in page.clean


def chooses(page: Page) -> bool:
    """Whether what is named is gone for: 새벽김밥으로 갈래."""
    return page.says(_GOES_THERE)


def read_wish(page: Page) -> Wish | None:
    """What is wished of the talk or of what was shown, rather than asked anew."""
    for wish, clue in _WISHES:
        if page.says(clue) and not _means_otherwise(wish, page):
            return wish
    return None


def _means_otherwise(wish: Wish, page: Page) -> bool:
    """문 닫았어? asks, and 거기로 갈게 is a choice."""
    if wish in _TOLD_OF_SHOP:
        return page.says(_ASKS)
    return wish is Wish.PARTING and page.says(_PARTING_IS_CHOICE)


def without_card_refusal(page: Page) -> Page:
    """The page without the words that a shop refused the card: there they speak of the shop, not of need."""
    return Page(page.raw, _CARD_REFUSED.pattern.sub(" ", page.clean))


def read_birth_year(text: str, this_year: int, asked: bool) -> int | None:
    """A birth year, an age in Korean or western count, or a school grade, said of oneself or as the answer."""
    if match := _SHORT_BIRTH.search(text):
        year = int(match["year"])
        return 2000 + year if 2000 + year <= this_year else 1900 + year
    if match := _BIRTH_YEAR.search(text):
        said = re.search(r"년\s?생|태어", text) is not None
        if said or (asked and len(text) < 14):
            return int(match["year"])
    if asked and (short := re.fullmatch(r"(\d{2})\s?(?:년|이요|요)?[\sㅋ.!]*", text)):
        year = int(short[1])
        return 2000 + year if 2000 + year <= this_year else 1900 + year
    if (match := _AGE.search(text)) and (match["self"] or asked):
        age = read_count(match["age"])
        return this_year - age if age else None
    if (match := _GRADE.search(text)) and (
        match["self"] or asked or re.search(rf"{match.group()}(?:인데|이에요|예요|임|이야)", text)
    ):
        grade = _LISTED.get(match["grade"]) or int(match["grade"])
        return this_year - _FIRST_YEAR_AGE[match["school"][0]] - grade
    return None


def is_lone_marks(text: str) -> bool:
    """Only marks: no letter, digit or laughter."""
    return _MARKS.match(text) is not None
