"""What Kakao posts as a skill call, read tolerantly (platforms.md 2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from adapters.kakao import contexts, parameters
from adapters.kakao.blocks import Blocks
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


def user_id(payload: Mapping[str, Any]) -> str:
    """Kakao's key of the person (one per bot), empty where there is none that could be."""
    given = text(mapping(_request(payload).get("user")).get("id")).strip()
    return given if len(given) <= _USER_ID_LIMIT else ""


def utterance(payload: Mapping[str, Any]) -> str:
    """What the person wrote, at most `TEXT_LIMIT` characters of it. The builder's test adds a line break."""
    return text(_request(payload).get("utterance"))[:TEXT_LIMIT].strip()


def callback_url(payload: Mapping[str, Any]) -> str:
    """Where a late answer may be posted, empty where the block has no callback."""
    return text(_request(payload).get("callbackUrl")).strip()


def is_in_group(payload: Mapping[str, Any]) -> bool:
    """Whether many read the answer."""
    return bool(mapping(_request(payload).get("chat")))


def read_payload(payload: Mapping[str, Any], *, now: datetime, samples: bool, blocks: Blocks) -> Incoming | None:
    """The turn that a skill payload asks for, or None where it lacks a person or anything said.

    Kakao gives neither time nor id of an event: `now` stands in, and buttons carry one-use tokens.
    """
    action = mapping(payload.get("action"))
    given = [*parameters.of_action(action), *contexts.given(payload)]
    words, point = utterance(payload), parameters.read_position(given)
    pressed = _pressed(action.get("clientExtra")) or blocks.action(payload)
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
        group=is_in_group(payload),
        chat_id=text(mapping(_request(payload).get("chat")).get("id")) or None,
        samples=samples,
        hints=parameters.read_hints(given),
    )


def _request(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    return mapping(payload.get("userRequest"))


def _pressed(extra: object) -> Action | None:
    """The button behind `clientExtra`, which may also be {}, null, "null" or of another maker's shape."""
    fields = {key: value for key, value in mapping(extra).items() if isinstance(value, str | int)}
    name = text(fields.pop("a", None))
    if str(fields.pop("v", "")) != "1" or not name:
        return None
    token = text(fields.pop("t", None)) or None
    return Action(name, {text(key): text(str(value)) for key, value in fields.items()}, token)
