"""What is learned of a person from what they said and chose, anew at the end of each session (guide 5.4). Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any, TypeVar

from db.learned import LearnedRow

STYLE_TURNS = 10
"""So many of the last turns tell how a person talks (domain.md 4); with fewer nothing is inferred."""

_FAVOURITES = 3
_BRIEF_LETTERS = 6
_NEUTRAL = 0.5

_FORMAL = re.compile(r"(?:니다|니까|습니|십시오|시겠어요|실까요|세요|으신가요)[.?!~]*$")
_POLITE = re.compile(r"(?:요|죠|용|욤)[.?!~ㅋㅎㅠ^]*$")
_LAUGHS = re.compile(r"[ㅋㅎㅠㅜ]")

_SPICE: Mapping[str, int] = {"안매운": 0, "맵지않은": 0, "순한": 1, "덜매운": 1, "매콤한": 2, "매운": 3, "아주매운": 3}

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Said:
    """A turn, newest first in a history: masked words and the entities that may be kept."""

    text: str
    entities: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A place that was chosen."""

    shop_id: int
    category: str
    good_influence: bool


def learn(said: Sequence[Said], chosen: Sequence[Chosen], *, age_known: bool, diet_answered: bool) -> LearnedRow:
    """The profile of somebody who said and chose this, both newest first."""
    budgets = [value for turn in said if isinstance(value := turn.entities.get("budget"), int)]
    tastes = [taste.replace(" ", "") for taste in _listed(said, "taste")]
    visits = Counter(one.shop_id for one in chosen)
    good = sum(one.good_influence for one in chosen)
    learned = LearnedRow(
        preferred_categories=_most(Counter(one.category for one in chosen)),
        average_budget=round(sum(budgets) / len(budgets)) if budgets else None,
        budget_min=min(budgets, default=None),
        budget_max=max(budgets, default=None),
        spice_level=next((_SPICE[taste] for taste in tastes if taste in _SPICE), None),
        favorite_shops=_most(Counter({shop: times for shop, times in visits.items() if times > 1})),
        conversation_style=style([turn.text for turn in said]),
        taste_preferences=dict(Counter(tastes)),
        companion_patterns=_most(Counter(_listed(said, "companions"))),
        location_preferences=_most(Counter(_listed(said, "location"))),
        good_influence_preference=round((good + 2 * _NEUTRAL) / (len(chosen) + 2), 2),
        interaction_count=len(said),
        data_completeness=0,
    )
    return replace(learned, data_completeness=_completeness(learned, age_known=age_known, diet_answered=diet_answered))


def style(texts: Sequence[str]) -> str | None:
    """How somebody talks, from their last ten messages (newest first): formal, casual, brief or friendly."""
    last = [text.strip() for text in texts[:STYLE_TURNS] if text.strip()]
    if len(last) < STYLE_TURNS:
        return None
    if _share(_FORMAL, last) >= _NEUTRAL:
        return "formal"
    if median(map(len, last)) <= _BRIEF_LETTERS:
        return "brief"
    casual = sum(bool(_LAUGHS.search(text)) or not _POLITE.search(text) for text in last) / len(last)
    return "casual" if casual > _NEUTRAL else "friendly"


def _completeness(profile: LearnedRow, *, age_known: bool, diet_answered: bool) -> float:
    """The share of eight fields that are filled (domain.md 4)."""
    filled = (
        bool(profile.preferred_categories),
        profile.average_budget is not None,
        profile.spice_level is not None,
        bool(profile.location_preferences),
        bool(profile.companion_patterns),
        diet_answered,
        age_known,
        profile.conversation_style is not None,
    )
    return round(sum(filled) / len(filled), 2)


def _share(pattern: re.Pattern[str], texts: Sequence[str]) -> float:
    return sum(bool(pattern.search(text)) for text in texts) / len(texts)


def _listed(said: Sequence[Said], key: str) -> Iterable[str]:
    """Every value of an entity, newest first; one of many or one alone."""
    for turn in said:
        value = turn.entities.get(key, ())
        yield from (value,) if isinstance(value, str) else (one for one in value if isinstance(one, str))


def _most(counted: Counter[T]) -> tuple[T, ...]:
    return tuple(value for value, _ in counted.most_common(_FAVOURITES))
