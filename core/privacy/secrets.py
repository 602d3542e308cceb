"""E-mail, passwords, passports and opaque ids."""

from __future__ import annotations

import re

from core.privacy.rules import Chapter, rule

_CARRIER = (
    r"(?:naver|gmail|daum|hanmail|kakao|nate|outlook|hotmail|yahoo|icloud|네이버|지메일|한메일|다음|네이트|카카오|"
    r"핫메일|야후)"
)
_DOT = r"\s?(?:\.|닷|점|쩜|[(\[]?dot[)\]]?)\s?"
_TOP = r"(?:com|net|org|kr|co|edu|io|me|컴|넷|씨오|케이알|시오)"
_AT = r"(?:@|골뱅이|앳|\(at\)|\[at\]|(?<=\s)at(?=\s))"
_DOMAIN = r"[a-z0-9가-힣\-]+(?:\s?\.\s?[a-z0-9가-힣\-]+)*\.[a-z]{2,}"

EMAIL = Chapter(
    re.compile(r"@|골뱅이|앳|\bat\b", re.IGNORECASE),
    (
        rule("[EMAIL]", rf"[^\s@\[\]<>(),:;=\ue000\ue001]{{1,64}}\s?@\s?{_DOMAIN}"),
        rule(
            "[EMAIL]",
            rf"[a-z0-9][a-z0-9._%+\-]{{0,63}}\s?{_AT}\s?(?:{_CARRIER}(?:{_DOT}{_TOP})*|[a-z0-9\-]+(?:{_DOT}{_TOP})+)",
        ),
        rule("[EMAIL]", rf"[가-힣0-9a-z._\-]{{1,64}}\s?{_AT}\s?(?:{_CARRIER}|[a-z0-9\-]+)(?:{_DOT}{_TOP})+"),
    ),
)

_CUE = (
    r"(?:비밀\s?번호|비번|패스\s?워드|암호|현관\s?번호|핀\s?번호|"
    r"(?<![a-z])(?<!쿠폰 )(?<!쿠폰)(?<!번호 )(?<!코드 )(?:pass\s?word|passwd|passcode|pwd|pw|pin(?![a-z])))"
)
_PARTICLE = r"(?:\s?[은는이가도])?"
_SIGN = r"[!-Z\\^-~]"  # every visible ASCII character but the brackets of our tokens
_LAST = r"[!@#$%^&*_a-z0-9]"
_TAIL = r"(?=(?:이?에요|예요|이야|입니다|야|임|인데|이고|고|로|으로|이랑|랑|요|이|가)?(?:[\s,.!?~)ㅋㅎㅠ]|$))"
_SPOKEN = r"[공영일이삼사오육칠팔구하나둘셋넷]{4,}"

PASSWORD = Chapter(
    re.compile(_CUE, re.IGNORECASE),
    (
        rule("[PASSWORD]", rf"{_CUE}\s?[:=]\s?(?P<v>[^\s\[\ue000\ue001]+)"),
        rule(
            "[PASSWORD]",
            rf"{_CUE}{_PARTICLE}\s?(?:is\s)?(?P<v>(?!\d{{1,2}}\s?자리)(?=[^\s가-힣\ue000]*\d){_SIGN}+{_LAST}){_TAIL}",
        ),
        rule("[PASSWORD]", rf"{_CUE}{_PARTICLE}\s?is\s(?P<v>{_SIGN}+)"),
        rule("[PASSWORD]", rf"{_CUE}[은는이가]\s?(?P<v>{_SIGN}{{3,}}{_LAST}){_TAIL}"),
        rule("[PASSWORD]", rf"{_CUE}{_PARTICLE}\s?(?P<v>{_SPOKEN}){_TAIL}"),
        rule(
            "[PASSWORD]",
            rf"(?<![!-~])(?P<v>(?=[!-Z\\^-~]{{0,40}}?\d){_SIGN}{{2,64}})[은는이가]\s?(?:제|내|저희|(?:우리\s?)?집|우리)?\s?{_CUE}",
        ),
    ),
)

PASSPORT = Chapter(
    re.compile(r"[a-z]\d{3}|여권|passport", re.IGNORECASE),
    (
        rule(
            "[PASSPORT]",
            r"(?:여권|passport)[^\d\n\[]{0,14}?(?P<v>(?<![a-z])[a-z]{0,2}\d[\d\s-]?[0-9a-z]{4,8})(?![0-9a-z])",
        ),
        rule(
            "[PASSPORT]",
            r"(?<!쿠폰)(?<!쿠폰 )(?<!코드)(?<!코드 )(?<![a-z0-9-])[msrgd](?:\d{8}|\d{3}[a-z]\d{4})(?![a-z0-9-])",
        ),
    ),
)

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_KEY = r"[A-Za-z0-9_\-]"
_PLATE = r"\d{2,3}\s?[가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주아바사자하허호배]\s?\d{4}(?!\d)"
_MESSENGER = r"(?:카톡|카카오톡|인스타|디코|페북|텔레그램|라인)"


def _is_opaque(match: re.Match[str]) -> bool:
    """A key made by a machine: long, letters and several digits. UUIDs are the product's own and tell nobody."""
    key = match["v"]
    return sum(map(str.isdigit, key)) >= 3 and any(map(str.isalpha, key)) and not _UUID.fullmatch(key)


IDS = Chapter(
    re.compile(rf"{_KEY}{{20}}|:|아이디|번호|학번|계정|\bid\b|{_MESSENGER}|@|번호판|\d\.\d", re.IGNORECASE),
    (
        rule("[ID]", r"(?<![a-z])(?:kakao|line|web|mobile_app|facebook|test):(?P<v>(?!//)[\w.\-=+/]{3,})"),
        rule("[ID]", rf"(?<![A-Za-z0-9_\-])(?P<v>{_KEY}{{20,}}(?:\.{_KEY}+)*={{0,2}})", _is_opaque),
        rule(
            "[ID]",
            r"(?:아이디|계정|(?<![a-z])id(?![a-z0-9]))(?:\s?[는은가이])?\s?[:=]?\s?(?P<v>@?(?=[\d._\-]*[a-z])[a-z0-9._\-]{4,})",
        ),
        rule("[ID]", rf"{_MESSENGER}\s?(?:(?:은|는|아이디|:|@)\s?@?|(?=[a-z._]*\d))(?P<v>[a-z][a-z0-9._\-]{{3,}})"),
        rule("[ID]", r"(?:학번|(?:회원|수험|면허|사원)\s?번호)\D{0,6}?(?P<v>\d[\d-]{3,})"),
        rule("[ID]", rf"(?:차량?\s?번호|번호판)\D{{0,6}}?(?P<v>{_PLATE})"),
        rule("[ID]", r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])"),
        rule("[ID]", r"(?<![\w@.\ue000])@(?P<v>[a-z][a-z0-9._]{3,})"),
    ),
)
