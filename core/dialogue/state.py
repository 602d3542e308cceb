"""What the bot holds of one conversation between turns. Frozen; every change makes a new one. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import TypeAdapter

from core.meaning import Entities, Intent
from core.messages import Point


class Question(StrEnum):
    """What the bot asked last and has no answer to yet."""

    PLACE = "place"  # 어느 동네예요?
    WHICH_PLACE = "which_place"  # a name that stands in several cities
    FOOD = "food"
    BUDGET = "budget"
    PEOPLE = "people"
    SHOP = "shop"
    BIRTH_YEAR = "birth_year"
    CONSENT = "consent"
    INTENT = "intent"  # low confidence: which did you mean
    AMOUNT = "amount"  # a negative or absurd amount
    PIN = "pin"  # a voucher is open: the shop may type its number
    RATING = "rating"  # 지난번 ○○ 어땠어요?
    LEAVE = "leave"  # 다 지울까요?
    NEWS = "news"  # 소식을 보내도 돼요?
    HELP = "help"  # after a sign of danger: numbers were given, and a bare yes or no is about them
    TASTE = "taste"  # 어떤 음식을 좋아해요?; which one stands in `State.pending`


@dataclass(frozen=True, slots=True)
class Shown:
    """One place as it was shown: enough to answer 거기, 두 번째, 더 싼 데 without searching again."""

    shop_id: int
    name: str
    price: int | None
    distance_metres: int | None


@dataclass(frozen=True, slots=True)
class Alarm:
    """A sign of danger in this session that made a case, and the turn whose case it is."""

    label: str
    crisis: bool
    turn_id: UUID


@dataclass(frozen=True, slots=True)
class State:
    """A session: slots by the rules of `annotation.md`, what was shown, what is open.

    `point` lives in memory and Redis only, never in PostgreSQL. `seen` are the shops shown in this session,
    oldest first. `day` is the day that the time slot belongs to ("내일", an ISO date), None for today. `asked` are
    the onboarding questions already put, so none is put twice. `alarms` are the signs of danger that made a case.
    """

    session_id: UUID
    turn: int = 0
    last_at: datetime | None = None
    slots: Entities = field(default_factory=Entities)
    intent: Intent | None = None
    question: Question | None = None
    shown: tuple[Shown, ...] = ()
    focus: int | None = None
    seen: tuple[int, ...] = ()
    asked: tuple[str, ...] = ()
    point: Point | None = None
    day: str | None = None
    recommendation_id: UUID | None = None
    pending: Mapping[str, str] = field(default_factory=dict)
    alarms: tuple[Alarm, ...] = ()

    def to_json(self) -> bytes:
        """JSON that `from_json` reads back unchanged."""
        return _ADAPTER.dump_json(self, exclude_defaults=True)

    @classmethod
    def from_json(cls, data: bytes | str) -> State:
        """Read what `to_json` wrote.

        Raises:
            pydantic.ValidationError: not a state, or one of an incompatible version.
        """
        return _ADAPTER.validate_json(data)


_ADAPTER = TypeAdapter(State)
