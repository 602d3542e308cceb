"""What `POST /api/v1/chat` takes and gives: the guide's 6.1 with contracts.md's additions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, StrictStr

from core.messages import Action, ActionName, Answer, Button, Card, Point

_Degrees = Annotated[float, Field(strict=True, allow_inf_nan=False)]
_ACTIONS = frozenset(ActionName)
_Short = Annotated[StrictStr, Field(max_length=200)]


class _Taken(BaseModel):
    """A part of a request: unknown fields are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Location(_Taken):
    """Where the person is, WGS84."""

    latitude: Annotated[_Degrees, Field(ge=-90, le=90, validation_alias=AliasChoices("latitude", "lat"))]
    longitude: Annotated[_Degrees, Field(ge=-180, le=180, validation_alias=AliasChoices("longitude", "lng"))]


class Context(_Taken):
    """What the caller knows of the moment. `time_of_day` and `weather` are model features only (domain.md 2)."""

    time_of_day: StrictStr | None = None
    weather: StrictStr | None = None
    companion_count: Annotated[float, Field(strict=True, ge=0, le=1000)] | None = None


class Press(_Taken):
    """A pressed button, as an earlier answer's `action` named it."""

    name: _Short
    arguments: Annotated[dict[_Short, _Short], Field(max_length=20)] = {}
    token: _Short | None = None

    def to_action(self) -> Action | None:
        """The action; None for a name of another version, whose words then count."""
        if self.name not in _ACTIONS:
            return None
        return Action(self.name, self.arguments, self.token)


class ChatRequest(_Taken):
    """One message. `session_id` unset goes on with the person's running session."""

    message: StrictStr
    session_id: UUID | None = None
    location: Location | None = None
    context: Context | None = None
    action: Press | None = None

    @property
    def point(self) -> Point | None:
        """The position that came along."""
        return Point(self.location.latitude, self.location.longitude) if self.location else None

    @property
    def pressed(self) -> Action | None:
        """The button that was pressed."""
        return self.action.to_action() if self.action else None

    @property
    def hints(self) -> Mapping[str, str]:
        """What the context says of the diners, as slots (the guide's 5.3: seats for `companion_count`)."""
        if self.context is None or not self.context.companion_count:
            return {}
        return {"people": str(int(self.context.companion_count))}


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A menu that fits, price and price after the best coupon in won."""

    menu_id: int
    menu_name: str
    price: int
    final_price: int


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A shop. `distance` in metres, `estimated_time` in walking minutes; null where the shop's point is not exact."""

    shop_id: int
    shop_name: str
    menus: tuple[MenuItem, ...]
    applicable_coupons: tuple[str, ...]
    distance: int | None
    estimated_time: int | None


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """What was understood; `conversation_turn` counts from 1."""

    intent: str
    confidence: float
    conversation_turn: int


@dataclass(frozen=True, slots=True)
class PressedAction:
    """What to send back as the request's `action` when the button is pressed."""

    name: str
    arguments: Mapping[str, str]
    token: str | None


@dataclass(frozen=True, slots=True)
class ButtonView:
    """A button: `kind` is action, say, link, call or location; `value` the words to send, the link or the number."""

    kind: str
    label: str
    value: str
    action: PressedAction | None


@dataclass(frozen=True, slots=True)
class CardView:
    """A card in finished words, most important first."""

    title: str
    subtitle: str
    price: str
    badges: tuple[str, ...]
    lines: tuple[str, ...]
    buttons: tuple[ButtonView, ...]
    shop_id: int | None


@dataclass(frozen=True, slots=True)
class ChatAnswer:
    """One turn's answer. `quick_replies` begin with the urgent ones (help lines), which belong above all else."""

    response: str
    recommendations: tuple[Recommendation, ...]
    session_info: SessionInfo
    request_id: str
    session_id: UUID
    recommendation_id: UUID | None
    cards: tuple[CardView, ...]
    quick_replies: tuple[ButtonView, ...]
    state: Mapping[str, object]

    @classmethod
    def of(cls, answer: Answer, request_id: str) -> ChatAnswer:
        """The core's answer in this form; a turn that left no trace was not understood."""
        trace = answer.trace
        return cls(
            response=answer.text,
            recommendations=tuple(map(_recommendation, trace.recommendations)) if trace else (),
            session_info=SessionInfo(
                trace.intent if trace else "UNKNOWN", trace.confidence if trace else 0.0, answer.turn
            ),
            request_id=request_id,
            session_id=answer.session_id,
            recommendation_id=answer.recommendation_id,
            cards=tuple(map(_card, answer.cards)),
            quick_replies=tuple(map(_button, (*answer.urgent, *answer.replies))),
            state=trace.state if trace else {},
        )


def _recommendation(item: Mapping[str, Any]) -> Recommendation:
    return Recommendation(
        shop_id=item["shop_id"],
        shop_name=item["shop_name"],
        menus=tuple(
            MenuItem(menu["menu_id"], menu["name"], menu["price"], menu["final_price"])
            for menu in item["menus"]
            if menu["is_available"]
        ),
        applicable_coupons=tuple(item["applicable_coupons"]),
        distance=item["distance_meters"],
        estimated_time=item["walk_minutes"],
    )


def _card(card: Card) -> CardView:
    return CardView(
        card.title,
        card.subtitle,
        card.price,
        card.badges,
        card.lines,
        tuple(map(_button, card.buttons)),
        card.shop_id,
    )


def _button(button: Button) -> ButtonView:
    action = button.action
    return ButtonView(
        button.kind.value,
        button.label,
        button.value,
        PressedAction(action.name, action.arguments, action.token) if action else None,
    )
