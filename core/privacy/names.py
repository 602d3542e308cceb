"""Names of persons: by the words around them, and known full names wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable

from core.privacy.lexicon import names
from core.privacy.rules import HIDDEN, Chapter, rule

_LEXICON = names()


def _one_of(syllables: Iterable[str]) -> str:
    return "[" + "".join(sorted(syllables)) + "]"


_SYLLABLES = _one_of(_LEXICON.first) + _one_of(_LEXICON.second)
_IRREGULAR = sorted(name for name in _LEXICON.given if not re.fullmatch(_SYLLABLES, name))
_GIVEN = f"(?:{'|'.join((_SYLLABLES, *_IRREGULAR))})"
_FAMILY = f"(?:{'|'.join(sorted(_LEXICON.compound))}|{_one_of(_LEXICON.family)})"
_FULL = _FAMILY + _GIVEN
_SPACED = rf"{_FAMILY}\s?{_GIVEN}"
_SHORT = _one_of(_LEXICON.family) + _one_of(_LEXICON.single)
_ANY = rf"(?:{_SPACED}|{_SHORT}|{_GIVEN})"
_ONE = rf"(?:{_FULL}|{_GIVEN})"
_START = r"(?<![가-힣A-Za-z0-9])"

# What may stand right behind a name: a particle, a copula, a title, or the end of the word.
_PARTICLE = (
    r"가|는|은|를|을|도|랑|와|과|의|한테서?|에게|께서?|네|만|하고|보다|처럼|야|아|에요|예요|라고|라는|라|고|인데|"
    r"거든|입니다|임|세요|십니다|시고|신데|셔|님|씨|쌤|군|양|학생|선생|다|란|꺼|거|(?<![예에])요"
)
_END = rf"(?=(?:이?(?:{_PARTICLE})[요여용]?|이)?(?:[^가-힣]|$))"
_COPULA = (
    r"(?=이?(?:인데|야|에요|예요|에여|예여|라고|라는|라서?|라니까|고|거든|란다|입니다|임)요?(?:[^가-힣]|$)"
    r"|\s?학생)"
)
_SAID = r"(?:이)?라고\s?(?:불러|부르|해줘|해요?(?![가-힣])|합니다|하는데|하고|한다|하는)"
_ALONE = r"(?=[\s,!~.?ㅋㅎㅠㅜ]|$)"
_ACTS = r"(?=이?(?:가|는|한테|에게|께|라는|인데|에요|예요|야)(?:[^가-힣]|$)|\s*[,.)!~]|\s*$)"
_SUFFIXED = r"(?=이(?:가|는|랑|한테|도|를|네|야|꺼|거|하고)(?:[^가-힣]|$))"  # "솔찬이가": only a name takes this "이"

_KIN = (
    r"(?:딸(?:내미|아이)?|아들(?:내미)?|[여남]?동생|손자|손녀|손주|조카|언니|누나|형|오빠|(?:[여남]자\s?)?친구|절친|"
    r"[큰작]은?애|막내|[첫둘셋]째|짝꿍|짝|반장|[남여]친|남편|아내|와이프|엄마|아빠|할머니|할아버지|우리\s?애|아이|이웃|"
    r"후배|선배|같은\s?반|옆집)"
)
_TITLE = (
    r"(?:학생(?!식당|회)|선생님?|쌤|씨(?![가-힣])|어린이|환자|담임|군(?![가-힣])|양(?![가-힣])|님|주무관|복지사|"
    r"목사님?|코치님?|관장님?|선수)"
)
_ELDER = (
    r"(?:엄마|아빠|어머니|어머님|아버지|아버님|할머니|할아버지|이모|삼촌|언니|오빠|누나|형(?![가-힣])|사장님?|"
    r"원장님?|아저씨|아줌마)"
)
_LABEL = (
    r"(?:예금주|수취인|입금자(?:명)?|보호자(?:\s?(?:이름|성함|성명|명))?|받는\s?(?:사람|분)|신청자|가입자|명의자?|"
    r"세대주|성명|성함|본명|실명|담임(?:\s?(?:선생님|쌤|샘))?|학부모|담당자)"
)
_OWNER = rf"(?:제|내|저의|나의|우리|저희|본인|네|니|걔|얘|쟤|담임|선생님|쌤|애|{_KIN})의?"
_POSSESSIVE = r"(?:우리|내|제|저희|울)"

# Words that follow "제 이름" and tell no name: "제 이름 알아?", "동생 이름이 똑같아".
_NOT_TOLD = re.compile(
    r"으로|을|만\s|대로|뭐|무[엇슨]|어[떻떤디]|왜|알[려아고]|모[르름른]|몰[라랐]|비밀|없|있|기억|말[하해고안]|안\s|못|적[어으]|쓰|물어|같|"
    r"다[르른시]|특이|이[뻐쁘상]|예[뻐쁘]|궁금|나비얌|맛있|좋|싫|누구|똑|그냥|아직|정말|진짜"
)
# Particles in agreement with what stands before: "유지는" is a word with its particle, "유지은" can only be a name.
_AFTER_VOWEL = frozenset("이가는를와랑로나야고도만의요임")
_AFTER_CONSONANT = frozenset("이은을과도만의임")
_DOING = frozenset("한할해")
_DOES = "고는며여지던게면"  # "하" before one of these is a verb or a particle: 유지하고, 손주하고


def _joined(match: re.Match[str]) -> str:
    return match["v"].replace(" ", "")


def _is_daily(word: str) -> bool:
    """A word of daily life in a name's shape, or one with its particle or 하다: 한정식, 기준이, 신청한."""
    if word in _LEXICON.not_name:
        return True
    ends_open = (ord(word[1]) - ord("가")) % 28 == 0
    behind = _AFTER_VOWEL if ends_open else _AFTER_CONSONANT
    return word[:2] in _LEXICON.not_name and (word[2:] in behind or word[2:] in _DOING)


