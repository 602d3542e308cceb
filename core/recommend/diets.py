"""Whether a menu is safe for somebody: allergies and diets. Unknown is a third value (domain.md 5). Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache

from core.recommend.catalogue import Menu

_ALLERGY = "알레르기"
_FAMILIES: dict[str, frozenset[str]] = {
    "견과류": frozenset({"땅콩", "호두", "잣"}),
    "견과": frozenset({"땅콩", "호두", "잣"}),
    "갑각류": frozenset({"새우", "게"}),
    "유제품": frozenset({"우유"}),
    "유당": frozenset({"우유"}),
    "치즈": frozenset({"우유"}),
    "달걀": frozenset({"계란"}),
    "밀가루": frozenset({"밀"}),
    "글루텐": frozenset({"밀"}),
    "콩": frozenset({"대두"}),
    "두부": frozenset({"대두"}),
    "조개류": frozenset({"조개"}),
    "해산물": frozenset({"새우", "게", "오징어", "조개", "고등어"}),
    "생선": frozenset({"고등어"}),
    "소고기": frozenset({"쇠고기"}),
    "돼지": frozenset({"돼지고기"}),
    "닭": frozenset({"닭고기"}),
}
_MEAT = frozenset({"돼지고기", "쇠고기", "닭고기", "고등어", "게", "새우", "오징어", "조개"})
_DIETS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    # diet: (tags that confirm it, allergens that rule it out)
    "할랄": (frozenset({"할랄", "비건"}), frozenset({"돼지고기"})),
    "채식": (frozenset({"채식", "비건"}), _MEAT),
    "비건": (frozenset({"비건"}), _MEAT | {"계란", "우유"}),
    "글루텐": (frozenset({"글루텐프리"}), frozenset({"밀"})),
}
_SWEET = frozenset({"디저트", "음료"})


class Safe(IntEnum):
    """How sure it is that somebody may eat it."""

    NO = 0
    UNSURE = 1
    YES = 2


def safety(menu: Menu, diets: Sequence[str]) -> Safe:
    """The weakest of what is known of `menu` under each of `diets` ("알레르기 계란", "할랄", …)."""
    least = Safe.YES
    for diet in diets:
        least = min(least, _under(menu, diet))
    return least


def _under(menu: Menu, diet: str) -> Safe:
    if diet.startswith(_ALLERGY):
        return _without(menu, diet.removeprefix(_ALLERGY).strip())
    if diet == "당뇨":
        return Safe.NO if menu.kind in _SWEET else Safe.UNSURE
    tags, forbidden = _DIETS.get(diet, (frozenset({diet}), frozenset()))
    if menu.dietary & tags:
        return Safe.YES
    return Safe.NO if menu.allergens and menu.allergens & forbidden else Safe.UNSURE


def _without(menu: Menu, allergen: str) -> Safe:
    family, named = _family(allergen)
    if named is not None and named.search(menu.name):
        return Safe.NO
    if menu.allergens is None:
        return Safe.UNSURE
    return Safe.YES if menu.allergens.isdisjoint(family) else Safe.NO


@lru_cache(maxsize=256)
def _family(allergen: str) -> tuple[frozenset[str], re.Pattern[str] | None]:
    """The declared allergens that a word stands for, and what finds them in a menu's own name."""
    family = _FAMILIES.get(allergen, frozenset({allergen}))
    words = [re.escape(word) for word in sorted({allergen, *family}) if len(word) > 1]
    return family, re.compile("|".join(words)) if words else None
