"""Whether the letters of a food word mean that food where they stand, or are part of another word. Pure."""

from __future__ import annotations

import re

from core.nlu.foods.found import Found
from core.nlu.foods.roles import refuses_ingredient
from core.nlu.lexicon import Food
from core.nlu.text import Match, Page

_SINGLE = re.compile(
    r"$|[^가-힣]|(?:을|를|은|는|도|만|이나|이라도|라도|이랑|랑|하고)(?=$|\s|먹|말고)|이\s|(?:으로"
    r"|로)(?=\s|$)|말고|집|\s?(?:먹|땡|종류|요리)|좀|류|같은|먹|보단|보다"
)
_SPECIAL = {
    "쌈": re.compile(r"집|이랑|을\s|도\s|\s?싸"),
    "죽": re.compile(
        r"집|가게|이나(?:\s|$)|은\s?(?:어때|어떨|어떤|없|있|싫|좀|말)|으로\s|\s?(?:먹|추천|한\s?그릇|포장|파는|좀|끓|사(?!람))|이\s(?:좋|낫|먹|있|땡|당)|$|\s(?!거|듯|을|고)|,|이랑|도\s|은\s"
        r"|을\s?(?:먹|사|주문|좀|추천)"
    ),
    "전": re.compile(r"\s?(?:집|먹고|파는|부쳐)|이랑|집|에\s?막걸리"),
    "회": re.compile(r"$|[\s,?!.]|집|를|가|도|랑|좀|먹|나\s|만|는\s|하고|로\s"),
    "떡": re.compile(r"$|[\s,?!.]|집|을|이\s|도|이랑|좀|먹|은\s|만|하고|으로"),
}
_LETTER = re.compile(r"[가-힣]")
_AFTER_LONG = re.compile(r"(?:천국|나라|대학|전문점주|회사|사장|공장|이네$)")
_SINGLE_OR_KIN = re.compile(
    r"집|가게|가(?:\s|$)|을|를|은|는|이|도|만|으로|로|이랑|랑|하고|말고|먹|좀|파|있|되|돼|요|나|세트|같|추|빼"
    r"|까지|에|과|와|한|두"
)
_AFTER_HEAD = "을를은는이가도만랑하로집에요먹좀파있되돼"
_TWO = 2


def stands(page: Page, match: Match, food: Food) -> bool:
    """Whether `match` is that food there."""
    text, length = page.clean, match.end - match.start
    word = text[match.start : match.end]
    begins = page.begins_word(match.start)
    if food.kind == "ingredient" and length == 1:
        return begins and refuses_ingredient(text, match.end)
    if length == 1:
        return begins and _SPECIAL.get(word, _SINGLE).match(text, match.end) is not None
    if _AFTER_LONG.match(text, match.end) or text[match.end : match.end + 1] == "들":  # 아아들 are children
        return False
    if word == "가지" and text[match.end : match.end + 1] in "고각구만":
        return False
    if word == "라면" and not begins:
        return not page.free(match.start - 1, match.start)
    if " " in word and length == _TWO + 1:  # 나 초3 is no 나초
        return False
    if (
        " " in word
        and match.end < len(text)
        and _LETTER.match(text[match.end])
        and not _SINGLE_OR_KIN.match(text, match.end)
    ):
        return False
    foreign = _LETTER.match(word) is None
    return begins or foreign or length > _TWO or _follows_something(page, match.start)


def heads(page: Page, match: Match, food: Food, said: list[Found]) -> bool:
    """새우 + 죽: a single letter ends a dish where an ingredient stands straight before it."""
    if match.end - match.start > 1 or not said or said[-1].end != match.start or food.kind == "ingredient":
        return False
    following = page.clean[match.end : match.end + 1]
    return said[-1].food.kind in {"ingredient", "generic"} and (not following.isalnum() or following in _AFTER_HEAD)


def _follows_something(page: Page, start: int) -> bool:
    """A two-letter food inside a word stands after something understood, a particle or a digit."""
    before = page.clean[start - 1]
    return (
        not page.free(start - 1, start)
        or before in "랑고나원은는을를에서로도이가와과요데줘짜왕매운한"
        or before.isdigit()
    )