def _stands(match: re.Match[str]) -> bool:
    """The word has a full name's shape and is no word of daily life."""
    return not _is_daily(_joined(match))


def _known(match: re.Match[str]) -> bool:
    """A family name and a known given name."""
    word = _joined(match)
    if word[2:] == "하" and word[:2] in _LEXICON.not_name and match.string.startswith(tuple(_DOES), match.end("v")):
        return False
    return not _is_daily(word) and (word[1:] in _LEXICON.given or word[2:] in _LEXICON.given)


def _person(match: re.Match[str]) -> bool:
    """A known given name, or any full name; "전남대" is a university in a name's shape."""
    word = _joined(match)
    return (
        word in _LEXICON.given or _known(match) or (len(word) > 2 and not word.endswith("대") and not _is_daily(word))
    )


def _known_person(match: re.Match[str]) -> bool:
    """A known given name, alone or behind a family name."""
    return _joined(match) in _LEXICON.given or _known(match)


def _self(match: re.Match[str]) -> bool:
    """Whom "나 …인데" names; "나 성수인데" rather says where."""
    word = _joined(match)
    place = word.removesuffix("이")
    return _person(match) and place not in _LEXICON.also_place and place not in _LEXICON.not_name


def _known_self(match: re.Match[str]) -> bool:
    return _known_person(match) and _joined(match) not in _LEXICON.also_place


def _told(match: re.Match[str]) -> bool:
    return not _NOT_TOLD.match(match["v"]) and not _is_daily(_joined(match))


_INTRODUCED = (
    rule("[NAME]", rf"{_OWNER}\s?이름[은이]?\s?[:=]?\s?(?P<v>(?:{_SPACED}|[가-힣]{{2,4}}?)){_END}", _told),
    rule("[NAME]", rf"(?:{_LABEL}(?:[은는이가]|\s?[:=])?|{_START}이름[은이]?\s?[:=]?)\s?(?P<v>{_ANY}){_END}", _person),
    rule("[NAME]", rf"{_START}(?:[나저]는\s?|[내제]가\s?|[나저난전]\s)(?P<v>{_ANY}){_COPULA}", _self),
    rule(
        "[NAME]",
        rf"{_START}(?:[나저]는|[나저난전])\s?(?P<v>{_ONE})(?=\s?[,.!~]*$|이?(?:인데|야|에요|예요))",
        _known_self,
    ),
    rule("[NAME]", rf"{_START}(?P<v>{_ANY}){_SAID}", _person),
)
_RELATED = (
    rule("[NAME]", rf"{_POSSESSIVE}\s?{_KIN}(?:인|\s|,|\()\s?(?P<v>{_FULL}){_ACTS}", _person),
    rule("[NAME]", rf"(?<![가-힣A-Za-z]){_KIN}(?:인|\s|,|\()\s?(?P<v>{_ONE}){_END}", _known_person),
    rule("[NAME]", rf"{_KIN}\s(?P<v>{_GIVEN}){_SUFFIXED}", _stands),
    rule("[NAME]", rf"{HIDDEN}\s?(?:에\s)?(?:다니는|사는)\s(?P<v>{_ONE}){_END}", _known_person),
    rule("[NAME]", rf"{_START}(?P<v>{_FULL})(?<![대중등초])\s?{_TITLE}", _stands),
    rule("[NAME]", rf"{_START}(?P<v>{_ONE})이?\s?(?:{_TITLE}|{_ELDER})", _known_person),
    rule("[NAME]", rf"(?:^|(?<=[.!?~\n,]))\s?(?P<v>{_ONE})[야아]{_ALONE}", _known_person),
)
_NEAR_OTHER_DATA = (
    rule("[NAME]", rf"{_START}(?P<v>{_FULL})(?<![로길리가])(?=\s?[,:/(]?\s?{HIDDEN})", _stands),
    rule("[NAME]", rf"{HIDDEN}\s?[,:/(]?\s?(?P<v>{_FULL}){_END}", _stands),
)
_ANYWHERE = (rule("[NAME]", rf"{_START}(?P<v>{_FULL}){_END}", _known),)

NAMES = Chapter(re.compile(r"[가-힣]{2}"), (*_INTRODUCED, *_RELATED, *_NEAR_OTHER_DATA, *_ANYWHERE))
