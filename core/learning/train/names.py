"""The words whose kind the intent classifier knows: dishes, shops, places, what others serve, feelings."""

from __future__ import annotations

from core.nlu.lexicon import Lexicon
from core.nlu.ngrams import Mark

_SHORTEST = 2  # one syllable (국, 회, 집) is too often a part of another word


def known_names(lexicon: Lexicon) -> dict[str, Mark]:
    """Each spelling in small letters with its kind; a word of several kinds is of the last of them here."""
    kinds = {
        Mark.FEELING: lexicon.feelings,
        Mark.ELSEWHERE: lexicon.elsewhere,
        Mark.PLACE: {*lexicon.places["known"], *lexicon.places["city"]},
        Mark.OWN_PLACE: lexicon.places["own"],
        Mark.FOOD: lexicon.foods,
        Mark.SHOP: lexicon.shop_names,
    }
    return {name.lower(): mark for mark, names in kinds.items() for name in sorted(names) if len(name) >= _SHORTEST}
