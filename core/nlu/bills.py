"""Banknotes and coins counted out: 만원짜리 두 장, 세종대왕 한 장, 한 장으로. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.nlu.numerals import COUNT, read_count
from core.nlu.text import CLUES, Page

_OF_WHICH = re.compile(
    rf"\s?(?:(?:짜리\s?(?:지폐|동전)?|권|지폐)\s?(?P<n>{COUNT})\s?(?:장|개|닢)|(?P<bare>{COUNT})\s?장|(?P<coins>{COUNT})\s?개)(?!\s?(?:쿠폰|표))"
)
_LARGEST_COIN = 500
_NOTES = re.compile(rf"\s?(?P<n>{COUNT})\s?(?:장|분|님|명)")
_NAMED_BILLS = (
    (CLUES.clue(r"신사임당"), 50_000),
    (
        CLUES.clue(
            r"(?:세종\s?대왕|배[춧추]\s?잎)(?=\s?(?:한|두|세|네|\d)\s?(?:장|분|님|명)|\s?(?:으로|밖|있|뿐|이면|님))"
        ),
        10_000,
    ),
    (CLUES.clue(r"율곡\s?이이|율곡"), 5_000),
    (CLUES.clue(r"퇴계\s?이황|퇴계|이황"), 1_000),
)
_ONE_BILL = CLUES.clue(
    r"(?<![가-힣])(?P<n>한|두|세|네|1|2|3)\s?장(?=\s*(?:으로|밖|뿐|있|남|들고|갖고|가지고|이면"
    r"|인데|안|정도|이하|로\s|$))"
)
_NO_BILL = CLUES.clue(r"쿠폰|교환권|할인권|표|티켓|사진|식권|예매|식빵|김|카드")


@dataclass(frozen=True, slots=True)
class Bill:
    """Banknotes at `start:end` of the page, worth `won` together."""

    start: int
    end: int
    won: int


def several(text: str, end: int, won: int) -> tuple[int, int] | None:
    """How many notes or coins of `won` the amount that ends at `end` has, and where the words end: 만원짜리 두 장."""
    counted = _OF_WHICH.match(text, end)
    if counted and counted["coins"] and won > _LARGEST_COIN:
        return None
    count = read_count(counted["n"] or counted["bare"] or counted["coins"]) if counted else None
    if counted is None or count is None:
        return None
    return count, counted.end()


def bills(page: Page) -> list[Bill]:
    """Banknotes by their portrait, and 한 장 for ten thousand won."""
    text = page.clean
    if "장" not in text and "대왕" not in text and "사임당" not in text:
        return []
    found = []
    for pattern, value in _NAMED_BILLS:
        for match in page.finditer(pattern):
            named = _NOTES.match(text, match.end())
            count = read_count(named["n"]) if named else 1
            found.append(Bill(match.start(), named.end() if named else match.end(), value * (count or 1)))
    if found or page.search(_NO_BILL):
        return found
    return [
        Bill(match.start(), match.end(), 10_000 * (read_count(match["n"]) or 1))
        for match in page.finditer(_ONE_BILL)
        if not re.search(r"짜리\s?$|원\s?$", text[: match.start()])
    ]
