"""How many eat, counted out or stated (`annotation.md`: people). Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.nlu.numerals import COUNT, read_count
from core.nlu.text import Page

_HEADS = (
    r"(?:명|사람|놈|식구|분(?=이|\s|,|께|들|하고|요|$|정도|예약|앉|자리|모시|을|과|도|만)|인(?=석"
    r"|\s?(?:가족|식구|테이블|상|실|룸|자리|모임|예약|이|입|으로|$)))"
)
_SHARE = re.compile(r"\s?(?:당|앞에|분|용|세트|에\s?[\d만일이삼사오육칠팔구])")
_SHARE_OF_ONE = re.compile(r"\s?(?:\d|[일이삼사오육칠팔구]?\s?[천만])")
_HEADCOUNT = re.compile(rf"(?P<n>{COUNT})\s?(?P<unit>{_HEADS})")
_TOGETHER = re.compile(
    r"(?<![가-힣])(?P<n>둘|셋|넷|다섯|여섯|일곱|여덟|아홉|열|열하나|열둘|스물)"
    r"(?=이서|이\s?(?:서|먹|앉|가|갈|왔|같이|함께|좌식|다|들|뭐|배|나눠|모여|한|로|라|고|에|요|$)"
    r"|\s?다\s?같이|서\s?먹|,|\s|$|이요|이랑|하고|입니다|명|인데|이서도|이\s|을|정도)"
)
_GLUED_TOGETHER = re.compile(r"(?<=[가-힣])(?P<n>둘|셋|넷|다섯|여섯|일곱|여덟)(?=이서|이랑|이\s?먹|이\s?앉)")
_TOTAL_BEFORE = re.compile(
    r"(?:까지\s?(?:하면|해서|합쳐서?|포함해?서?)?|포함(?:해서|하면|하여)?|합쳐서?|합해서?|합치면"
    r"|총|전부|모두|다\s?해서|다\s?합쳐서?|도합|해서|하면)\s*$"
)
_LEADS = re.compile(r"\s?(?:을|를|이)?\s?(?:데리고|데려|모시고)")
_WITH_SPEAKER = re.compile(r"\s?(?:이)?(?:랑|하고|과|와|데리고|모시고|이랑)(?!\s?(?:나|저|내|제)(?:랑|하고|까지|\s|$))")
_SPEAKER_ADDED = re.compile(r"(?:이랑|랑|하고|과|와|에다?|,)\s?(?:나|저|내|제|본인)(?:랑|하고|까지|\s|$|요|예요|이요)")
_SPEAKER = re.compile(r"(?:나|저|내|제)(?:까지|랑|하고|도)")
_ONE_CHILD = re.compile(
    r"(?<=[이른들애딸]\s)(?P<n>하나)(?=\s?(?:데리고|랑|하고|이랑|요|,|$))"
    r"|(?<=[이른들애딸])(?P<m>하나)(?=\s?데리고)"
)
_COUPLE = re.compile(r"부부(?=랑|하고|와|가|\s|,|$)")
_SPEAKER_ABSENT = re.compile(
    r"(?:저는|나는|전|난|제가|저|나)\s?(?:안|못)\s?먹|(?:저는|나는|전|난|저|나)\s?(?:빠지|빼고"
    r"|제외|안\s?가|먹지\s?않|먹지는\s?않)"
)
_MORE = re.compile(
    rf"(?P<n>{COUNT})\s?(?:명|사람|분|놈)?(?:이|은|도)?\s?(?:더|추가)(?!\s?(?:싸|가까|매|맛|좋|있어\?|내))|"
    rf"더\s?(?:온|오|와|올|추가|늘)\S*\s(?P<m>{COUNT})\s?(?:명|사람|분)|(?P<k>{COUNT})\s?(?:명|사람"
    rf"|분)(?:이|은|도)?\s?(?:추가|늘었|늘어)"
)
_FEWER = re.compile(
    rf"(?P<n>{COUNT})\s?(?:명|사람|분)(?:이|은)?\s?(?:못\s?(?:온|와|오|간)|빠졌|빠진|빠질"
    rf"|안\s?(?:온|와|오|간)|취소|줄었)"
)
_ALONE = re.compile(r"(?<![가-힣])(?:나|저)?\s?(?:혼자|혼밥)(?!\s?(?:살|사는|집에|두고|있|남|놔|말|생각|뒀))|혼밥")
_BARE = re.compile(
    rf"^(?:음|어|아|그럼|우리|총|한)?\s?(?P<n>{COUNT})\s?(?:이서|이요|요|이에요|예요|입니다|이|임"
    rf"|명|인)?\s?(?:정도|쯤)?[ㅋㅎ.!~]*$"
)
_NOT_HEADS = re.compile(
    r"(?:(?:\d|[일이삼사오육칠팔구])\s?[만천백]|중에?|가운데)\s?$|(?<![직회사팀인정대])원$|[\d.,:]$"
)
MANY = 500


@dataclass(frozen=True, slots=True)
class Heads:
    """How many eat: stated in all, or more (below zero: fewer) than said before."""

    people: int | None = None
    more: int | None = None


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
    if change is not None:
        return Heads(more=change)
    groups = _groups(page)
    if not groups:
        return _alone(page)
    for group in groups:
        page.claim(group.start, group.end)
    return Heads(people=_sane(_count_out(text, groups)))


def _sane(count: int | None) -> int | None:
    return count if count is not None and 0 < count <= MANY else None


def _change(page: Page) -> int | None:
    text = page.clean
    for pattern, sign in ((_FEWER, -1), (_MORE, 1)):
        match = pattern.search(text)
        if match is None or not page.free(match.start(), match.end()):
            continue
        count = read_count(next(group for group in match.groups() if group))
        has_heads = re.search(r"명|사람|분|놈", match.group()) or re.search(
            r"온|와|오|갈|간|먹|붙|늘|합류|추가|생겼", text[match.end() : match.end() + 6]
        )
        if count and has_heads and count <= MANY:
            page.claim(match.start(), match.end())
            return sign * count
    return None


def _alone(page: Page) -> Heads:
    alone = _ALONE.search(page.clean)
    return Heads(people=1) if alone else Heads()


def _groups(page: Page) -> list[_Group]:
    text = page.clean
    found: list[_Group] = []
    for pattern in (_HEADCOUNT, _TOGETHER, _GLUED_TOGETHER):
        for match in pattern.finditer(text):
            count = read_count(match["n"])
            if count is None or not page.free(match.start(), match.end()) or _NOT_HEADS.search(text, 0, match.start()):
                continue
            if count == 1 and _SHARE_OF_ONE.match(text, match.end()):
                continue
            if _SHARE.match(text, match.end()) or any(g.start <= match.start() < g.end for g in found):
                continue
            if match["n"] in {"이", "일", "사", "오", "구"} or re.match(r"\s?다(?:\s|$)", text[match.end() :]):
                continue
            found.append(_Group(match.start(), match.end(), count))
    found += [_Group(match.start(), match.end(), 1) for match in _ONE_CHILD.finditer(text)]
    if found and (couple := _COUPLE.search(text)):
        found.append(_Group(couple.start(), couple.end(), 2))
    return sorted(found, key=lambda group: group.start)


def _count_out(text: str, groups: list[_Group]) -> int:
    """A stated total wins; else groups add up, and whoever brings a group along eats too."""
    last = groups[-1]
    if _TOTAL_BEFORE.search(text, 0, last.start):
        return last.count
    if len(groups) > 1 and (_comes_to(text, groups) or re.search(r"이서?\b|이$", text[last.end : last.end + 2])):
        return last.count
    total = sum(group.count for group in groups)
    brings = any(_WITH_SPEAKER.match(text, group.end) for group in groups)
    leads = _LEADS.match(text, last.end) is not None
    absent = _SPEAKER_ABSENT.search(text) is not None
    joined = len(groups) > 1 and not _SPEAKER_ADDED.search(text, last.end)
    if _SPEAKER_ADDED.search(text, groups[0].end) or (brings and not absent and (leads or not joined)):
        return total + 1
    return total


def _comes_to(text: str, groups: list[_Group]) -> bool:
    """친구 넷이랑 ... 다섯: the last number is the ones before and the speaker."""
    speaker = _SPEAKER.search(text, groups[0].end, groups[-1].start) is not None
    return speaker and groups[-1].count == sum(group.count for group in groups[:-1]) + 1
