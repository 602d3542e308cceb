"""What people say about the notices and advertisements that they get: no more, please, or not at night. Pure."""

from __future__ import annotations

from re import IGNORECASE

from core.meaning import Wish
from core.nlu.text import CLUES, Page

_NEWS = r"(?:광고|소식|알림|홍보|마케팅|스팸|푸시|메[시세]지|문자|톡|연락|수신|구독)"
_ENOUGH = (
    r"(?:그만|스톱|stop|거부|거절|차단(?!당)|해지|철회|취소|싫|끊어|끌래|꺼\s?[줘주도]|멈춰|중단|귀찮|지겨|필요\s?없|됐어|"
    r"(?:안|않)\s?(?:받을|받고|보내|왔으면|오게|와도)|받지\s?(?:않|말|마)|(?:보내|하|오|주)지\s?(?:마|말|않)|사절)"
)
_NIGHT = r"(?:밤|한밤|새벽|야간|9시\s?넘어|아홉\s?시\s?넘어)"
_PLEASE = (
    r"(?:받을(?:래|게|께|거|꺼|랭)|받고\s?싶|받아\s?(?:도|볼)|(?:보내|알려|전해)\s?(?:줘|주|달라|도\s?(?:돼|되|좋|괜))|"
    r"켜|와도\s?(?:돼|되|좋|괜)|동의\s?(?:해|할|하)|신청|구독)"
)
_END = r"\S{0,3}[\s.!~ㅠㅜㅋㅎ;^]*$"

_REFUSED = CLUES.clue(
    rf"{_NEWS}\S{{0,3}}\s?(?:\S+\s){{0,3}}?\S{{0,4}}?{_ENOUGH}|{_ENOUGH}\S*\s?(?:\S+\s)?{_NEWS}"
    r"|(?:이런|그런|이딴)\s?(?:거|걸|건|것)\S?\s?(?:\S+\s)?(?:그만\s?보내|보내지\s?(?:마|말)|안\s?보내|안\s?받을)"
    rf"|{_NIGHT}\S{{0,3}}\s?(?:\S+\s)?(?:보내지\s?(?:마|말|않)|그만\s?보내|안\s?보냈으면)"
    rf"|^(?:이제|인제|제발|좀|\s)*(?:(?:무료\s?)?수신\s?거부|그만(?:\s?좀)?(?:\s?(?:받기|받을\S*|보내\S*|해|하자|할래|줘))?|stop|스톱){_END}",
    IGNORECASE,
)
_WISHED = CLUES.clue(
    rf"(?:광고|소식|알림|홍보|마케팅|푸시)\S{{0,2}}\s?(?:\S+\s){{0,2}}?{_PLEASE}"
    rf"|(?:쿠폰|할인|행사|이벤트)\S{{0,2}}\s?(?:\S+\s)?(?:나오면|생기면|뜨면|하면)\s?(?:\S+\s)?(?:알려|보내|말해|톡)"
)
_BY_NIGHT = CLUES.clue(_NIGHT)
_NOT_OURS = CLUES.clue(
    r"(?:엄마|아빠|선생|친구|쌤|가게|사장|주인|학교|학원|유튜브|유튜버|넷플릭스|인스타|게임|모르는\s?(?:사람|아저씨|형|오빠))\S{0,2}.*"
    rf"{_NEWS}|{_NEWS}\S{{0,2}}\s?(?:왔(?!으면)|옴|온\s?(?:거|게)|받았)"
)


def read_wish(page: Page) -> Wish | None:
    """Whether notices are wished or refused, all of them or those by night; None where others' messages are meant.

    "그만" alone refuses: every advertisement says that it does.
    """
    night = page.says(_BY_NIGHT)
    if page.says(_NOT_OURS):
        return None
    if page.says(_REFUSED):
        return Wish.NO_NIGHT_NEWS if night else Wish.NO_NEWS
    if page.says(_WISHED):
        return Wish.NIGHT_NEWS if night else Wish.NEWS
    return None
