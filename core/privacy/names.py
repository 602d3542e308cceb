"""Names of persons: by the words around them, and known full names wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable

from core.privacy.lexicon import names
from core.privacy.rules import HIDDEN, Chapter, rule


def _one_of(syllables: Iterable[str]) -> str:
    return "[" + "".join(sorted(syllables)) + "]"


_LEXICON = names()
_SYLLABLES = _one_of(_LEXICON.first) + _one_of(_LEXICON.second)
_IRREGULAR = sorted(name for name in _LEXICON.given if not re.fullmatch(_SYLLABLES, name))
_GIVEN = f"(?:{'|'.join((_SYLLABLES, *_IRREGULAR))})"
_COMPOUND = "(?:" + "|".join(sorted(_LEXICON.compound)) + ")"
_FAMILY = f"(?:{_COMPOUND}|{_one_of(_LEXICON.family)})"
_FULL = _FAMILY + _GIVEN
_SPACED = rf"{_FAMILY}\s?{_GIVEN}"
_SHORT = _one_of(_LEXICON.family) + _one_of(_LEXICON.single)
_ANY = rf"(?:{_SPACED}|{_SHORT}|{_GIVEN})"
_START = r"(?<![가-힣A-Za-z0-9])"

# What may stand right behind a name: a particle, a copula, a title, or the end of the word.
_END = (
    r"(?=(?:이|)(?:가|는|은|를|을|도|랑|이랑|와|과|의|한테서?|에게|께서?|네|만|하고|보다|처럼|이|야|아|에요|예요|라고|라는|라|고|인데|"
    r"거든|입니다|임|님|씨|쌤|군|양|학생|선생|다|란|꺼|거|요|에요|이에요|이야|이고|이라고|이랑)?(?:요|여|용|욤)?(?:[^가-힣]|$))"
)
_COPULA = (
    r"(?=(?:이)?(?:인데|야|에요|예요|라고|라는|라|고|거든|다|임|란다|라서|라니까|입니다|인데요|에여|예여|요)(?:요)?(?:[^가-힣]|$)|입니다|임(?:[^가-힣]|$)"
    r"|\s?(?:학생|[\s,.!~]*$))"
)
_KIN = (
    r"(?:딸(?:내미|아이)?|아들(?:내미)?|동생|여동생|남동생|손자|손녀|손주|조카|언니|누나|형|오빠|친구|절친|큰애|작은애|막내|첫째|둘째|셋째|"
    r"짝꿍|짝|반장|남친|여친|남자친구|여자친구|남편|아내|와이프|엄마|아빠|할머니|할아버지|우리\s?애|우리\s?아이|아이|이웃|후배|선배|같은\s?반|옆집)"
)
_TITLE = (
    r"(?:학생|선생님|선생|쌤|씨|어린이|환자|담임|사장님?|점장님?|어머니|어머님|아버지|아버님|엄마|아빠|할머니|할아버지|이모|삼촌|아저씨|아줌마|"
    r"원장님?|주무관|과장|팀장|부장|복지사|목사님?|신부님?|코치님?|관장님?|언니|오빠|누나|형|군(?![가-힣])|양(?![가-힣])|님)"
)
_LABEL = (
    r"(?:예금주|수취인|입금자(?:명)?|보호자(?:\s?(?:이름|성함|성명|명))?|받는\s?(?:사람|분)|신청자|가입자|명의자?|세대주|성명|성함|본명|실명|"
    r"담임(?:\s?(?:선생님|쌤|샘))?|학부모|담당자)"
)
_OWNER = r"(?:제|내|저의|나의|우리|저희|본인|네|니|걔|얘|쟤|(?:우리\s?)?(?:딸|아들|아이|애|동생|친구|손자|손녀|손주|엄마|아빠|남친|여친|담임|선생님|쌤)(?:의)?)"
_NOT_A_NAME = re.compile(
    r"(?:뭐|무[엇슨]|어[떻떤디]|왜|알[려아고]|모[르름른]|몰[라랐]|비밀|없|있|기억|말[하해고안]|안\s|못|적[어으]|쓰|물어|같|다[르른시]|특이|이[뻐쁘상]|예[뻐쁘]|"
    r"궁금|나비얌|맛있|좋|싫|누구|그냥|아직|정말|진짜)"
)


def _stands(match: re.Match[str]) -> bool:
    """The word has a name's shape and is no word of daily life."""
    return _joined(match) not in _LEXICON.not_name


