"""Menus and prices as people pack them into cells. Pure; won."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from core.nlu.numerals import SINO, read_sino

LEAST, MOST = 100, 1_000_000

_UNITS = r"(?!\s*(?i:g|kg|ml|l|cc|oz|cm|mm|%|그램|리터|년|월|일|시|분|호|번|층|명|인분|개|kcal|칼로리)(?![A-Za-z])|\d)"
_NUMBER = (
    r"(?:\d{1,3}(?:,\d{3})+(?!\d)"  # 9,500
    r"|\d{1,3}\.\d{3}(?=\s*원)"  # 9.500원
    r"|\d+(?:\.\d+)?\s*만\s*(?:\d+(?:\.\d+)?\s*천)?(?=\s*원|[^가-힣]|$)"  # 1만2천
    r"|\d+(?:\.\d+)?\s*천(?=\s*원|[^가-힣]|$)"  # 9.5천
    r"|\d{3,7}(?![\d.])"
    r")"
)
_PRICE = re.compile(
    rf"(?<![\d,.A-Za-z])[₩\\]?\s*({_NUMBER}){_UNITS}(?:\s*원)?(?:\s*[~∼-]\s*(?:({_NUMBER}){_UNITS}(?:\s*원)?|(?=\s|$)))?"
)
_WHOLE = re.compile(rf"[₩\\]?\s*({_NUMBER}|\d+(?:\.\d+)?)\s*(?:원|won|krw)?(?:정|~)?", re.IGNORECASE)
_RANGE = re.compile(rf"[₩\\]?\s*({_NUMBER}|\d{{1,2}})\s*(?:원)?\s*[~∼-]\s*({_NUMBER})\s*(?:원)?", re.IGNORECASE)
_WORDS = re.compile(rf"[₩\\]?\s*((?:\d+|{SINO})?\s*[십백천만](?:\s*(?:\d+|{SINO}|[십백천만]))*)\s*(?:원(?:정)?)?")
_SPACES_AND_COMMAS = re.compile(r"[\s,]")
_BIG = re.compile(r"(?:(\d+(?:\.\d+)?)만)?(?:(\d+(?:\.\d+)?)천)?")
_THOUSANDS = re.compile(r"\d{1,3}\.\d{3}")
_LOOSE = re.compile(r"^원|[()\[\]]")
_EDGES = " \t\r\n,./·•ㆍ:;=~|-_*→>&+\"'`、"
_SIZE = re.compile(r"\(?\s*(?:대|중|소|특|특대|보통|곱|곱빼기|곱배기|왕|미니|[SMLsml])\s*\)?")
_SIZE_TAIL = re.compile(r"\s*(?:\(\s*(?:대|중|소|특|보통|곱)\s*\)|\s(?:대|중|소|특|보통))$")
_LISTED = re.compile(r"\s*[\n\r;|/,、·]\s*")
_MANY = re.compile(r"[\n\r;|/]|,(?!\d{3}(?!\d))")
_NOTE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NAME_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Priced:
    """A menu with what it costs."""

    name: str
    price: int


def parse_price(cell: object, unit: int = 1) -> int | None:
    """Won of a cell that holds one price ("5,000원", 5000.0, "1만2천원", "구천오백원"), of a range its upper end.

    `unit` is 1000 where the column counts thousands. None where there is no believable price.
    """
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, (int, float)):
        return _believable(float(cell) * unit)
    text = re.sub(r"^(?=[만천])", "1", unicodedata.normalize("NFKC", str(cell)).strip())
    if between := _RANGE.fullmatch(text):
        return _believable(_won(between[2]) * unit)
    if one := _WHOLE.fullmatch(text):
        return _believable(_won(one[1]) * unit)
    if (words := _WORDS.fullmatch(text)) and (won := read_sino(words[1])) is not None:
        return _believable(float(won) * unit)
    return None


def parse_menu_text(cell: object) -> tuple[Priced, ...]:
    """Menus with prices in one cell: "뽈살(180g) 9500 갈매기살(180g) 10000원"; none where it names no price."""
    text = unicodedata.normalize("NFKC", str(cell or ""))
    found = [(match, won) for match in _PRICE.finditer(text) if LEAST <= (won := _won(match[2] or match[1])) <= MOST]
    if not found:
        return ()
    starts = [0, *(match.end() for match, _ in found)]
    names = [_tidied(text[start : match.start()]) for start, (match, _) in zip(starts, found, strict=False)]
    if not names[0] and (
        last := _tidied(text[starts[-1] :])
    ):  # the price stands first: "5000원 김치찌개 6000원 비빔밥"
        names = [*names[1:], last]
    return tuple(Priced(name, int(won)) for name, (_, won) in zip(_with_sizes(names), found, strict=True) if name)


def pair(menu: object, price: object, unit: int = 1) -> tuple[Priced, ...]:
    """Menus of a name cell and a price cell, either of which may hold several or both."""
    told = str(price or "").strip()
    if not told:
        return parse_menu_text(menu)
    name = tidy(str(menu or ""))
    if (one := parse_price(price, unit)) is not None:
        return (Priced(name, one),) if name else ()
    if name and _MANY.search(told):
        prices = [parse_price(part, unit) for part in re.split(_MANY, told)]
        names = [tidy(part) for part in _LISTED.split(str(menu))]
        if len(names) == len(prices):
            return tuple(Priced(n, p) for n, p in zip(names, prices, strict=True) if n and p is not None)
    found = parse_menu_text(price)
    if name and len(found) == 1 and _NOTE.fullmatch(found[0].name):  # "5000원(소)" says more of the menu beside it
        return (Priced(f"{name}{found[0].name}"[:_NAME_LENGTH], found[0].price),)
    return found or parse_menu_text(menu)


def tidy(name: str) -> str:
    """A menu's name without what separated it from its neighbours."""
    return _tidied(unicodedata.normalize("NFKC", name))


def _tidied(name: str) -> str:
    name = " ".join(name.split()).strip(_EDGES)
    if _LOOSE.search(name):
        name = _without_loose_brackets(name)
    return name[:_NAME_LENGTH].strip()


def _without_loose_brackets(name: str) -> str:
    """A name without brackets that have no partner, and without the 원 of the price before it."""
    previous = None
    while name != previous:
        previous = name
        if name.startswith((")", "]", "원")):
            name = name[1:]
        for opening, closing in ("()", "[]"):
            if name.endswith(opening):
                name = name[:-1]
            if name.count(opening) > name.count(closing) and name.startswith(opening):
                name = name[1:]
            if name.count(closing) > name.count(opening) and name.endswith(closing):
                name = name[:-1]
        name = name.strip(_EDGES)
    return name


def _with_sizes(names: list[str]) -> list[str]:
    """Give sizes their dish: "감자탕 소", "중", "대" are three of one."""
    whole: list[str] = []
    base = ""
    for name in names:
        if base and _SIZE.fullmatch(name):
            whole.append(f"{base} {name}")
            continue
        base = _SIZE_TAIL.sub("", name)
        whole.append(name)
    return whole


def _won(text: str) -> float:
    plain = text.replace(",", "")
    if plain.isdecimal():
        return float(plain)
    plain = _SPACES_AND_COMMAS.sub("", text)
    if ("만" in plain or "천" in plain) and (big := _BIG.fullmatch(plain)):
        return float(big[1] or 0) * 10_000 + float(big[2] or 0) * 1_000
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(".", "")
    return float(plain)


def _believable(won: float) -> int | None:
    return round(won) if LEAST <= won <= MOST else None
