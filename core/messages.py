"""What adapters and core say to each other: `Incoming` one way, `Answer` the other.

An adapter turns a platform's webhook into an `Incoming` and an `Answer` into that platform's JSON.
Nothing here knows a platform; the words in an `Answer` are final Korean sentences made by `core.compose`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias
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

    `token` is the one-use mark the button carried; None where it came without one (a block, a menu of an operator).
    """

    name: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    token: str | None = None


class ActionName(StrEnum):
    """Every button the bot makes. Adapters carry the value as is; an unknown name is read as text.

    One that only shows something is named in `core.presses.SHOWING`.
    """

    HELP = "help"  # what can you do
    START = "start"  # a person added the channel as a friend, or opened the chat: greet
    SAY = "say"  # the same as typing arguments["text"]
    SELECT = "select"  # "여기로 할래": arguments["shop"]
    OTHERS = "others"  # "다른 데"
    MENU = "menu"  # the menu of arguments["shop"]
    LOCATION = "location"  # the adapter received a position without words
    REPORT = "report"  # arguments["shop"], arguments["kind"]: closed, card_refused, price
    RATE = "rate"  # arguments["shop"], arguments["value"]: up, down
    USE = "use_coupon"  # "쿠폰 쓰기": arguments["shop"], ["items"] ("11x1,12x2"), ["coupons"] ("A,B")
    CLAIM = "claim_coupon"  # arguments["coupon"]
    VOUCHER = "voucher"  # the voucher again: arguments["order"], or the newest
    CANCEL = "cancel_voucher"  # arguments["order"]
    CONSENT = "consent"  # arguments["value"]: yes, no
    BOOK = "book"  # arguments["shop"], arguments["at"] (ISO 8601), arguments["people"]
    LEAVE = "leave"  # arguments["value"]: yes, no
    NEWS = "news"  # arguments["value"]: yes, no, or a wish about notices ("no_news", "night_news")
    TASTE = "taste"  # arguments["value"]: what one likes, in the question's own terms
    WORDLESS = "wordless"  # something sent that the bot cannot read: arguments["kind"], a `Wordless`


class Wordless(StrEnum):
    """Kinds of messages without words that the bot can read."""

    STICKER = "sticker"
    PICTURE = "picture"
    VIDEO = "video"
    SOUND = "sound"
    FILE = "file"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Incoming:
    """One turn of one person, whatever the channel.

    `at` is the platform's own time of the event (aware); `text` is raw and may hold personal data, so it is
    masked before any write. `vouched` is true where a signed token of an outside system answers for age and
    consent. `group` is true in a group chat, where nothing personal may be said. `hints` are values that the
    platform itself has resolved (Kakao parameters): keys as `core.nlu.Entities`, read after the text.
    `samples` says whether the sample catalogue may be served (never through a real channel). `may_be_late`: the
    channel can hand the answer on after the time limit of a turn (Kakao's callback).
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
    chat_id: str | None = None
    vouched: bool = False
    samples: bool = True
    may_be_late: bool = False
    hints: Mapping[str, str] = field(default_factory=dict)

    @property
    def talk(self) -> Account:
        """Under whom the conversation is remembered: in a group a person has another one than between two."""
        if not self.group:
            return self.account
        return Account(self.account.platform, f"{self.account.external_id} in {self.chat_id or 'a group'}")


def together(turns: Sequence[Incoming]) -> Incoming:
    """What one person wrote in a burst as one turn: the first one's id, all words, at the time of the last.

    `turns` are in the order of their times, at least one.
    """
    words = "\n".join(turn.text for turn in turns)
    return replace(turns[-1], turn_id=turns[0].turn_id, text=words) if len(turns) > 1 else turns[0]


@dataclass(frozen=True, slots=True)
class Retraction:
    """A person took a message back, or wrote another in its place: what is kept of it must go."""

    account: Account
    message_id: str


@dataclass(frozen=True, slots=True)
class Departure:
    """A person blocked the bot: nothing more may be sent to them until they come back."""

    account: Account


@dataclass(frozen=True, slots=True)
class Return:
    """A person added the bot, for the first time or again."""

    account: Account


Notice: TypeAlias = Retraction | Departure | Return
"""What a platform tells beside turns."""


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
    `preview` is what a lock screen may show: it never names card, balance or need. `group` is true where many read it.
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
    group: bool = False
    recommendation_id: UUID | None = None
    trace: Trace | None = None

    @property
    def text(self) -> str:
        """The answer as plain text, cards left out; what is logged and what a screen reader hears first."""
        return "\n".join((*self.lines, self.question) if self.question else self.lines)
