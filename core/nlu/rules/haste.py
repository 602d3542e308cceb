"""Haste asked for. Pure."""

from __future__ import annotations

from core.nlu.evidence import Evidence
from core.nlu.text import CLUES, Page

_URGENT = CLUES.clue(
    r"급해|급함|급하|급히|시급|빨리|얼른|언능|퍼뜩|싸게싸게|후딱|금방\s?(?:되|나오|먹)|당장"
    r"|시간\s?(?:이\s?)?없|서둘|빨랑"
)
_HURRIES = CLUES.clue(
    r"(?:빨리|얼른|언능|후딱|빨랑|급해|급함)\s?(?:빨리\s?)?(?:요|좀|쫌|점|줘|해줘|주세요)*[\s.!~ㅋㅎㅠㅜ]*$"
)


def is_urgent(page: Page) -> bool:
    """Whether the words ask for haste."""
    return page.says(_URGENT)


def hurries(evidence: Evidence) -> bool:
    """Haste is asked for last: ... 빨리 좀."""
    return evidence.says(_HURRIES)
