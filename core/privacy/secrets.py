"""E-mail, passwords, passports and opaque ids."""

from __future__ import annotations

import re

from core.privacy.rules import Chapter, rule

_CARRIER = r"(?:naver|gmail|daum|hanmail|kakao|nate|outlook|hotmail|yahoo|icloud|네이버|지메일|한메일|다음|네이트|카카오|핫메일|야후)"
_DOT = r"\s?(?:\.|닷|점|쩜|dot)\s?"
_TOP = r"(?:com|net|org|kr|co|edu|io|me|컴|넷|씨오|케이알|시오)"
_LOCAL = r"[a-z0-9][a-z0-9._%+\-]*"
_PASSWORD = r"(?:비밀\s?번호|비번|패스\s?워드|암호|현관\s?번호|pass\s?word|passwd|passcode|pwd|(?<![a-z])pw|(?<![a-z])pin(?![a-z])|핀\s?번호)"
_TAIL = r"(?=(?:이?에요|예요|이야|입니다|야|임|인데|이고|고|로|으로|이랑|랑|요|이|가)?(?:[\s,.!?~)ㅋㅎㅠ]|$))"
_KEY = r"[A-Za-z0-9_\-]"


def _is_opaque(match: re.Match[str]) -> bool:
    """A key made by a machine: long, with several digits; canonical UUIDs are the product's own and tell nobody."""
    key = match["v"]
    return sum(map(str.isdigit, key)) >= 3 and not _UUID.fullmatch(key) and any(map(str.isalpha, key))


_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)

EMAIL = Chapter(
    re.compile(r"@|골뱅이|앳|\bat\b|\(at\)|\[at\]", re.IGNORECASE),
    (
        rule("[EMAIL]", r"[^\s@\[\]<>(),:;=\ue000\ue001]+\s?@\s?[a-z0-9가-힣\-]+(?:\s?\.\s?[a-z0-9가-힣\-]+)*\.[a-z]{2,}"),
        rule("[EMAIL]", rf"{_LOCAL}\s?(?:@|골뱅이|앳|\(at\)|\[at\]|(?<=\s)at(?=\s))\s?"
                        rf"(?:{_CARRIER}(?:{_DOT}{_TOP})*|[a-z0-9\-]+(?:{_DOT}{_TOP})+)"),
        rule("[EMAIL]", rf"[가-힣0-9a-z._\-]+\s?(?:@|골뱅이|앳)\s?(?:{_CARRIER}|[a-z0-9\-]+)(?:{_DOT}{_TOP})+"),
    ),
)  # fmt: skip

PASSWORD = Chapter(
    re.compile(_PASSWORD, re.IGNORECASE),
    (
        rule("[PASSWORD]", rf"{_PASSWORD}\s?[:=]\s?(?P<v>[^\s\[\ue000\ue001]+)"),
        rule("[PASSWORD]", rf"{_PASSWORD}(?:\s?(?:은|는|이|가|도))?\s?(?:is\s)?(?P<v>[*#]?(?!\d{{1,2}}\s?자리)"
                           rf"(?=[^\s가-힣\ue000]*\d)[!-Z\\^-~]+[!@#$%^&*_A-Za-z0-9]){_TAIL}"),
        rule("[PASSWORD]", rf"{_PASSWORD}(?:\s?(?:은|는))?\s?(?:is\s)(?P<v>[!-Z\\^-~]+)"),
        rule("[PASSWORD]", rf"{_PASSWORD}(?:은|는|이|가)\s?(?P<v>[!-Z\\^-~]{{3,}}[!@#$%^&*_A-Za-z0-9]){_TAIL}"),
        rule("[PASSWORD]", rf"{_PASSWORD}(?:\s?(?:은|는|이|가|도))?\s?(?P<v>[공영일이삼사오육칠팔구하나둘셋넷]{{4,}}){_TAIL}"),
        rule("[PASSWORD]", rf"(?P<v>[!-Z\\^-~]*\d[!-Z\\^-~]*)(?:이|가|은|는)\s?(?:제|내|우리|저희|집|우리\s?집)?\s?{_PASSWORD}"),
    ),
)  # fmt: skip

PASSPORT = Chapter(
    re.compile(r"[a-z]\d{3}|여권|passport", re.IGNORECASE),
    (
        rule("[PASSPORT]", r"(?:여권|passport)[^\d\n\[]{0,14}?(?P<v>(?<![a-z])[a-z]{0,2}\d[\d\s-]?[0-9a-z]{4,8})(?![0-9a-z])"),
        rule("[PASSPORT]", r"(?<!쿠폰)(?<!쿠폰 )(?<!코드)(?<!코드 )(?<![a-z0-9-])[msrgd](?:\d{8}|\d{3}[a-z]\d{4})(?![a-z0-9-])"),
    ),
)  # fmt: skip

IDS = Chapter(
    re.compile(rf"{_KEY}{{20}}|:|아이디|학번|번호|계정|\bid\b|카톡|인스타|@", re.IGNORECASE),
    (
        rule("[ID]", r"(?<![a-z])(?:kakao|line|web|mobile_app|facebook|test):(?P<v>(?!//)[\w.\-=+/]{3,})"),
        rule("[ID]", rf"(?<![A-Za-z0-9])(?P<v>{_KEY}{{20,}}(?:\.{_KEY}+)*={{0,2}})", _is_opaque),
        rule("[ID]", r"(?:아이디|계정|(?<![a-z])id)(?:\s?(?:는|은|가|이))?\s?[:=]?\s?(?P<v>@?(?=[a-z0-9._\-]*[a-z])[a-z0-9._\-]{4,})(?<!naviyam)"),
        rule("[ID]", r"(?:카톡|카카오톡|인스타|디코|페북|텔레그램|라인)\s?(?:은|는|아이디|:|@)\s?@?(?P<v>[a-z][a-z0-9._\-]{3,})"),
        rule("[ID]", r"(?:학번|회원\s?번호|수험\s?번호|면허\s?번호|사원\s?번호|등록\s?번호)\D{0,6}?(?P<v>\d[\d-]{3,})"),
        rule("[ID]", r"(?<![\w@.\ue000])@(?P<v>[a-z][a-z0-9._]{3,})"),
    ),
)  # fmt: skip
