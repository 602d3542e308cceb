"""How many eat, counted out or stated (`annotation.md`: people). Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.nlu.numerals import COUNT, NATIVE, read_count
from core.nlu.text import CLUES, Page

_HEADS = (
    r"(?:명|사람|놈|식구|분(?=이|\s|,|께|들|하고|요|$|정도|예약|앉|자리|모시|을|과|도|만)|인(?=석"
    r"|\s?(?:가족|식구|식사|테이블|상|실|룸|자리|모임|예약|이|입|으로|\s?\d|\s?[일이삼사오육칠팔구]?[만천]|$))|자리(?=\s|요|$|있|로|좀))"
)
_MINUTES = re.compile(r"분")
_NATIVE_NUMBER = re.compile(NATIVE)
_GUESTS = re.compile(
    r"분\s?(?:이서|들|께|께서|이\s?(?:앉|식사|드시|가|오|모)|예약|모시|자리|앉|룸|식사|정도\s?(?:앉|모|식사|예약))"
)
_THINGS = (
    r"(?!\s?(?:개|판|마리|그릇|인분|시(?!작|간\s?있)|살|가지|줄|잔|병|조각|번|장|달|군데|곳|집|층|정거장|끼|봉|통|캔|컵|접시"
    r"|세트|알|박스|배|권|학년|반|단계|호|쪽|모금|숟|젓가락|분\s?(?:거리|안|뒤|만|후|전)))(?<!열(?=이?\s?(?:나[는고요서\s]|펄)))"
)
_SHARE = re.compile(r"\s?(?:당|앞에|(?<!명)분|용|세트|에\s?[\d만일이삼사오육칠팔구])")
_SHARE_OF_ONE = re.compile(r"\s?(?:\d|[일이삼사오육칠팔구]?\s?[천만])")
_HEADCOUNT = CLUES.clue(rf"(?P<n>{COUNT})\s?(?P<unit>{_HEADS})")
_TOGETHER = CLUES.clue(
    rf"(?<![가-힣])(?P<n>(?:열|스물|서른|마흔|쉰)\s?(?:하나|둘|셋|넷|다섯|여섯|일곱|여덟|아홉)|둘|셋|넷|다섯|여섯|일곱|여덟|아홉|열|스물|서른)"
    rf"{_THINGS}(?=이서|이\s?(?:서|먹|앉|가|갈|왔|같이|함께|좌식|다|들|뭐|배|나눠|모여|한|로|라|고|에|요|$)"
    r"|\s?다\s?같이|서\s?먹|,|\s|[.!?~ㅋㅎ]|$|이요|이랑|하고|입니다|명|인데|인디|한테|에게|이서도|이\s|을|정도|과|에\s|에다|이에요|예요|이고|이라|이야|이여|이지|이네|이군|이구|이오|이올|임|이다)"
)
_GLUED_TOGETHER = CLUES.clue(
    r"(?<=[가-힣])(?P<n>둘|셋|넷|다섯|여섯|일곱|여덟)(?=이서|이랑|이\s?먹|이\s?앉|이\s?합|(?<=우리[둘셋넷])(?:\s|이|$)|(?<=우리(?:다섯|여섯))(?:\s|이|$))"
)
_TOTAL_BEFORE = re.compile(
    r"(?:까지\s?(?:하면|해서|합쳐서?|포함해?서?)?|포함(?:해서|하면|하여)?|합쳐서?|합해서?|합치면"
    r"|총|전부|모두|이렇게|줄어서|줄어|빠져서|빠지고|결석해서|늘어서|다\s?해서|다\s?합쳐서?|도합|해서|해가|하면|[가-힣](?<!이)서)\s*$"
)
_WHOLE_FAMILY = re.compile(r"식구|.?인\s?가족|..\s?가족")
_LEADS = re.compile(r"\s?(?:을|를|이)?\s?(?:데리고|데려|모시고|델꼬|데꼬)")
_WITH_SPEAKER = re.compile(r"\s?(?:이)?(?:랑|하고|과|와|데리고|모시고|이랑)(?!\s?(?:나|저|내|제)(?:랑|하고|까지|\s|$))")
_COME_TOO = re.compile(
    r"\s?도\s?(?:같이|함께|온|와|오|간|갈|가|따라|낀|낄)|\s(?:같이|함께)\s?(?:온[대다]|오[기신]|올|갈)"
)
_SPEAKER_FIRST = re.compile(
    r"(?<![가-힣])(?:나|저)(?:하고|랑|와)\s?(?:\S{1,4}\s){0,2}$"
)  # 저하고 아이 두 명, 나랑 내 친구 두 명
_SPEAKER_ADDED = re.compile(r"(?:이랑|랑|하고|과|와|에다?|,)\s?(?:나|저|내|제|본인)(?:랑|하고|까지|\s|$|요|예요|이요)")
_SPEAKER = re.compile(r"(?:나|저|내|제)(?:까지|랑|하고|도)")
_ONE_CHILD = CLUES.clue(
    r"(?<![가-힣])(?:아이|어른|애|딸|아들|조카|아기|손주|손자|손녀|동생|친구|나|저|어린이|노인)\s(?P<n>하나)(?=\s?(?:데리고|랑|하고|이랑|요|,|$|해서|입니다|이에요|예요|에|와|아이|애|어른|아기|나|저))"
    r"|(?<=[이른들애딸])(?P<m>하나)(?=\s?데리고)"
)
_SIBLINGS = CLUES.clue(rf"(?<![가-힣])(?:우리|울|저희)?\s?(?P<n>{COUNT}|삼|사|오)\s?(?:자매|형제|남매)(?!집|네|갈비)")
_COUPLE = CLUES.clue(r"부부(?=랑|하고|와|가|\s|,|$)")
_SPEAKER_ABSENT = CLUES.clue(
    r"(?:저는|나는|전|난|제가|저|나)\s?(?:안|못)\s?먹|(?:저는|나는|전|난|저|나)\s?(?:빠지|빼고"
    r"|제외|안\s?가|먹지\s?않|먹지는\s?않)"
)
_MORE = CLUES.clue(
    rf"(?P<n>{COUNT})\s?(?:명|사람|분|놈)?(?:이|은|도)?\s?(?:더|추가)(?!\s?(?:싸|가까|매|맛|좋|있어\?|내))|"
    rf"더\s?(?:온|오|와|올|추가|늘)\S*\s(?P<m>{COUNT})\s?(?:명|사람|분)|(?P<k>{COUNT})\s?(?:명|사람"
    rf"|분)(?:이|은|도)?\s?(?:추가|늘었|늘어)"
)
_FEWER = CLUES.clue(
    rf"(?:(?P<n>{COUNT})\s?(?:명|사람|분)(?:이|은)?|(?<![가-힣])(?P<bare>하나|둘|셋|넷)(?:이|은|(?=\s)))\s?(?:\S{{1,4}}\s)?(?:\S{{1,5}}(?:서|라|때문에)\s)?(?:못\s?(?:온|와|오|옵|간)|불참|결석|빠졌|빠짐|빠져|빠진|빠질|빠집|빠지"
    rf"|안\s?(?:온|와|오|옵|간|먹는[대다])|취소|줄었|빼\s?[주줘])"
)
_KIN = (
    r"(?:친구|동생|형|누나|언니|오빠|엄마|아빠|할머니|할아버지|이모|삼촌|고모|사촌|조카|선생님|쌤|아들|딸|남편|아내|막내|걔|얘|쟤"
    r")"
)
_ONE_LESS = CLUES.clue(
    rf"(?<![가-힣])(?:{_KIN}\s?(?:이|가|은|는)?\s?(?:\S{{1,5}}(?:서|라|때문에)\s)?(?:못|안)|(?!혼자|지금|아직)[가-힣]{{2,4}}(?:이|가|은|는)\s?(?:\S{{1,5}}(?:서|라|때문에)\s)?못)\s?(?:온|간|오겠|가겠|먹는|먹겠)[대다]"
    rf"|(?<![가-힣]){_KIN}\s?(?:이|가|은|는)?\s?(?:못\s?(?:와|가|옴|감|오신|가신|오셔|가셔)|빠진[대다]|빠진다|빠져|빠짐|빠진)"
)  # 민수가 못 온대, 아빠는 못 와
_ALONE = CLUES.clue(r"(?<![가-힣])(?:나|저)?\s?(?:혼자|혼밥)(?!\s?(?:살|사는|집에|두고|있|남|놔|말|생각|뒀))|혼밥")
_BARE = re.compile(
    rf"^(?:음|어|아|그럼|우리|총|한)?\s?(?P<n>{COUNT})\s?(?:이서|이요|요|이에요|예요|입니다|이|임"
    rf"|명|인)?\s?(?:정도|쯤)?[ㅋㅎ.!~]*$"
)
_NOT_HEADS = re.compile(
    r"(?:(?:\d|[일이삼사오육칠팔구])\s?[만천백]|중에?|가운데)\s?$|(?<![직회사팀인정대])원$|[\d.,:]$"
)
_PERSON_BEFORE = re.compile(
    r"(?:아이|애|아기|어른|노인|학생|친구|동생|조카|손주|손자|남자|여자|교사|선생님|직원|[가-힣]들)\s?$"
)
_NEGATED = re.compile(r"\s?(?:이|은|는)?\s?(?:아니|말고|말구)")
_SEATS = re.compile(r"석(?![가-힣])|석\s?(?:말고|말구|있|자리|으로|예약|하나|테이블)")
_SOME_OF_THEM = re.compile(
    r"\s?(?:은|는)\s(?:\S+\s){0,2}?\S*(?:알레르기|못\s?(?:먹|드)|안\s?(?:먹|드)|채식|비건|할랄|당뇨|글루텐)"
)  # 두 명은 견과류 알레르기예요 counts some of those who come
_ONE_OF_THEM = re.compile(
    r"\s?(?:이|가)\s(?:\S+\s){0,2}?\S*(?:돈\s?없|늦|아프|아파|바빠|바쁘|알레르기|못\s?(?:먹|드)|안\s?(?:먹|드)|채식|비건|당뇨)"
)
_ALL_OF_IT = re.compile(r"\s?다(?:\s(?!같이|함께)|$)")  # 둘 다 좋아
_ONE_LETTER = frozenset("이일사오구")
_A_PAIR = 2
MANY = 500


@dataclass(frozen=True, slots=True)
class Heads:
    """How many eat: stated in all, or more (below zero: fewer) than said before; `joins`: somebody comes along."""

    people: int | None = None
    more: int | None = None
    joins: bool = False


@dataclass(frozen=True, slots=True)
class _Change:
    """So many more, or below zero fewer, said at `start`."""

    start: int
    heads: int


@dataclass(frozen=True, slots=True)
class _Group:
    start: int
    end: int
    count: int


def read_people(page: Page, asked: bool = False) -> Heads:
    """The head count of the page; its words are claimed."""
    text = page.clean
    if (bare := _BARE.match(text)) and asked:
        page.claim(0, len(text))
        return Heads(people=_sane(read_count(bare["n"])))
    change = _change(page)
    groups = _without_seats(page.clean, _groups(page))
    if not groups:
        return Heads(more=change.heads) if change is not None else _alone(page)
    for group in groups:
        page.claim(group.start, group.end - 2 if text[: group.end].endswith("식구") else group.end)
    joins = len(groups) == 1 and _COME_TOO.match(text, groups[0].end) is not None
    absent = change.heads if change is not None and change.heads < 0 and change.start > groups[-1].start else 0
    return Heads(people=_sane(_count_out(page, groups) + absent), joins=joins)


def _sane(count: int | None) -> int | None:
    return count if count is not None and 0 < count <= MANY else None


def _change(page: Page) -> _Change | None:
    text = page.clean
    for pattern, sign in ((_FEWER, -1), (_MORE, 1)):
        match = page.search(pattern)
        if match is None or not page.free(match.start(), match.end()):
            continue
        count = read_count(next(group for group in match.groups() if group))
        has_heads = (
            sign < 0
            or re.search(r"명|사람|분|놈", match.group())
            or re.search(r"온|와|오|갈|간|먹|붙|늘|합류|추가|생겼", text[match.end() : match.end() + 6])
        )
        if count and has_heads and count <= MANY:
            for said in page.finditer(pattern):  # 한 분이 못 오신대요 한 명 빼 주세요 says it twice
                page.claim(said.start(), said.end())
            return _Change(match.start(), sign * count)
    one_less = page.search(_ONE_LESS)
    return _Change(one_less.start(), -1) if one_less and page.free(*one_less.span()) else None


def _alone(page: Page) -> Heads:
    alone = page.search(_ALONE)
    return Heads(people=1) if alone else Heads()


def _groups(page: Page) -> list[_Group]:
    found: list[_Group] = []
    for pattern in (_HEADCOUNT, _TOGETHER, _GLUED_TOGETHER):
        for match in page.finditer(pattern):
            count = read_count(match["n"])
            if count is None or not page.free(match.start(), match.end()):
                continue
            if any(group.start <= match.start() < group.end for group in found):
                continue
            if _counts_diners(page.clean, match, count, all_together=pattern is _TOGETHER):
                found.append(_Group(match.start(), match.end(), count))
    found += [_Group(match.start(match.lastgroup or 0), match.end(), 1) for match in page.finditer(_ONE_CHILD)]
    if (siblings := page.search(_SIBLINGS)) and (count := read_count(siblings["n"])):
        found.append(_Group(siblings.start("n"), siblings.end("n"), count))
    if found and (couple := page.search(_COUPLE)):
        found.append(_Group(couple.start(), couple.end(), 2))
    return sorted(found, key=lambda group: group.start)


def _without_seats(text: str, groups: list[_Group]) -> list[_Group]:
    """셋이 갈 건데 4인석 말고 3인석: beside who comes, seats count nobody; of several the last is wanted."""
    seats = [group for group in groups if _SEATS.match(text, group.end)]
    others = [group for group in groups if group not in seats]
    return others or seats[-1:]


def _counts_diners(text: str, match: re.Match[str], count: int, *, all_together: bool) -> bool:
    """Whether the number is of people, and of all who eat: no money, no share of one, not some of them."""
    end = match.end()
    if not all_together and _NOT_HEADS.search(text, 0, match.start()):
        return False
    if all_together and _ALL_OF_IT.match(text, end):
        return False
    if count == 1 and (_SHARE_OF_ONE.match(text, end) or _ONE_OF_THEM.match(text, end)):
        return False
    if match["n"] in _ONE_LETTER or not _counts_people(text, match):
        return False
    return not any(pattern.match(text, end) for pattern in (_NEGATED, _SOME_OF_THEM, _SHARE))


def _counts_people(text: str, match: re.Match[str]) -> bool:
    """열 분 and 20분 예약 are people, 십 분 and 20분 거리 minutes; 네 자리 are seats, 두 식구 people."""
    unit = match.groupdict().get("unit")
    if unit == "자리":
        return not text[match.start() - 1 : match.start()].isalpha()
    if unit is None or not _MINUTES.match(unit):
        return True
    if _NATIVE_NUMBER.fullmatch(match["n"]):
        return True
    return _GUESTS.match(text, match.start("unit")) is not None


def _count_out(page: Page, groups: list[_Group]) -> int:
    """A stated total wins; else groups add up, and whoever brings a group along eats too."""
    text = page.clean
    last = groups[-1]
    if len(groups) > 1 and _WHOLE_FAMILY.match(text, last.end - 2):
        return last.count
    if _TOTAL_BEFORE.search(text, 0, last.start):
        return last.count
    if len(groups) > 1 and (
        _comes_to(text, groups)
        or (
            re.match(r"이(?:서|\s|$)", text[last.end : last.end + 2]) and not _PERSON_BEFORE.search(text, 0, last.start)
        )
    ):
        return last.count
    total = sum(group.count for group in groups)
    leads = _LEADS.match(text, last.end) is not None
    brings = leads or any(_WITH_SPEAKER.match(text, group.end) for group in groups)
    absent = page.says(_SPEAKER_ABSENT)
    joined = len(groups) > 1 and not _SPEAKER_ADDED.search(text, last.end)
    if _SPEAKER_FIRST.search(text, 0, groups[0].start) and text[: groups[0].end].endswith(("명", "분")):
        return total + 1
    if _SPEAKER_ADDED.search(text, groups[0].end) or (brings and not absent and (leads or not joined)):
        return total + 1
    return total


def _comes_to(text: str, groups: list[_Group]) -> bool:
    """친구 넷이랑 ... 다섯: the last number is the ones before and the speaker."""
    before = sum(group.count for group in groups[:-1])
    speaker = _SPEAKER.search(text, groups[0].end, groups[-1].start) is not None
    stands_alone = before > 1 and not _PERSON_BEFORE.search(text, 0, groups[-1].start)
    summed_up = len(groups) > _A_PAIR and groups[-1].count == before
    return summed_up or (groups[-1].count == before + 1 and (speaker or stands_alone))
