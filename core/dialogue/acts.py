"""What the bot can do in a turn, and what a decision says of it. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from core.dialogue.state import State
from core.meaning import BALANCE, Intent

REPORT_KINDS = ("closed", "card_refused", "price")
"""What can be wrong at a shop."""
TOLD_BALANCE, TASTE, CARRIED_WISH, VOUCHER, NEAR = "told_balance", "taste", "wish", "voucher", "near"
OFFERED = "offered"
"""What `State.pending` keeps: won said to be on the card; the taste asked for; the wish that waits for a place; the
order whose voucher was shown; the place of the talk where only 가까운 데 was said since; the coupons shown, a line
each: id, tab, name, nothing but the tab for one that is held already.
"""


class TalkAct(StrEnum):
    """What the bot does beside answering an intent: it speaks of the talk itself, or of what was shown."""

    SAFETY = "safety"
    REFINE = "refine"
    REPORT = "report"
    SELECT = "select"
    RATE = "rate"
    AGE = "age"
    CONSENT = "consent"
    CLAIM = "claim"
    USE = "use"
    VOUCHER = "voucher"
    CANCEL = "cancel"
    PIN = "pin"
    CLARIFY = "clarify"
    PLAN = "plan"
    LINK = "link"
    ENROL_HOW = "enrol_how"
    ACCOUNT_CODE = "account_code"
    MY_DATA = "my_data"
    LEAVE = "leave"
    TASTE = "taste"
    BOOK = "book"
    UNBOOK = "unbook"
    NEWS = "news"
    TAKES_CARD = "takes_card"


Act: TypeAlias = Intent | TalkAct
"""What the bot does in a turn."""

BETWEEN_TWO: frozenset[Act] = frozenset(
    {
        *(*BALANCE, Intent.COUPON_INQUIRY),
        *(TalkAct.CLAIM, TalkAct.USE, TalkAct.VOUCHER, TalkAct.CANCEL, TalkAct.PIN, TalkAct.PLAN),
        *(TalkAct.LINK, TalkAct.ENROL_HOW, TalkAct.ACCOUNT_CODE),  # others would see a code and could use it first
        *(TalkAct.AGE, TalkAct.CONSENT, TalkAct.TASTE, TalkAct.MY_DATA, TalkAct.LEAVE, TalkAct.NEWS),
    }
)
"""What is neither said nor done where others read along."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do, with the state after the message; `shop_id` is what 거기, 두 번째 or a button points at."""

    act: Act
    state: State
    shop_id: int | None = None
    value: str | None = None
