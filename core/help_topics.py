"""Questions about the meal card itself, answered from `help_topics` under any intent (domain.md 2). Pure.

A question is found by its embedding among the few that are known. Talk of balances, coupons and other cards is near to
them too, so the less a message is known to be about the meal card, the nearer it has to be.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from core.meaning import CHAT, Intent, Meaning
from core.nlu.card_places import OTHER_CARDS
from core.recommend.vectors import Embeds
from db.help_topics import TopicRow

_CARD = re.compile(r"카드|푸르미")
_OTHER_CARD = re.compile(rf"쿠폰|(?:{OTHER_CARDS})\s?카드")
_WISHES_MEAL = re.compile(r"(?:뭐|뭘|무엇을?|머)\s?(?:좀\s?)?(?:사\s?)?(?:먹|묵|시켜)")
"""급식카드 있는데 뭐 사먹지 asks for a meal, not for the card."""
_ANSWERED_BETTER = frozenset({Intent.BALANCE_CHECK, Intent.EMERGENCY_FOOD})
_NEAR, _NEARER, _NEAREST = 0.65, 0.75, 0.8
"""Cosines: of the 6,766 utterances of data/nlu, written for other things, seven at most may pass."""


@dataclass(frozen=True, slots=True)
class HelpTopics:
    """The known questions, a row each: their vectors, whether they name the card, their regions (0: the country)."""

    rows: Sequence[TopicRow]
    vectors: NDArray[np.float32]
    names_card: NDArray[np.bool_]
    regions: NDArray[np.int64]
    embeds: Embeds

    @classmethod
    def of(cls, rows: Sequence[TopicRow], embeds: Embeds) -> Self:
        """Embed and sort the questions once."""
        names_card = np.array([_CARD.search(row.question) is not None for row in rows], dtype=np.bool_)
        regions = np.array([row.region_id or 0 for row in rows], dtype=np.int64)
        return cls(rows, embeds.encode([row.question for row in rows]), names_card, regions, embeds)

    def answer(self, meaning: Meaning, region_id: int | None) -> str | None:
        """The answer to what is asked of the card, in its region; None where nothing known is asked."""
        if not self.rows or not _may_ask(meaning):
            return None
        has_card = _CARD.search(meaning.text) is not None
        may_answer = ((self.regions == 0) | (self.regions == (region_id or 0))) & (has_card | ~self.names_card)
        likeness = np.where(may_answer, self.vectors @ self.embeds.encode([meaning.text])[0], -1.0)
        best = int(np.lexsort((self.regions > 0, likeness))[-1])  # of equals the region's own
        return self.rows[best].answer if likeness[best] >= _least(meaning, has_card=has_card) else None


def _may_ask(meaning: Meaning) -> bool:
    """What names a place, money or a shop, points at one or needs help is about that."""
    said = meaning.entities
    if meaning.safety is not None or meaning.intent in _ANSWERED_BETTER or meaning.wish is not None:
        return False
    is_about_places = said.location or said.shop or said.budget is not None or said.people is not None
    if _WISHES_MEAL.search(meaning.text) is not None:
        return False
    return not is_about_places and meaning.reference is None and _OTHER_CARD.search(meaning.text) is None


def _least(meaning: Meaning, *, has_card: bool) -> float:
    if not has_card or meaning.intent is Intent.BALANCE_CHARGE:
        return _NEAREST
    return _NEAR if meaning.intent in CHAT else _NEARER
