"""Several people at a table. Pure."""

from __future__ import annotations

from core.meaning import Wish
from core.nlu.companions import ALONE
from core.nlu.evidence import Evidence
from core.nlu.text import CLUES

_MANY = 4
_SEATS = CLUES.clue(
    r"자리|좌석|예약|단체|룸|방\s?(?:있|잡|으로|하나|예약|이\s?있)|테이블|앉|회식|모임|돌잔치"
    r"|생일\s?파티|\d+\s?인석|인석|좌식|홀\s?넓|수용|다\s?들어갈|몇\s?명까지|대관|칠순|환갑|팔순"
    r"|잔치|(?:소파|가족|창가)석|party|room"
)
_TABLE = CLUES.clue(
    r"예약(?!\s?(?:취소|확인))|룸(?!메이트|서비스)|(?:자리|좌석|테이블)\s?(?:\S{1,2}\s)?(?:있|나[요와]|남|될|돼|되)"
)
_GOES_ALONG = CLUES.clue(r"(?:랑|하고|와|과|같이|함께|데리고)\s?(?:\S+\s)?(?:갈|가려|가서\s?먹|먹을|먹으려|먹는다)")


def asks_seats(evidence: Evidence) -> bool:
    """Room for several: 12명 들어갈 자리."""
    several = (evidence.entities.people or 0) > 1 or set(evidence.entities.companions) - {ALONE}
    return bool(several) and evidence.says(_SEATS)


def names_meal_without_seats(evidence: Evidence) -> bool:
    """A dish and who eats along, too few to need a table kept, and no word of seats: 누나랑 나랑 만두."""
    entities = evidence.entities
    few = entities.companions and (entities.people or 0) < _MANY
    return bool(entities.food_type and few) and not evidence.says(_SEATS)


def asks_table_there(evidence: Evidence) -> bool:
    """A table, a room or a booking at a place pointed at: 그걸로 예약해주세요."""
    pointed = evidence.reference is not None and evidence.wish in {None, Wish.CHOOSE}
    return pointed and evidence.says(_TABLE)


def goes_along(evidence: Evidence) -> bool:
    """Somebody comes along: 친구랑 같이 갈 거야."""
    return bool(evidence.entities.companions) and evidence.says(_GOES_ALONG)
