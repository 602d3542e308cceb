"""What people ask of places and the card: whether one takes it, and places that do. Pure.

Questions about the rules of the card (how often, until when, for which goods) are left to `help_topics`.
"""

from __future__ import annotations

from core.meaning import Wish
from core.nlu.text import CLUES, Page

OTHER_CARDS = "교통|버스|환승|체크|신용|보험|유심|그래픽|메모리|학생|도서관?|멤버십|포인트|기프트|외국인|할인"
"""Words before 카드, as alternatives of a pattern, that make it another card than the meal card."""
_CARD = r"(?:급식\s?카드|꿈나무\s?카드|푸르미\s?카드|아동\s?카드|밥\s?카드|카드|결제)"
_PARTICLE = r"(?:로|는|도|가|를|을)?\s?(?:(?:결제|계산)\s?)?(?:도\s?|가\s?|는\s?)?"
_TAKEN = r"(?:돼|되|됨|된|될|받(?![았은을])|가능|먹히|먹혀|긁히|긁혀|(?:쓸|할|결제할|사용할|먹을)\s?수\s?(?:있|잇))"
_PLACES = CLUES.clue(
    rf"{_CARD}{_PARTICLE}(?:돼|되|받아\s?주|받|가능\s?(?:한|하)|(?:쓸|사용할|결제할|먹을|살)\s?수\s?(?:있|잇))(?:는|은)?\s?"
    r"(?:데|곳|집|식당|가게|음식점|밥집|맛집|편의점|\S{1,4}집)(?!\s?(?:맞|인가|인지|이야\?|이에요\?|예요\?))"
)
_ASKED = CLUES.clue(
    rf"{_CARD}{_PARTICLE}{_TAKEN}(?:\S{{0,3}}\s?(?:데|곳|집)\s?(?:맞|인가|인지|이야|이에요|예요))?"
    r"(?:[가-힣]{0,4}[?]|\S{0,2}(?:나|나요|니|냐|냐고|까|까요|려나|는지|ㄴ지|가요|지|죠|어|어요|아|아요|여|해|해요|돼|돼요|용|노|는교|능교))?"
    r"[\s?ㅋㅎㅠㅜ~!.]*$"
)
_ASKED_IF_NOT = CLUES.clue(  # 카드 안 돼 tells, 안 되나요? asks
    rf"{_CARD}{_PARTICLE}안\s?{_TAKEN}\S{{0,3}}(?:[?]|나|나요|니|냐|까|까요|죠|려나|는지)[\s?ㅋㅎㅠㅜ~!.]*$"
)
_RULES = CLUES.clue(
    r"하루|(?:한|두)\s?번(?!\s?째)|[0-9]\s?번\s?(?:까지|씩|써|쓸)|몇\s?(?:번|시|개|살)|언제|얼마|한도|밤에|새벽|주말|방학|공휴일"
    r"|콜라|음료|과자|사탕|젤리|아이스크림|커피|술|담배|배달|인터넷|온라인|앱|남은|다음\s?달|다른\s?(?:지역|동네)|어디서|아무"
    r"|(?:사람|동생|친구|형|누나|언니|오빠|엄마|아빠)\S{0,2}\s?카드"
    rf"|(?:쿠폰|{OTHER_CARDS})\s?카드"
)


def read_wish(page: Page) -> Wish | None:
    """TAKES_CARD for "여기 카드 돼?", CARD_PLACES for "카드 되는 데 알려줘", else None."""
    if page.says(_RULES):
        return None
    if page.says(_PLACES):
        return Wish.CARD_PLACES
    return Wish.TAKES_CARD if page.says(_ASKED) or page.says(_ASKED_IF_NOT) else None
