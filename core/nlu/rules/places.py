"""Where a place is, and what sort of place is wished. Pure."""

from __future__ import annotations

from core.meaning import Wish
from core.nlu.evidence import Evidence
from core.nlu.text import CLUES

WHERE = CLUES.clue(r"어디|어딨|어딘|(?<!샌드)위치|주소|약도|가는\s?길")
_EATING_PLACE = CLUES.clue(
    r"(?:맛집|밥집|식당|음식점)\s(?:\S+에\s)?(?:있|없)(?:어|나|습|을|는|니|음)\S{0,3}[\s?!.~ㅠㅋ]*$|(?:맛집|밥집|식당|음식점)(?:들|은|요|좀)?\s?(?:추천|알려\S*|찾아\S*|있\S{1,2}|어디\S*)?[\s?!.~ㅠㅋ]*$"
)
_OF_SHOP = frozenset({Wish.TAKES_CARD, Wish.WAY})
_SORTS = frozenset({Wish.DISCREET, Wish.CARD_PLACES, Wish.BEST_RATED})


def asks_where_shop_is(evidence: Evidence) -> bool:
    """Where the shop named or pointed at is: 거기 어디야."""
    named = evidence.reference is not None or evidence.entities.shop is not None
    return named and evidence.says(WHERE)


def asks_of_shop(evidence: Evidence) -> bool:
    """The way to a shop, or whether it takes the card: asked of the shop, not of what is left on the card."""
    return evidence.wish in _OF_SHOP and evidence.shop_in_talk


def names_place_to_eat(evidence: Evidence) -> bool:
    """A place and a word for where one eats, last: 서면역 맛집 추천."""
    return evidence.names_place() and evidence.says(_EATING_PLACE)


def wishes_sort_of_place(evidence: Evidence) -> bool:
    """티 안 나는 데 and 카드 되는 데 ask for places, whatever else is said."""
    return evidence.wish in _SORTS


def wishes_sort_of_place_near(evidence: Evidence) -> bool:
    """A sort of place, and where: 서면역에 카드 되는 데."""
    return wishes_sort_of_place(evidence) and evidence.names_place()
