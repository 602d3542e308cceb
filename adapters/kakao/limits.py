"""Kakao's numbers (platforms.md 2, "Response"), and what of an answer it can show.

Kakao refuses a response whole when any one limit is passed, and does not say how it counts: lengths are in UTF-16
units, the largest of the candidates. Where sources differ the smaller number stands.
"""

from __future__ import annotations

from core.channel import Capabilities
from core.messages import ButtonKind

OUTPUTS = 3
QUICK_REPLIES = 10
BUTTONS = 3
LABEL = 14
LABEL_SIDE_BY_SIDE = 8
SPOKEN = 1000
URL = 1000

SIMPLE_TEXT = 1000
ALT_TEXT = 1000
TITLE = 50
CARD = 400
"""Title and description of a text card together."""
CARD_IN_CAROUSEL = 128
BASIC_DESCRIPTION = 230
BASIC_DESCRIPTION_IN_CAROUSEL = 76
COMMERCE_TITLE = 30
COMMERCE_DESCRIPTION = 76

LIST_ITEMS = 5
LIST_ITEMS_IN_CAROUSEL = 4
LIST_BUTTONS = 2
LIST_HEADER = 30
LIST_TITLE = 36
LIST_DESCRIPTION = 40

ITEMS = 5
ITEM_TITLE = 6
ITEM_DESCRIPTION = 24
ITEM_HEAD = 15
ITEM_BUTTONS_IN_CAROUSEL = 2

CAROUSEL_CARDS = 10
CAROUSEL_LISTS = 5

CAPABILITIES = Capabilities(
    cards=CAROUSEL_CARDS,
    buttons=BUTTONS,
    urgent=BUTTONS,
    replies=QUICK_REPLIES,
    replies_do=frozenset({ButtonKind.ACTION, ButtonKind.SAY}),
    offers=BUTTONS,
)
"""Without a block for the location plugin: with one, quick replies can ask for the position too."""
