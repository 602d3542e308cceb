"""Addresses finer than a dong.

The dong, the road or the station stays readable; the number that makes the address exact is hidden.
"""

from __future__ import annotations

import re

from core.privacy.lexicon import roads
from core.privacy.rules import Chapter, rule

# A number with one of these behind it counts or measures something and is no part of an address.
_COUNTED = (
    r"(?!\d|[.,]\d|-\d|\s?(?:명|인|시|분|초|천|만|원|백|억|개|월|일(?!번)|번째|번\s?출구|살(?![아고았던기])|위|가지|군데|곳|끼|마리|그릇|잔|병|줄|쪽|"
    r"조각|세트|k|m(?:in)?|미터|%|퍼|학년|반(?!지)|년|세|회|배|대|장|판|점|출구|호선|호점|번\s?버스|주|박|등|차|도|가|·|동(?!\s?\d)))"
)
_REST = (
    r"(?:\s?,?\s?(?:\([^()\n]{1,20}\)|지하\s?\d?\s?층?|반지하|지층|옥탑(?:방)?|b?\d{1,4}\s?(?:층|호(?!선|점)|동(?=\s?\d))|"
    r"\d{1,4}\s?-\s?\d{1,5}\s?호?)){0,4}"
)
_NUMBER = rf"(?:지하\s?)?\d{{1,4}}(?:\s?-\s?\d{{1,4}})?{_COUNTED}(?:\s?번지)?"
_ROAD = r"(?<![가-힣A-Za-z0-9])[가-힣A-Za-z0-9·.]{1,12}(?:로|길)"
_AREA = r"(?<![가-힣])(?:[가-힣]{1,6}\d?(?:동|리)|[가-힣]{1,5}\d가)"
_HOME = (
    r"(?:아파트|apt|빌라|오피스텔|빌딩|맨션|주공|연립|다세대|원룸|타운|캐슬|래미안|푸르지오|힐스테이트|자이|더샵|아이파크|센트레빌|"
    r"데시앙|위브|스위첸|꿈에그린|e편한세상|비발디|sk뷰|리슈빌|휴먼시아|lh)"
)
_FLAT = r"(?:\d{2,4}\s?-\s?\d{2,4}|\d{1,4}\s?[동호](?!선|점)|b?\d{1,3}\s?층)"
_WALK = re.compile(
    r"(?:[는던갈올간온]|밤|등굣|하굣|퇴근|출근|산책|골목|눈|지름|한|외|헛|꽃|살|초행|귀갓|먼|같은|오늘|내일)길$"
)
_CUE_BEFORE = re.compile(
    r"주소|살아|산다|사는|살고|우리\s?집|저희\s?집|집은|집이|배달지|배송지|[가-힣](?:시|구|군|읍|면|동)\s$"
)
_CUE_BEHIND = (" 살", " 사는", "에 살", "에 사")
_NO_FINAL, _FINAL_L = 0, 8  # places in Unicode's order of Hangul finals


def _is_road(match: re.Match[str]) -> bool:
    """Whether "…로 12" names a road and not a word with the particle 로.

    Behind a final consonant the particle is "으로", so "아차산로" can only be a road.
    """
    road = match["road"]
    if road in roads().not_road or road.endswith("으로") or _WALK.search(road):
        return False
    if road in roads().road or match["rest"] or "-" in match["v"]:
        return True
    if _has_cue(match, "road"):
        return True
    before = ord(road[-2]) - ord("가")
    return road.endswith("길") or (0 <= before <= ord("힣") - ord("가") and before % 28 not in (_NO_FINAL, _FINAL_L))


def _is_street(match: re.Match[str]) -> bool:
    return match["road"] not in roads().not_road


def _is_lot(match: re.Match[str]) -> bool:
    """Whether "…동 12-3" is a lot; a bare number needs the word address or home near it."""
    area = match["area"]
    if area in roads().not_area or area.endswith(("다리", "거리", "자리")):
        return False
    return "-" in match["v"] or "번지" in match["v"] or bool(match["rest"]) or _has_cue(match, "area")


def _has_cue(match: re.Match[str], group: str) -> bool:
    before = match.string[: match.start(group)]
    return _CUE_BEFORE.search(before) is not None or match.string.startswith(_CUE_BEHIND, match.end())


ADDRESSES = Chapter(
    re.compile(r"\d"),
    (
        rule(
            "[ADDRESS]",
            rf"(?<![가-힣A-Za-z0-9])(?:[가-힣A-Za-z0-9]{{1,12}}\s?)??{_HOME}[가-힣0-9]{{0,6}}?\s?"
            rf"(?:제?\d{{1,4}}\s?동\s?)?{_FLAT}{_REST}",
        ),
        rule("[ADDRESS]", r"(?<![\d가-힣])(?:제\s?)?\d{1,4}\s?동\s?\d{1,5}\s?호(?!선|점)"),
        rule("[ADDRESS]", r"(?<![\d가-힣.])(?:\d{3,4}\s?동(?=\s|$|[에이앞])|\d{3,4}\s?호(?![선점차]|[가-힣]{2}선))"),
        rule("[ADDRESS]", rf"(?P<road>{_ROAD})\s?(?P<v>\d{{1,4}}\s?[번가]?길\s?{_NUMBER}{_REST})", _is_street),
        rule("[ADDRESS]", rf"(?P<road>{_ROAD})\s?(?P<v>{_NUMBER}(?P<rest>{_REST}))", _is_road),
        rule("[ADDRESS]", rf"(?P<area>{_AREA})(?:\s?\d가)?\s?(?P<v>(?:산\s?)?{_NUMBER}(?P<rest>{_REST}))", _is_lot),
        rule("[ADDRESS]", r"(?<![\d-])\d{1,4}(?:\s?-\s?\d{1,4})?\s?번지(?:\s?\d{1,4}\s?[층호])?"),
        rule("[ADDRESS]", r"우편\s?번호\D{0,6}?(?P<v>\d{5}|\d{3}-\d{3})(?!\d)"),
        rule("[ADDRESS]", r"(?<![\d.])3[3-8]\.\d{3,}\s?[,/ ]\s?1(?:2[4-9]|3[0-2])\.\d{3,}(?!\d)"),
        rule("[ADDRESS]", r"(?<![\w-])(?P<v>\d{1,4}(?:-\d{1,4})?),?\s[a-z]{2,20}\d*-?(?:daero|ro|gil|dong)(?![a-z])"),
    ),
)
