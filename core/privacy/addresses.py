"""Addresses finer than a dong, and schools told together with a class or a person.

The dong, the road or the station stays readable; what makes the address exact is hidden.
"""

from __future__ import annotations

import re

from core.privacy.rules import Chapter, rule

# A number with one of these behind it counts or measures something and is no part of an address.
_COUNTED = (
    r"(?!\d|[.,]\d|\s?(?:명|인|시|분|초|천|만|원|백|억|개|월|일(?!번)|번째|번\s?출구|살|위|가지|군데|곳|끼|마리|그릇|잔|병|줄|쪽|조각|세트|"
    r"k|km|m(?:in)?|미터|%|퍼|학년|반(?!지)|년|세|회|배|대|장|판|점|출구|호선|호점|번\s?버스|주|박|살|등|차|도|가|·|동(?!\s?\d)))"
)
_REST = r"(?:\s?,?\s?(?:\([^()\n]{1,20}\)|지하\s?\d?\s?층?|반지하|옥탑(?:방)?|b?\d{1,4}\s?(?:층|호(?!선|점)|동(?=\s?\d))|\d{1,4}\s?-\s?\d{1,5}\s?호?))*"
_ROAD = r"(?<![가-힣A-Za-z0-9])[가-힣A-Za-z0-9·.]{1,12}(?:로|길)"
_NUMBER = rf"(?:지하\s?)?\d{{1,4}}(?:\s?-\s?\d{{1,4}})?{_COUNTED}(?:\s?번지)?"
_HOME = (
    r"(?:아파트|apt|빌라|오피스텔|빌딩|맨션|주공|연립|다세대|원룸|타운|캐슬|래미안|푸르지오|힐스테이트|자이|더샵|아이파크|센트레빌|"
    r"데시앙|위브|스위첸|꿈에그린|e편한세상|한라비발디|sk뷰|리슈빌|휴먼시아|lh)"
)
_NO_STREET = frozenset(
    ["그대로", "이대로", "저대로", "마음대로", "맘대로", "멋대로", "제대로", "반대로", "차례대로", "순서대로", "되는대로", "하는대로", "바로", "따로", "새로", "서로", "별로", "주로", "진짜로", "실제로", "스스로", "가로", "세로", "위로", "아래로", "뒤로", "어디로", "여기로", "거기로", "저기로", "이리로", "그리로", "카드로", "쿠폰으로", "버스로", "택시로", "차로", "걸로", "이걸로", "그걸로", "저걸로", "뭘로", "포장지로", "배달로", "학교로", "알바로", "둘째로", "첫째로", "셋째로", "하나로", "기프티콘으로", "가지로", "대체로", "절대로", "정말로", "함부로", "억지로", "때때로", "날로", "무료로", "유료로", "서비스로", "추가로", "별도로", "최대로", "최소로", "도로", "경로", "진로", "피로", "난로", "통로", "선로", "활로", "물로", "말로", "글로", "술로", "돈으로", "얼마로", "하루로"]
)
_NO_LANE = re.compile(
    r"(?:[는던갈올간온]|밤|등굣|하굣|퇴근|출근|산책|골목|눈|지름|한|외|헛|꽃|살|초행|귀갓|먼|같은|오늘|내일)길$"
)
_SURE_ROADS = frozenset(
    ["을지로", "퇴계로", "충무로", "올림픽로", "세종대로", "강남대로", "서초대로", "영동대로", "도산대로", "한강대로", "통일로", "원효로", "마포대로"]
)
_ADDRESS_CUE = re.compile(
    r"주소|살아|산다|사는|살고|우리\s?집|저희\s?집|집은|집이|배달지|배송지|(?:[가-힣](?:시|구|군|읍|면|동)\s)$"
)
_NO_DONG = re.compile(
    r"(?:[우규텐덴]|가츠|부타|사케|카츠|오야코|에비|운|활|이|행|자|공|냉|노|감|작|소|충|변|수|연|출|진|율|태|격|반|역|생|가)동$"
)
_NO_VILLAGE = frozenset(
    ["우리", "빨리", "거리", "요리", "처리", "머리", "자리", "다리", "멀리", "자리", "소리", "관리", "수리", "정리", "처리", "분리", "유리", "꼬리", "마리", "사리", "피리", "허리", "오리", "무리"]
)


