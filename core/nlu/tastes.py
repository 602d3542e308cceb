"""How it should taste, in modifier form (`annotation.md`: taste). Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.nlu.lexicon import Taste
from core.nlu.text import CLUES, Match, Page, Words

_DENIED_BEFORE = re.compile(r"(?:안|않|덜\s?너무)\s?$")
_LESS_BEFORE = re.compile(r"덜\s?$")
_DENIED_AFTER = re.compile(
    r"(?<=지)(?:는|도)?\s?(?:않|안|말|마)|(?:하)?(?:지|진|지는|지만)\s?(?:않|안|말|마)|\s?(?:거|것"
    r"|건|음식|걸|맛)?(?:은|는|을|를|도)?\s?(?:(?:잘|전혀|절대|절대로|아예|하나도|진짜)\s)?(?:안\s?되|안\s?돼|피[하해]|삼가|못\s?[먹드]|못먹|안\s?드[시세셔십]"
    r"|못\s?묵|말고|싫|빼고|별로|안\s?먹|안\s?좋아|극혐)"
)
_ALLOWED_BARE = re.compile(r"(?:한|은|운|고|게|인|단|짠|신|진|린|긴|거|것|걸|건|구리|음식|허니|신거)$")
_SPICY_DENIED = CLUES.clue(
    r"(?:노|no)맵|안\s?(?:맵(?![나냐니]|지\?)|매운(?!가)|매워(?!\?|요\?)|매콤)|맵지\s?(?:않|안|말)|맵찔|매운\s?(?:거|것|건|걸|음식)?(?:은|는|을"
    r"|를|도)?\s?(?:(?:잘|전혀|절대|절대로|아예|하나도|진짜)\s)?(?:못|말고|싫|빼고|별로|안\s?(?:먹|좋))"
)
_ASKED = re.compile(r"(?:가|감)(?:요|\?|$|\s)")  # 매운가요 asks how it is
_EATEN = re.compile(
    r"\s?(?:거|것|걸|음식)?(?:을|를)?\s?(?:많이\s|너무\s|잔뜩\s)?먹(?:었(?!으면)|어서|고\s?(?:나|와서|왔))"
)
_COMPLAINT = re.compile(r"(?:어제|아까|저번|지난번|너무|먹었)\s?\S*\s?$")


class Tastes:
    """Reads wished tastes by the words of the lexicon."""

    def __init__(self, tastes: Mapping[str, Taste]) -> None:
        self._tastes = tastes
        self._words = Words({word: word for word in tastes})
        self._spicy = next(taste.denied for taste in tastes.values() if taste.name == "매운")

    def read(self, page: Page) -> tuple[str, ...]:
        """The tastes in the order said; a denied one in its denied form."""
        found: list[str] = []
        if (spicy := page.search(_SPICY_DENIED)) and page.free(spicy.start(), spicy.end()):
            page.claim(spicy.start(), spicy.end())
            found.append(self._spicy)
        matches = list(self._words.find(page))
        for place, match in enumerate(matches):
            value = self._value(page, match)
            if value is not None and self._shares_denial(page.clean, match, matches[place + 1 :]):
                value = self._tastes[match.value].denied
            if value is not None and value not in found:
                page.claim(match.start, match.end)
                found.append(value)
        return tuple(found)

    @staticmethod
    def _shares_denial(text: str, match: Match, later: list[Match]) -> bool:
        """맵고 짠 거 말고: what is joined to the denied is denied with it."""
        joined = match.value.endswith("고") and later and text[match.end : later[0].start] == " "
        return bool(joined) and _DENIED_AFTER.match(text, later[0].end) is not None

    def _value(self, page: Page, match: Match) -> str | None:
        text, taste = page.clean, self._tastes[match.value]
        if _ASKED.match(text, match.end):
            return None
        denied = _DENIED_AFTER.match(text, match.end) or _DENIED_BEFORE.search(text, 0, match.start)
        if denied:
            return taste.denied
        if _EATEN.match(text, match.end):
            return None
        if match.value.endswith("지") or (not page.begins_word(match.start) and len(match.value) < 3):
            return None
        if _LESS_BEFORE.search(text, 0, match.start):
            return f"덜 {taste.name}"
        if not _ALLOWED_BARE.search(match.value) or _COMPLAINT.search(text, 0, match.start):
            return None
        return taste.name
