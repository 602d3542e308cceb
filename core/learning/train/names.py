"""The names whose kind the intent classifier knows: dishes, shops and places of the lexicon."""

from __future__ import annotations

from core.nlu.lexicon import Lexicon
from core.nlu.ngrams import Mark

_SHORTEST = 2  # one syllable (국, 회, 집) is too often a part of another word


def known_names(lexicon: Lexicon) -> dict[str, Mark]:
    """Each spelling in small letters with its kind; a word of several kinds is a shop before a food before a place."""
    kinds = {
        Mark.PLACE: {*lexicon.places["known"], *lexicon.places["city"]},
        Mark.OWN_PLACE: lexicon.places["own"],
        Mark.FOOD: lexicon.foods,
        Mark.SHOP: lexicon.shop_names,
    }
    return {name.lower(): mark for mark, names in kinds.items() for name in sorted(names) if len(name) >= _SHORTEST}