def _known(match: re.Match[str]) -> bool:
    word = _joined(match)
    return word[1:] in _LEXICON.given and word not in _LEXICON.not_name


def _person(match: re.Match[str]) -> bool:
    """A full name, or a given name: a known one, or one of that shape which is no word of daily life."""
    word = _joined(match)
    return word in _LEXICON.given or (word not in _LEXICON.not_name and len(word) > 2)


def _known_given(match: re.Match[str]) -> bool:
    word = _joined(match)
    return word in _LEXICON.given and word not in _LEXICON.not_name


def _joined(match: re.Match[str]) -> str:
    return match["v"].replace(" ", "")


def _told(match: re.Match[str]) -> bool:
    return not _NOT_A_NAME.match(match["v"]) and _joined(match) not in _LEXICON.not_name


NAMES = Chapter(
    re.compile(r"[가-힣]{2}"),
    (
        rule("[NAME]", rf"{_OWNER}\s?이름[은이]?\s?[:=]?\s?(?P<v>(?:{_SPACED}|[가-힣]{{2,4}}?)){_END}", _told),
        rule("[NAME]", rf"(?:{_LABEL}(?:[은는이가]|\s?[:=])?|(?<![가-힣])이름[은]?\s?[:=]?)\s?(?P<v>{_ANY}){_END}", _person),
        rule("[NAME]", rf"(?<![가-힣])(?:나는|저는|나|저|난|전|내가|제가)\s?(?P<v>{_ANY}){_COPULA}", _person),
        rule("[NAME]", rf"{_START}(?P<v>{_FULL}|{_SHORT}|{_GIVEN})(?:이)?라고\s?(?:불러|부르|해요?(?:[^가-힣]|$)|합니다|하는데|하고|한다|하는|해줘)", _person),
        rule("[NAME]", rf"(?<![가-힣])(?:우리|내|제|저희|울)?\s?{_KIN}(?:인|\s|,|\()\s?(?P<v>{_FULL}|{_GIVEN}){_END}", _person),
        rule("[NAME]", rf"{_KIN}\s(?P<v>{_GIVEN})(?=이(?:가|는|랑|한테|도|를|네|야|꺼|거|하고)(?:[^가-힣]|$))", _stands),
        rule("[NAME]", rf"{_START}(?P<v>{_FULL})\s?{_TITLE}", _stands),
        rule("[NAME]", rf"{_START}(?P<v>{_GIVEN})(?:이)?\s?(?:학생|씨(?![가-힣])|쌤|선생님|어린이|군(?![가-힣])|양(?![가-힣])|엄마|아빠|어머니|어머님|언니|오빠|누나|형(?![가-힣]))",
             _known_given),
        rule("[NAME]", rf"(?:^|(?<=[.!?\n]\s)|(?<=[.!?~\n]))\s?(?P<v>{_FULL}|{_GIVEN})[야아](?=[\s,!~.?ㅋㅠ]|$)", _person),
        rule("[NAME]", rf"{_START}(?P<v>{_FULL})(?<![로길리가])(?=\s?[,:/(]?\s?{HIDDEN})", _stands),
        rule("[NAME]", rf"{HIDDEN}\s?[,:/(]?\s?(?P<v>{_FULL}){_END}", _stands),
        rule("[NAME]", rf"{_START}(?P<v>{_FULL}){_END}", _known),
    ),
)  # fmt: skip
