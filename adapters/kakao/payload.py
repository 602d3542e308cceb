"""What Kakao posts, read tolerantly: skill payloads and parameter-validation calls (platforms.md 2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from adapters.kakao.parameters import read_hints, read_position
from adapters.reading import mapping, text
from core.messages import Account, Action, ActionName, Incoming

PLATFORM = "kakao"

TEXT_LIMIT = 2000
"""Characters of an utterance that are read (contracts.md, HTTP)."""

_USER_ID_LIMIT = 70


def is_for(payload: Mapping[str, Any], bot_id: str) -> bool:
    """Whether the payload is our bot's; `bot_id` with a "!" behind it is its test channel. Empty: any bot."""
    given = text(mapping(payload.get("bot")).get("id"))
    return not bot_id or given in {bot_id, f"{bot_id}!"}


def is_validation(payload: Mapping[str, Any]) -> bool:
    """Whether Kakao asks us to check one parameter of a block, instead of calling the skill."""
    return bool(_validation(payload))


def validated(payload: Mapping[str, Any]) -> str:
    """The value that a validation call asks about: what the person wrote, empty if there is nothing."""
    value = mapping(_validation(payload).get("value"))
    return (text(value.get("origin")) or text(value.get("resolved"))).strip()[:TEXT_LIMIT]


def user_id(payload: Mapping[str, Any]) -> str:
    """Kakao's key of the person (one per bot), empty where there is none that could be."""
    given = text(mapping(mapping(payload.get("userRequest")).get("user")).get("id"))
    return given if len(given) <= _USER_ID_LIMIT else ""


def utterance(payload: Mapping[str, Any]) -> str:
    """What the person wrote, at most `TEXT_LIMIT` characters of it. The builder's test adds a line break."""
    return text(mapping(payload.get("userRequest")).get("utterance"))[:TEXT_LIMIT].strip()


def read_payload(payload: Mapping[str, Any], *, now: datetime, samples: bool) -> Incoming | None:
    """The turn that a skill payload asks for, or None where it lacks a person or anything said.

    Kakao gives neither time nor id of an event: `now` stands in, and buttons carry one-use tokens.
    """
    action = mapping(payload.get("action"))
    words, pressed, point = utterance(payload), _pressed(action.get("clientExtra")), read_position(action)
    if point is not None and not words and pressed is None:
        pressed = Action(ActionName.LOCATION)
    if not user_id(payload) or (not words and pressed is None):
        return None
    return Incoming(
        turn_id=uuid4(),
        account=Account(PLATFORM, user_id(payload)),
        text=words,
        at=now,
        action=pressed,
        point=point,
        samples=samples,
        hints=read_hints(action),
    )


def _validation(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """The part of a validation call that holds `value`, seen on the top and in `userRequest`; empty in a skill call."""
    for part in (payload, mapping(payload.get("userRequest"))):
        if "isInSlotFilling" in part and "value" in part:
            return part
    return {}


def _pressed(extra: object) -> Action | None:
    """The button behind `clientExtra`, which may also be {}, null, "null" or of another maker's shape."""
    fields = {key: value for key, value in mapping(extra).items() if isinstance(value, str | int)}
    name = text(fields.pop("a", None))
    if str(fields.pop("v", "")) != "1" or not name:
        return None
    token = text(fields.pop("t", None)) or None
    return Action(name, {text(key): text(str(value)) for key, value in fields.items()}, token)
