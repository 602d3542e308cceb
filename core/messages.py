"""What adapters and core say to each other: `Incoming` one way, `Answer` the other.

An adapter turns a platform's webhook into an `Incoming` and an `Answer` into that platform's JSON.
Nothing here knows a platform; the words in an `Answer` are final Korean sentences made by `core.compose`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Account:
    """Who writes: one account on one channel (`kakao:02e5…`, `line:Ufc9…`, `web:sim-…`, `test:…`)."""

    platform: str
    external_id: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.external_id}"


@dataclass(frozen=True, slots=True)
class Point:
    """A WGS84 position in decimal degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Action:
    """A pressed button. `name` says what (`ActionName`), `arguments` with which shop, coupon or value.

    `token` is the one-use mark the button carried; None on a button without side effects (help, menus).
    """

    name: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    token: str | None = None


class ActionName(StrEnum):
    """Every button the bot makes. Adapters carry the value as is; an unknown name is read as text."""

    HELP = "help"  # what can you do
    START = "start"  # a person added the channel as a friend, or opened the chat: greet
    SAY = "say"  # the same as typing arguments["text"]
    SELECT = "select"  # "여기로 할래": arguments["shop"]
    OTHERS = "others"  # "다른 데"
    MENU = "menu"  # the menu of arguments["shop"]
    LOCATION = "location"  # the adapter received a position without words
    REPORT = "report"  # arguments["shop"], arguments["kind"]: closed, card_refused, price
    RATE = "rate"  # arguments["shop"], arguments["value"]: up, down
    CONSENT = "consent"  # arguments["value"]: yes, no
    LEAVE = "leave"  # arguments["value"]: yes, no
    TASTE = "taste"  # arguments["value"]: what one likes, in the question's own terms


@dataclass(frozen=True, slots=True)
class Incoming:
    """One turn of one person, whatever the channel.

    `at` is the platform's own time of the event (aware); `text` is raw and may hold personal data, so it is
    masked before any write. `vouched` is true where a signed token of an outside system answers for age and
    consent. `group` is true in a group chat, where nothing personal may be said. `hints` are values that the
    platform itself has resolved (Kakao parameters): keys as `core.nlu.Entities`, read after the text.
    `samples` says whether the sample catalogue may be served (never through a real channel).
    """

    turn_id: UUID
    account: Account
    text: str
    at: datetime
    action: Action | None = None
    point: Point | None = None
    session_id: UUID | None = None
    message_id: str | None = None
    group: bool = False
    vouched: bool = False
    samples: bool = True
    hints: Mapping[str, str] = field(default_factory=dict)


class ButtonKind(StrEnum):
    """What pressing does: post an `Action`, say words, open a link, dial, or hand over the position."""

    ACTION = "action"
    SAY = "say"
    LINK = "link"
    CALL = "call"
    LOCATION = "location"


@dataclass(frozen=True, slots=True)
class Button:
    """One thing to press. `label` ≤ 14 characters; `value` is the words, the https link or the phone number.

    An ACTION button shows `value` as the person's words where the platform echoes presses.
    """

    kind: ButtonKind
    label: str
    value: str = ""
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """One thing to look at, mostly a shop. Every part is a finished piece of text, most important first.

    `title` name; `subtitle` category and walking time; `badges` short marks ("결제 OK", "쿠폰"); `lines`
    menus, hours, review, why it is here; `price` the line a child decides by ("참치김밥 3,500원 → 2,500원").
    """

    title: str
    subtitle: str = ""
    price: str = ""
    badges: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()
    shop_id: int | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """How long one step of the turn took, in milliseconds."""

    name: str
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Trace:
    """What the panel of the web chat and `POST /api/v1/chat` show of a turn, and what the log keeps.

    `recommendations` follow the guide's 4.3 shape (shop_id, shop_name, score, ranking, distance_meters,
    reason_codes, menus, final_price, foodcard_usable, applicable_coupons); money in won.
    """

    intent: str
    confidence: float
    entities: Mapping[str, object]
    state: Mapping[str, object]
    reference: int | str | None = None
    safety: str | None = None
    strategy: str = "NORMAL"
    method: str | None = None
    recommendations: tuple[Mapping[str, object], ...] = ()
    stages: tuple[Stage, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot says in one turn, platform-neutral and already worded.

    Order of showing: `lines` (at most two short ones), `cards`, then `question` (at most one), with
    `replies` as quick replies under it all. `urgent` buttons (help lines) stand before everything else.
    `preview` is what a lock screen may show: it never names card, balance or need.
    """

    turn_id: UUID
    session_id: UUID
    turn: int
    lines: tuple[str, ...]
    cards: tuple[Card, ...] = ()
    question: str = ""
    replies: tuple[Button, ...] = ()
    urgent: tuple[Button, ...] = ()
    preview: str = "나비얌이 답했어요"
    recommendation_id: UUID | None = None
    trace: Trace | None = None

    @property
    def text(self) -> str:
        """The answer as plain text, cards left out; what is logged and what a screen reader hears first."""
        return "\n".join((*self.lines, self.question) if self.question else self.lines)
