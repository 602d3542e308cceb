"""What an action is given and what it gives back. Values only."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.dialogue.acts import Decision
from core.dialogue.state import Question, State
from core.meaning import Meaning
from core.messages import Action, Incoming
from core.people.people import Person
from core.recommend.catalogue import Shop
from core.recommend.request import Found, Offer
from db.shop_reports import ShopReport


@dataclass(frozen=True, slots=True)
class Turn:
    """One message on its way to an answer. `now` is business time in Asia/Seoul."""

    incoming: Incoming
    meaning: Meaning
    before: State
    decision: Decision
    person: Person
    now: datetime

    @property
    def state(self) -> State:
        """The state after the message."""
        return self.decision.state


@dataclass(frozen=True, slots=True)
class Reply:
    """A quick reply: `key` names its words in `labels.yaml`; with an `action` it posts that instead of the words."""

    key: str
    action: Action | None = None
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HelpLine:
    """A number of grown-ups who help."""

    name: str
    phone: str


class CardButton(StrEnum):
    """What a card of a place can be pressed for."""

    SELECT = "select"
    MENU = "menu"
    MAP = "map"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A card that shows something else than an offer: `name` is its template, `values` what stands in it.

    `shop` is the place it belongs to, which then can be pressed for `buttons`; `replies` are its own buttons.
    """

    name: str
    values: Mapping[str, object]
    shop: Shop | None = None
    buttons: tuple[CardButton, ...] = ()
    replies: tuple[Reply, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """A place chosen in this turn, or a thumb given: `rating` 5 up, 1 down, None for a choice."""

    shop_id: int
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action found, before it is put in words.

    `words` names the template of the lines, `values` what stands in them (won, names, datetimes). `sheets` become
    cards, then `offers`, with `buttons` (a call takes the place of the map where something is not known).
    `question` is what the answer asks; `helps` are the numbers to call, before everything else when `crisis`, else
    below the cards. `method` is the guide's recommendation_method. `report` is written with the turn.
    `forgotten` says that the person was erased: the turn is written of nobody.
    """

    words: str
    state: State
    values: Mapping[str, object] = field(default_factory=dict)
    offers: tuple[Offer, ...] = ()
    found: Found | None = None
    method: str = "HYBRID"
    question: Question | None = None
    replies: tuple[Reply, ...] = ()
    helps: tuple[HelpLine, ...] = ()
    crisis: bool = False
    sheets: tuple[Sheet, ...] = ()
    buttons: tuple[CardButton, ...] = (CardButton.SELECT, CardButton.MENU, CardButton.MAP)
    asks_location: bool = False
    chosen: Chosen | None = None
    report: ShopReport | None = None
    forgotten: bool = False


Perform = Callable[[Turn], Awaitable[Outcome]]
"""One file an intent: from a turn to its outcome. The only step that may change things."""
