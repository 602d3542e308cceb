"""Schools told together with a class or a person. A school alone ("건대부중 근처") is a place like any other."""

from __future__ import annotations

import re

from core.privacy.rules import HIDDEN, Chapter, rule

_NAME = (
    r"(?<![가-힣A-Za-z0-9])[가-힣]{1,9}(?:초등학교|중학교|고등학교|여중|여고|남중|남고|공고|상고|외고|과고|예고|대학교|유치원|어린이집|"
    r"초|중|고)"
)
_CLASS = (
    r"(?:[1-6]\s?학년(?:\s?,?\s?\d{1,2}\s?반)?|[1-6]\s?-\s?\d{1,2}(?!\d|\s?[명인시개분만천])|\d{1,2}\s?반(?![찬값판지]))"
    r"(?:\s?\d{1,2}\s?번(?!\s?출구))?"
)
_ATTENDS = r"(?:에|를|을|로|에서)?\s?(?:다녀|다니|다님|다닙|재학|입학|졸업|전학)"
_NO_VERB = r"(?:(?<!고)|(?<=[여남공상외과예]고)|(?=[에를로]))"  # "타고 다녀" is no school
_ENGLISH = r"(?:elementary|middle|high)\s?school,?\s?(?:grade|class|year)\s?\d+(?:,?\s?class\s?\d+)?"

# Words that end like a school's name: "먹고", "그리고", "공부중", "우리 학교" without its name.
_NO_SCHOOL = re.compile(
    r".*(?:(?<!구)리|니|하|이|라|먹|말|있|없|다니|가|오|되|같|싶|았|었|겠|다|자|으|사|주|쓰|놀|살|기)고|"
    r".*(?:[는던인]|공부|식사|이동|생각|고민|준비|운동|주문|배달|영업|진행|오는|다이어트)중|"
    r"(?:우리|저희|다른|어느|무슨|같은|옆|근처|여자|남자|그|저|이|걔네|걔|얘네|제|최|참|창|보|원|신|재|권|경|안|식|후|양|당)"
    r"(?:초등학교|중학교|고등학교|초|중|고|대학교|유치원|어린이집)"
)


def _is_school(match: re.Match[str]) -> bool:
    return not _NO_SCHOOL.fullmatch(match["school"])


SCHOOLS = Chapter(
    re.compile(r"학년|반|\d\s?-\s?\d|다녀|다니|다님|다닙|재학|입학|졸업|전학|school", re.IGNORECASE),
    (
        rule("[SCHOOL]", rf"(?P<school>{_NAME})\s?,?[에의]?\s?{_CLASS}", _is_school),
        rule("[SCHOOL]", rf"(?P<v>(?P<school>{_NAME})){_NO_VERB}(?={_ATTENDS})", _is_school),
        rule("[SCHOOL]", rf"(?:[A-Z][a-z]+\s){{1,2}}{_ENGLISH}"),
    ),
)

SCHOOLS_OF_PERSONS = Chapter(
    re.compile(HIDDEN),
    (rule("[SCHOOL]", rf"(?P<v>(?P<school>{_NAME}))(?=\s?(?:학생|에\s?다니는)?\s?{HIDDEN})", _is_school),),
)
