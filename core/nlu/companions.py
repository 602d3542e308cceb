"""Who eats along, or for whom the meal is; someone merely mentioned is nobody (`annotation.md`: companions). Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.nlu.numerals import NATIVE
from core.nlu.text import CLUES, Match, Page, Words

ALONE, FAMILY, CHILD, PUPIL, TEACHER = "혼자", "가족", "아이", "학생", "선생님"
_ELDERS = {"부모님", "조부모님", FAMILY}
_SAID_FAMILY = CLUES.clue(r"가족|식구")

_TITLE = r"(?:님|들|이들|덜|놈|넘|녀석|씨|네(?=까지|랑|하고|\s?식구|도))*"
_ALONG = re.compile(
    rf"{_TITLE}(?:\s?(?:이랑|랑|하고|이하고|와|과|도(?=(?:요|여)?[\s.!~ㅋㅎㅠ]*$)|도\s?(?:같이|온|와|오|올|옴|데리|데려|모시|간|갈|감|갑|가(?!능|까|격|져|지)|먹|함께|끼|낀|합류|참석)"
    rf"|데리고|데려|모시|같이|함께|끼리|까지|한테\s?(?:사|해\s?줄|줄|먹)|에게\s?(?:사|해\s?줄|줄"
    rf"|먹)"
    r"|소풍|운동회|체험\s?학습|현장\s?학습|수련회|견학|먹일|먹이|믹일|믹이|줄\s?(?:거|음식|간식|밥|도시락|만한)|만\s|이영|영\s|생일(?!\s?쿠폰)|생신(?!\s?쿠폰)|칠순|팔순|환갑|자리|입맛|밥|간식|도시락|저녁|점심"
    r"|아침|분유|이유식|룸|방\s|전부|모두|식사|나들이|외식|모임|회식|데이트)|[,&]\s)"
)
_COUNTED = re.compile(
    rf"{_TITLE}(?:이|가)?\s?(?:이렇게\s?)?(?:\d+|{NATIVE})\s?(?:(?:요|이요|입니다|이에요|예요)(?!\s?\?)|명|사람|이|을|를|\s|분|놈|인당|인데|한테|에게|,|하고|랑|데리|$)"
)
_EATS = re.compile(
    rf"{_TITLE}\s?(?:이|가|은|는|도|네|께서)?\s?(?:\S+\s){{0,5}}?\S{{0,6}}?"
    r"(?:먹(?!은\s그|었(?:다|대|는데|어서|단)|는다|고\s?있|으[래랬라란]|지\s?[말마]|으랍|는\s?[거걸것]\s?(?:봤|보|자랑))|맥이|멕이|믹이|믹일|맥일|멕일|원하|사\s?달라|해\s?달라|찾[는네고더습음]|찾아|졸라|싶|[안못]\s?먹는다|[안못]\s?마[시셔]|조르|노래를|타령|식사|묵|드실|드시|잡수|배고|배고프|굶|싫|좋아"
    r"|알레르기|못\s?먹|당뇨|앉|울|입이?\s?짧|편식|가려|보챔|보채|칭얼|입맛|씹|이가\s?안|무슬림|채식|비건|할랄|글루텐)"
)
_AND_I = re.compile(r"(?:은|는)\s?\S+\s?(?:\S+\s)?(?:나는|난|저는|전|내가)\s")  # 누나는 파스타 나는 돈가스
_I_AND = re.compile(r"(?:나는|난|저는|전|내가)\s?\S+\s?(?:\S+\s)?$")
_THEIRS = re.compile(r"(?:은|는)\s\S")
_HELD = re.compile(
    rf"{_TITLE}\s?(?:이|가|은|는|께서|께)?\s?(?:\S+\s)?(?:\S+\s)?\S{{0,4}}?"
    r"(?:\S*[천만백]\s?원(?!으로|로|이하|안|까지|짜리|이면)|맛있(?:대|다고|다던|다는|댔)|좋대|추천해|주시|주셔|주면서|준\s|준거|줬|줌|줘서|주셔서|주신|주셨|보내|사\s?준|자랑|추천|먹었(?:다|대|는데)|말하|말했|그러|그랬"
    r"|그래서|혼내|혼나|때려|때리|때렸|늦[게는어으대]|일하|일\s?가|일가|출근|안\s?들어|없|나갔|오고|오는데"
    r"|내일\s?오|안\s?(?:와|오|왔|계|주|줘|줬|보내)|카드|몰래|전화|이름|번호|비밀|알려\s?줬|알려줘서|가르쳐|시켜|시킨|욕|싸웠|빌려"
    r"|올\s?때|오기\s?전|자는|주무|퇴근|비자|숙제|월급|병원|아프|아파|의자|야근|출장|재우|맡기|외출|바빠|바쁘|뺏)"
)
_BOUND_BEFORE = re.compile(
    r"(?:알레르기\S*|당뇨\S*|채식\S*|할랄\S*|편식|못\s?(?:먹|마시)|안\s?(?:먹|마시)|피해야|가려야|조심해야|싫어)\s?(?:인|있는|는|하는|되는)\s$"
)
_GIVEN_TO_EAT = re.compile(
    rf"{_TITLE}(?:한테|에게)\s?(?:\S{{1,9}}\s?){{1,2}}?(?:줬|줘서|주고|줄건데|준)\S*\s(?:\S+\s){{0,2}}?\S*(?:먹|묵)"
    rf"|{_TITLE}(?:한테|에게|께)\s(?:\S+\s){{0,2}}?\S*(?:(?:사|해|싸|시켜|챙겨|끓여|만들어)\s?(?:주|줄|줘야|줘도|드)|쏘|쏠|쏜|대접)"
    rf"|{_TITLE}\s?(?:(?:사다|갖다|해다|가져다)\s?)?(?:드릴|갖다줄|사다줄)\s?(?!게|까)"
)
_TREATED = re.compile(
    rf"{_TITLE}\s(?:\S+\s){{0,2}}?\S*(?:사|해|싸|시켜|챙겨|끓여)\s?(?:주(?:기로|려|고\s?싶|ㄹ)|줄|줘야|줬으면)"
)
"""조카 도넛 사주기로: of children and pupils alone, for 엄마 치킨 사줄 … has a giver."""
_IS_ONE = re.compile(r"(?:인데|이에요|예요|입니다|이라|이야|이고|임)")  # 저 초등학생인데 says who writes
_TOLD = re.compile(rf"{_TITLE}\s?(?:한테|에게|께)\s?(?:말|비밀|혼|들|받|이르|물어|맞|연락|카드|이거|돈)")
_SO_MANY_BEFORE = re.compile(rf"(?:\d+|{NATIVE}|[삼사오육])\s?인\s?$")  # 4인 가족
_WITH_ME = re.compile(r"(?<![가-힣])(?:나|저|내)(?:이?랑|하고|와)\s(?:내\s|제\s|우리\s)?$")  # 나랑 동생
_WHY = re.compile(r"(?:라서?|[가아어여해셔와러라]서|니까?|느라고?|는데|은데|대서)\s(?:(?:나|난|저|전|나는|저는)\s)?$")
"""엄마 회식이라 혼자, 언니 학원 가서 나 혼자: what is said of others is why one eats alone."""
_OURS = re.compile(r"(?<![가-힣])(?:우리|울|저희|내|제)$")  # 우리애가
_SO_MANY = rf"(?:\s?(?:\d+|{NATIVE})\s?(?:명|분|사람|놈|인))"
_AND_EATS_TOO = re.compile(
    rf"{_TITLE}{_SO_MANY}?도(?=(?:요|여)?[\s.!~ㅋㅎㅠ]*$)|{_TITLE}{_SO_MANY}?도\s?(?:같이\s?|데리고\s?|함께\s?)?(?:데려|데리|모시|온|와|오|올|옴|옵|간|갈|감|갑|먹|끼|낀|합류|추가|있|가(?!능|까|격|져|지)"
    rf"|참석|동행)|{_TITLE}{_SO_MANY}(?:이|가)?\s?(?:온|와|오|올|옴|옵|합류|추가)|{_TITLE}\s?(?:이|가)?\s?(?:하나|한\s?명)?\s?더\s?(?:온|와|오|올)"
)


class Companions:
    """Reads companions by the words of the lexicon (word to group)."""

    def __init__(self, groups: Mapping[str, str]) -> None:
        self._words = Words(dict(groups), across_spaces=False)

    def read(self, page: Page) -> tuple[tuple[str, ...], bool]:
        """The groups that eat, and whether one more person joins without a number being said ("동생도 온대")."""
        text = page.clean
        eating: list[str] = []
        joins = False
        last = 0
        for match in self._words.find(page):
            if not _is_noun(page, match) or not self._eats(text, match):
                continue
            page.claim(match.start, match.end)
            if match.value == ALONE and _WHY.search(text, last, match.start):
                eating, joins = [], False
            last = match.end
            joins = joins or (match.value != ALONE and _AND_EATS_TOO.match(text, match.end) is not None)
            if match.value not in eating:
                eating.append(match.value)
        return _settle(eating, page), joins

    @staticmethod
    def _eats(text: str, match: Match) -> bool:
        if match.value == ALONE:
            return not re.match(r"\s?(?:살|사는|집에|두고|있|남|놔|뒀|생각|말)", text[match.end :])
        if _GIVEN_TO_EAT.match(text, match.end):
            return True
        if match.value in {CHILD, PUPIL} and _TREATED.match(text, match.end):
            return True
        if _TOLD.match(text, match.end) or (match.value == PUPIL and _IS_ONE.match(text, match.end)):
            return False
        if any(before.search(text, 0, match.start) for before in (_BOUND_BEFORE, _SO_MANY_BEFORE, _WITH_ME)):
            return True
        if _AND_I.match(text, match.end) or (_I_AND.search(text, 0, match.start) and _THEIRS.match(text, match.end)):
            return True
        if _ALONG.match(text, match.end) or _COUNTED.match(text, match.end):
            return True
        held = _HELD.match(text, match.end)
        eats = _EATS.match(text, match.end)
        return eats is not None and (held is None or held.end() > eats.end())


def joined(held: tuple[str, ...], said: tuple[str, ...]) -> tuple[str, ...]:
    """Who eats when `said` come along with those `held`: the later value, but the cared-for stay named."""
    cared_for = {CHILD, PUPIL}
    return held if not cared_for.isdisjoint(held) and cared_for.isdisjoint(said) else said or held


def _is_noun(page: Page, match: Match) -> bool:
    """One- and two-letter kin words begin a word; 애 and 형 are also parts of many others."""
    if page.begins_word(match.start):
        following = page.clean[match.end : match.end + 1]
        return len(match.value) > 0 and not (
            match.end - match.start == 1 and following not in "들가는은이랑도한를을 가하둘셋넷만" and following
        )
    return (match.end - match.start > 1 and match.value != CHILD) or _OURS.search(
        page.clean, 0, match.start
    ) is not None


def _settle(groups: list[str], page: Page) -> tuple[str, ...]:
    """In mixed groups the ones cared for: 학생 before 선생님, 아이 before adults; mixed relatives are 가족."""
    if ALONE in groups and len(groups) > 1:
        groups = [group for group in groups if group != ALONE]
    if PUPIL in groups and TEACHER in groups:
        groups = [group for group in groups if group != TEACHER]
    if CHILD in groups:
        if FAMILY in groups and page.says(_SAID_FAMILY):
            return (FAMILY,)
        return (CHILD,)
    relatives = [group for group in groups if group in _ELDERS]
    if len(relatives) > 1:
        groups = [FAMILY, *(group for group in groups if group not in _ELDERS)]
    return tuple(groups)
