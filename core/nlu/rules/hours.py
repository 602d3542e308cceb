"""When a place is open. Pure."""

from __future__ import annotations

from core.nlu.evidence import Evidence
from core.nlu.text import CLUES

_OPEN = CLUES.clue(
    r"몇\s?시(?!간)|운영\s?(?:하|시간|중|여부|안)|문\s?(?:을\s?)?(?:여|열|닫|연)|영업|오픈|휴무|쉬는\s?날(?!이라|이어|인데)|쉬나"
    r"|쉬는지|브레이크|라스트\s?오더|24시|닫아|닫는|언제\s?(?:열|닫|까지\s?해|끝나|문)|마감|노나요"
    r"|열었|열려|여는|연\s?데|아직\s?(?:하|해)|염\?"
)
_RUNS = CLUES.clue(
    r"하나(?:요|여|용|\?|$)|하냐|하니(?=\?|$)|하노|하는교|하는가|해\?|해요|함\?|하는\s?(?:데|곳"
    r"|집)|여나|여냐|연\s?데|합니까|하죠|하남|하려나"
)
_SOLD = CLUES.clue(r"파는\s?(?:데|곳|디)|어디|어딨|(?<!샌드)위치")


def asks_opening(evidence: Evidence) -> bool:
    """Open, closed, hours, holiday or break, or "does it run" with a time and something that has hours."""
    entities = evidence.entities
    named = entities.shop or entities.food_type or entities.location or entities.near_me or evidence.reference
    runs = entities.time_preference and named and evidence.says(_RUNS)
    return evidence.says(_OPEN) or bool(runs)


def asks_where_sold(evidence: Evidence) -> bool:
    """A place is named, and nothing asks when one is open: 신림역 붕어빵 파는 데."""
    untimed = evidence.entities.time_preference is None and not asks_opening(evidence)
    runs = evidence.says(_RUNS) and not evidence.says(_SOLD)
    return untimed and not runs and evidence.names_place()
