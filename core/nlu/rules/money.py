"""Money there is to spend. Pure."""

from __future__ import annotations

from core.nlu.evidence import Evidence
from core.nlu.need import PENNILESS
from core.nlu.text import CLUES

_OF_MONEY = CLUES.clue(
    r"얼마|얼매|\d\s?원|[천만백]\s?원|돈(?!가스|까스|카츠|코츠|부리)|예산|싸|싼|쌈|비싸|비싼|가격|저렴|용돈|잔액|남은|카드"
    r"|\d{3,}|[\d일이삼사오육칠팔구]\s?[천만]|(?<![가-힣])만(?:\s|[일이삼사오육칠팔구])"
)


def has_money(evidence: Evidence) -> bool:
    """More is there to spend than buys no meal."""
    return max(evidence.entities.budget or 0, evidence.entities.budget_per_person or 0) > PENNILESS


def names_dish_without_money(evidence: Evidence) -> bool:
    """A dish, and neither an amount nor a word of money: 아빠랑 둘이 먹을 우동집."""
    return bool(evidence.entities.food_type) and not evidence.states_amount() and not evidence.says(_OF_MONEY)
