"""The words of published opening hours: Korean free text cut into marks. Pure.

A text with a word nobody taught is not cut at all: half-understood hours would be told as known ones.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from core.recommend.hours import HOLIDAY

NOON, MIDNIGHT, ANY_CLOCK, SAID_MORNING, SAID_AFTERNOON, SAID_TOMORROW = 720, 1440, 0, 1, 2, 3
LAST_WEEK = -1

_LETTERS = "월화수목금토일"
_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WORKING, _FREE = (0, 1, 2, 3, 4), (5, 6)
_NAMED_DAYS = {"평일": _WORKING, "주중": _WORKING, "weekday": _WORKING, "주말": _FREE, "weekend": _FREE, "주일": (6,)}
_ORDINALS = {"첫": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "넷": 4, "네": 4, "다섯": 5, "마지막": LAST_WEEK}
_MORNING = frozenset({"오전", "아침", "새벽", "am"})
_HALF = "오전|오후|아침|새벽|점심|저녁|밤|낮|a\\.?m\\.?|p\\.?m\\.?"
_BOUND = (
    rf"(?=\s*요일|[{_LETTERS}](?:요일|(?![가-힣]))|[{_LETTERS}]{{2}}|[^가-힣]|$|휴|쉼|쉬|은|만|정기|오[전후]|아침|새벽)"
)


class Word(StrEnum):
    """What a mark is."""

    TIME = "time"  # minute, and how its half of the day was said
    TO = "to"
    FROM = "from"
    UNTIL = "until"
    ALL_DAY = "all_day"
    DAYS = "days"  # 0..6, HOLIDAY
    NTH = "nth"  # weeks of the month
    EVERY = "every"
    SOMETIMES = "sometimes"  # every other week: nobody says which
    FESTIVAL = "festival"  # indices of hours.FESTIVALS
    CLOSED = "closed"
    NEVER = "never"  # open all year
    NONE = "none"
    AS_USUAL = "as_usual"
    BREAK = "break"
    LAST = "last"
    OPEN_PAREN = "("
    CLOSE_PAREN = ")"
    COMMA = ","


@dataclass(frozen=True, slots=True)
class Mark:
    """One understood word with its numbers."""

    word: Word
    value: tuple[int, ...] = ()


_NOISE = "noise"
_PATTERNS: tuple[tuple[str, str], ...] = (
    (_NOISE, r"배\s*달\s*:[^,)]*|주차\s*가능|재료\s*소진\s*시?\s*(?:조기)?\s*(?:마감|종료)|(?:및|과|,)?\s*여름\s*휴가"),
    (
        Word.FESTIVAL,
        (
            r"(?P<festival>(?:(?:명절|설날|설|구정|추석)(?:\s*(?:[,.·/]|및|과)\s*)?)+)"
            r"(?P<only>\s*당일)?(?:\s*(?:연휴|때|만|에|등|기간|\d\s*일\s*씩?))*(?:\s*당일)?"
        ),
    ),
    (Word.NEVER, r"연중\s*무휴|무휴|(?:휴무일?|휴일|쉬는\s*날)\s*:?\s*(?:없음|무(?![가-힣]))|매일\s*영업|365일"),
    (Word.ALL_DAY, r"24\s*(?:시간|시(?=\s*영업|$)|h(?:ours?|r)?\b)"),
    (
        Word.BREAK,
        r"브레이크\s*(?:타임)?|휴[게식]\s*시간?|쉬는\s*시간|준비\s*시간?|break\s*(?:time)?|b\.t\.?",
    ),
    (Word.LAST, r"라스트\s*오더|(?:마지막|최종)\s*주문|주문\s*마감|last\s*order|l\.?\s?o\.?(?![a-z])"),
    (
        Word.NTH,
        (
            r"(?P<nth>(?:(?:(?:첫|둘|두|셋|세|넷|네|다섯)\s*(?:번\s*)?째?|마지막)\s*(?:째)?\s*(?:주(?!일)차?)?(?=[^가-힣]"
            rf"|$|휴|첫|둘|두|셋|세|넷|네|다섯|[{_LETTERS}]|마지막)\s*[,.·/]?\s*(?:와\s*|과\s*)?)+)"
        ),
    ),
    (
        Word.NTH,
        (
            r"(?<![\d~])(?<!~ )(?P<numbers>[1-5](?:\s*[,.·/&]\s*[1-5])*)\s*"
            r"(?:(?:번째|째|주째?|차)\s*(?:주(?!일))?"
            rf"|(?=\s*,?\s*(?:[{_LETTERS}]요|[월화수목금토](?![가-힣]))|,?\s+일(?![가-힣])))"
        ),
    ),
    (Word.SOMETIMES, r"격주(?:로|마다)?|격\s*주간?"),
    (Word.EVERY, r"매주(?:마다)?|매\s주"),
    (_NOISE, r"매[월달](?!\s*\d+\s*일)"),
    (
        Word.TIME,
        (
            rf"(?:(?P<next>익일|다음\s*날|명일)\s*)?(?:(?P<half>{_HALF})\s*)?"
            r"(?:(?P<hour>[0-3]?\d)\s*(?:[:;]\s*:?\s*(?P<minute>[0-5]\d)\s*분?|\.(?P<dotted>[0-5]0)(?!\d)"
            r"|시\s*(?!간)(?:(?P<spoken>[0-5]?\d)\s*분|(?<=시)(?P<loose>[0-5]0)(?!\d)|(?P<thirty>반))?"
            r"|(?P<packed>[0-5]\d)(?!\d)|(?![\d.회일]))"
            r"|(?P<named>자정|정오))\s*(?P<after>[ap]m)?"
        ),
    ),
    (Word.TO, r"~+|-+"),
    (Word.FROM, r"부터"),
    (Word.UNTIL, r"까지"),
    (Word.DAYS, r"(?P<holiday>공\s*휴일|국경일|빨간\s*날|휴일(?=\s*(?:휴무|쉼|영업|은|에)))"),
    (Word.CLOSED, r"(?:(?:정기|고정)\s*)?(?:휴(?:무일?|업일?|점일?|일)|쉽니다|쉼|쉬는\s*날|쉬어요|closed|off)"),
    (Word.NONE, r"없음|없어요|없습니다"),
    (Word.AS_USUAL, r"정상\s*(?:영업|운영)"),
    (
        Word.DAYS,
        (
            r"(?P<named_days>평일|주중|주말|주일|매일|weekdays?|weekends?|daily|every\s?day)"
            rf"|(?P<letter>[{_LETTERS}])(?:\s*요일|{_BOUND})"
            rf"|(?P<english>{'|'.join(_ENGLISH)})(?:r?s?|[a-z]*days?)\b\.?"
        ),
    ),
    (Word.OPEN_PAREN, r"[(\[]"),
    (Word.CLOSE_PAREN, r"[)\]]"),
    (Word.COMMA, r"[,./·&|]|및|이고"),
    (_NOISE, r"[\s:※*○●]+|영업(?:\s*시간|\s*일)?|운영(?:\s*시간)?|오픈|은|는|만|에(?:는)?|함|입니다|요일"),
)
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _PATTERNS)


def scan(text: str) -> list[Mark] | None:
    """The marks of a text in their order; None where a part of it is not understood."""
    plain = re.sub("[∼〜～–—―−]", "~", unicodedata.normalize("NFKC", text)).lower().strip()
    marks: list[Mark] = []
    at = 0
    while at < len(plain):
        found = _at(plain, at)
        if found is None:
            return None
        at = found[1]
        if found[0] is not None:
            marks.append(found[0])
    return marks


def _at(text: str, position: int) -> tuple[Mark | None, int] | None:
    for kind, pattern in _COMPILED:
        match = pattern.match(text, position)
        if match is None or match.end() == position:
            continue
        if kind == _NOISE:
            return None, match.end()
        value = _value(Word(kind), match)
        return None if value is None else (Mark(Word(kind), value), match.end())
    return None


def _value(word: Word, match: re.Match[str]) -> tuple[int, ...] | None:
    groups = match.groupdict()
    if word is Word.TIME:
        return _time(groups)
    if word is Word.DAYS:
        return _days(groups)
    if word is Word.NTH:
        return _weeks(groups)
    if word is Word.FESTIVAL:
        return _festivals(match.group(0), groups["festival"])
    return ()


def _time(groups: dict[str, str | None]) -> tuple[int, int] | None:
    if groups["named"]:
        return (NOON, SAID_AFTERNOON) if groups["named"] == "정오" else (MIDNIGHT, SAID_TOMORROW)
    hour = int(groups["hour"] or 0)
    tail = next((groups[key] for key in ("minute", "dotted", "spoken", "loose", "packed") if groups[key]), None)
    minute = hour * 60 + (30 if groups["thirty"] else int(tail or 0))
    if hour > 30:
        return None
    half = (groups["half"] or groups["after"] or "").replace(".", "")
    if groups["next"]:
        return minute % MIDNIGHT + MIDNIGHT, SAID_TOMORROW
    return (minute, ANY_CLOCK) if not half else _of_half(half, minute)


def _of_half(half: str, minute: int) -> tuple[int, int] | None:
    if half in _MORNING:
        return (minute % NOON, SAID_MORNING) if minute < NOON + 60 else None
    if half in {"밤", "저녁"} and (minute < 300 or NOON <= minute < NOON + 60):
        return minute % NOON + MIDNIGHT, SAID_TOMORROW
    if half == "낮" and NOON - 120 <= minute < NOON:
        return minute, SAID_MORNING
    return (minute % NOON + NOON if minute < NOON + 60 else minute), SAID_AFTERNOON


def _days(groups: dict[str, str | None]) -> tuple[int, ...]:
    if groups.get("holiday"):
        return (HOLIDAY,)
    if letter := groups.get("letter"):
        return (_LETTERS.index(letter),)
    if english := groups.get("english"):
        return (_ENGLISH.index(english),)
    return _NAMED_DAYS.get((groups["named_days"] or "").removesuffix("s"), tuple(range(7)))


def _weeks(groups: dict[str, str | None]) -> tuple[int, ...]:
    if numbers := groups.get("numbers"):
        return tuple(int(digit) for digit in re.findall(r"\d", numbers))
    return tuple(_ORDINALS[word] for word in re.findall("|".join(_ORDINALS), groups["nth"] or ""))


def _festivals(whole: str, names: str) -> tuple[int, ...]:
    one_day = 2 if "당일" in whole else 0
    both = "명절" in names
    first = (one_day,) if both or "설" in names or "구정" in names else ()
    return (*first, one_day + 1) if both or "추석" in names else first
