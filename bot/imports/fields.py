"""What a column's name says the column is: data/lexicon/columns.tsv. Pure beside reading that file once."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.config import ROOT

_LEXICON = ROOT / "data" / "lexicon" / "columns.tsv"
_SIGNS = re.compile(r"[^0-9a-z가-힣]")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)(?:년도?)?")
_DIGITS = re.compile(r"\d+")
_ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LETTERS = dict(zip("월화수목금토일", _ENGLISH, strict=True))
_DAYS = {
    **{day: day for day in (*_ENGLISH, "holiday", "weekday", "weekend")},
    **{f"{letter}요일": day for letter, day in _LETTERS.items()},
    "평일": "weekday",
    "주중": "weekday",
    "주말": "weekend",
    "공휴일": "holiday",
    "토": "saturday",
}
_SPAN_DAYS = {**_DAYS, **_LETTERS, **{day[:3]: day for day in _ENGLISH}}
_PARTS = {
    "open": "open",
    "close": "close",
    "breakstart": "break_start",
    "breakend": "break_end",
    "lastorder": "last_order",
    "closed": "closed",
    "start": "open",
    "end": "close",
}
_DAY = re.compile(rf"({'|'.join(_DAYS)})(open|close|breakstart|breakend|lastorder|closed|start|end)")
_OPENING = "(?:영업|운영|이용)?(?:시간)?"
_SPAN = re.compile(rf"{_OPENING}({'|'.join(_SPAN_DAYS)}){_OPENING}(?:hours)?")
_KOREAN_DAY = re.compile(r"(평일|주중|주말|토요일|일요일|공휴일|[월화수목금]요일).*(시작|종료|오픈|마감)(?:시[각간])?")


@dataclass(frozen=True, slots=True)
class Field:
    """A known kind of column. `number` of "메뉴2"; `year` of "가격(2022)"; `unit` 1000 where thousands are counted;
    `day` of "monday_open", whose `name` is then "open", and of "토요일 영업시간", whose is "span"; `exact` where
    the whole name is known.
    """

    name: str
    exact: bool
    number: int = 0
    year: int = 0
    unit: int = 1
    day: str = ""


@dataclass(frozen=True, slots=True)
class _Names:
    exact: Mapping[str, str]
    parts: tuple[tuple[str, str], ...]


def plain_name(header: str) -> str:
    """A column's name without case, width, spaces and signs."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", header).lower())


@lru_cache(maxsize=4096)
def field_of(header: str) -> Field | None:
    """The field that a column's name tells, None where it tells none we know."""
    plain = unicodedata.normalize("NFKC", header).lower()
    year = _YEAR.search(plain)
    whole = _SIGNS.sub("", _YEAR.sub("", plain))
    if not whole:
        return None
    if (day := _day(whole)) is not None:
        return day
    name, digits = _DIGITS.sub("", whole), _DIGITS.search(whole)
    names = _names()
    found = names.exact.get(whole) or names.exact.get(name)
    exact = found is not None
    if found is None:
        found = next((field for part, field in names.parts if part in name), None)
    if found == "menu" and not exact and ("가격" in name or "price" in name) and digits:
        found = "price"  # "메뉴1 가격"
    if name in {"메뉴가격", "menuprice"} and digits:
        found = "price"
    if found is None:
        return None
    unit = 1000 if found == "price" and "천원" in name else 1
    return Field(found, exact, int(digits[0]) if digits else 0, int(year[1]) if year else 0, unit)


def _day(whole: str) -> Field | None:
    if match := _DAY.fullmatch(whole):
        return Field(_PARTS[match[2]], exact=True, day=_DAYS[match[1]])
    if match := _SPAN.fullmatch(whole):
        return Field("span", exact=True, day=_SPAN_DAYS[match[1]])
    if (match := _KOREAN_DAY.search(whole)) and "배달" not in whole:
        return Field("open" if match[2] in {"시작", "오픈"} else "close", exact=True, day=_DAYS[match[1]])
    return None


@lru_cache(maxsize=1)
def _names() -> _Names:
    with _LEXICON.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"))
    exact = {
        name: row["field"] for row in reversed(rows) if row["match"] == "exact" for name in row["names"].split("|")
    }
    parts = [(name, row["field"]) for row in rows if row["match"] == "part" for name in row["names"].split("|")]
    return _Names(exact, tuple(parts))
