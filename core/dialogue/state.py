"""What the bot holds of one conversation between turns. Frozen; every change makes a new one. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from core.messages import Point
from core.nlu.meaning import Entities, Intent


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
    RATING = "rating"  # 지난번 ○○ 어땠어요?


@dataclass(frozen=True, slots=True)
class Shown:
    """One place as it was shown: enough to answer 거기, 두 번째, 더 싼 데 without searching again."""

    shop_id: int
    name: str
    price: int | None
    distance_metres: int | None


@dataclass(frozen=True, slots=True)
class State:
    """A session: slots by the rules of `annotation.md`, what was shown, what is open.

    `point` lives in memory and Redis only, never in PostgreSQL. `seen` are the shops shown in this session,
    oldest first. `asked` are the onboarding questions already put, so none is put twice.
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
    recommendation_id: UUID | None = None
    pending: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready mapping; `from_json` reads it back unchanged."""
        data = asdict(self)
        data["session_id"] = str(self.session_id)
        data["last_at"] = self.last_at.isoformat() if self.last_at else None
        data["recommendation_id"] = str(self.recommendation_id) if self.recommendation_id else None
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote; unknown keys of a newer version are left out."""
        known = {f.name for f in fields(cls)} & data.keys()
        state = cls(session_id=UUID(data["session_id"]))
        slots = {f.name for f in fields(Entities)}
        entities = {k: tuple(v) if isinstance(v, list) else v for k, v in data.get("slots", {}).items() if k in slots}
        plain = {k: data[k] for k in known & {"turn", "focus", "pending"}}
        return replace(
            state,
            **plain,
            last_at=datetime.fromisoformat(data["last_at"]) if data.get("last_at") else None,
            slots=Entities(**entities),
            intent=Intent(data["intent"]) if data.get("intent") else None,
            question=Question(data["question"]) if data.get("question") else None,
            shown=tuple(Shown(**item) for item in data.get("shown", ())),
            seen=tuple(data.get("seen", ())),
            asked=tuple(data.get("asked", ())),
            point=Point(**data["point"]) if data.get("point") else None,
            recommendation_id=UUID(data["recommendation_id"]) if data.get("recommendation_id") else None,
        )