def _is_road(match: re.Match[str]) -> bool:
    """Whether "…로 12" names a road: "로" after a final consonant is never the particle (that would be "으로")."""
    road = match["road"]
    if road in _NO_STREET or road.endswith("으로") or _NO_LANE.search(road):
        return False
    if road in _SURE_ROADS or match["rest"] or "-" in match["v"]:
        return True
    if _ADDRESS_CUE.search(match.string[: match.start()]) or match.string.startswith(
        (" 살", " 사는", "에 살", "에 사"), match.end()
    ):
        return True
    final = (ord(road[-2]) - 0xAC00) % 28
    return road.endswith("길") or (0xAC00 <= ord(road[-2]) <= 0xD7A3 and final not in (0, 8) and len(road) > 1)


def _is_street(match: re.Match[str]) -> bool:
    return match["road"] not in _NO_STREET


def _is_lot(match: re.Match[str]) -> bool:
    area = match["area"]
    if _NO_DONG.fullmatch(area) or area in _NO_VILLAGE:
        return False
    has_form = "-" in match["v"] or "번지" in match["v"] or bool(match["rest"])
    return has_form or _ADDRESS_CUE.search(match.string[: match.start("area")]) is not None


ADDRESSES = Chapter(
    re.compile(r"\d"),
    (
        rule("[ADDRESS]", rf"(?<![가-힣A-Za-z0-9])(?:[가-힣A-Za-z0-9]{{1,12}}\s?)??{_HOME}[가-힣0-9]{{0,6}}?\s?(?:제?\d{{1,4}}\s?동\s?)?"
                          rf"(?:\d{{2,4}}\s?-\s?\d{{2,4}}|\d{{1,4}}\s?[동호](?!선|점)|b?\d{{1,3}}\s?층){_REST}"),
        rule("[ADDRESS]", r"(?<![\d가-힣])(?:제\s?)?\d{1,4}\s?동\s?\d{1,5}\s?호(?!선|점)"),
        rule("[ADDRESS]", r"(?<![\d가-힣.])(?:\d{3,4}\s?동(?![가-힣]{2}\s?역)(?=\s|$|[에이앞])|(?<!제)\d{3,4}\s?호(?![선점차]|[가-힣]{2}선))"),
        rule("[ADDRESS]", rf"(?P<road>{_ROAD})\s?(?P<v>(?:\d{{1,4}}\s?[번가]?길\s?){_NUMBER}(?P<rest>{_REST}))", _is_street),
        rule("[ADDRESS]", rf"(?P<road>{_ROAD})\s?(?P<v>{_NUMBER}(?P<rest>{_REST}))", _is_road),
        rule("[ADDRESS]", rf"(?P<area>(?<![가-힣])[가-힣]{{1,6}}\d?(?:동|리)|(?<![가-힣])[가-힣]{{1,5}}\d가)(?:\s?\d가)?\s?"
                          rf"(?P<v>(?:산\s?)?\d{{1,4}}(?:\s?-\s?\d{{1,4}})?(?:\s?번지)?{_COUNTED}(?P<rest>{_REST}))", _is_lot),
        rule("[ADDRESS]", r"우편\s?번호\D{0,6}?(?P<v>\d{5}|\d{3}-\d{3})(?!\d)"),
        rule("[ADDRESS]", r"(?<![\d.])3[3-8]\.\d{3,}\s?[,/ ]\s?1(?:2[4-9]|3[0-2])\.\d{3,}(?!\d)"),
        rule("[ADDRESS]", r"(?<![\w-])(?P<v>\d{1,4}(?:-\d{1,4})?),?\s[A-Za-z]+\d*(?:\s?\d+(?:beon))?-?(?:daero|ro|gil|dong)(?![a-z])"),
    ),
)  # fmt: skip
