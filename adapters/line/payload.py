"""What LINE posts, read tolerantly: one odd event never costs its neighbours (platforms.md 1)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from adapters.reading import mapping, number, text

PLATFORM = "line"

_TURNS = uuid5(NAMESPACE_URL, "https://developers.line.biz/webhook-event")
_EVENT_ID = re.compile(r"[!-~]{1,100}")
_ID = re.compile(r"[!-~]{1,100}")
_LAST_MOMENT = datetime(2100, 1, 1, tzinfo=UTC).timestamp()


def event_id(event: Mapping[str, Any]) -> str:
    """What makes a redelivered event the same event: its `webhookEventId`, else a hash of its content."""
    given = text(event.get("webhookEventId"))
    if _EVENT_ID.fullmatch(given):
        return given
    content = {key: value for key, value in event.items() if key != "deliveryContext"}
    return "sha256:" + hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def turn_id(event: Mapping[str, Any]) -> UUID:
    """The turn that answers an event: the same for the same event."""
    return uuid5(_TURNS, event_id(event))


def chat_id(event: Mapping[str, Any]) -> str | None:
    """The group or room that an event comes from; None in a chat of two."""
    source = mapping(event.get("source"))
    return identifier(source.get("groupId")) or identifier(source.get("roomId"))


def sender(event: Mapping[str, Any]) -> str | None:
    """Whose event it is: the person, or in a group, where LINE does not always say who, the group."""
    return identifier(mapping(event.get("source")).get("userId")) or chat_id(event)


def lane(event: Mapping[str, Any]) -> str:
    """Whose events stay in order: the sender's, else nobody's but the event itself."""
    return sender(event) or event_id(event)


def is_active(event: Mapping[str, Any]) -> bool:
    """Whether the chat is ours: in standby mode another module has it, and we must send nothing."""
    return event.get("mode") != "standby"


def is_in_group(event: Mapping[str, Any]) -> bool:
    """Whether others read along; a source of an unknown kind is taken for a group."""
    kind = mapping(event.get("source")).get("type")
    return (kind is not None and kind != "user") or chat_id(event) is not None


def message_id(event: Mapping[str, Any]) -> str | None:
    """LINE's id of the message that an event brings, by which it can be taken back."""
    return identifier(mapping(event.get("message")).get("id")) if event.get("type") == "message" else None


def unsent_message(event: Mapping[str, Any]) -> str | None:
    """LINE's id of the message that an event takes back."""
    return identifier(mapping(event.get("unsend")).get("messageId")) if event.get("type") == "unsend" else None


def occurred_at(event: Mapping[str, Any], otherwise: datetime) -> datetime:
    """The event's own time (UTC), or `otherwise` where it states none that can be."""
    milliseconds = number(event.get("timestamp"))
    if milliseconds is None or not 0 < milliseconds / 1000 < _LAST_MOMENT:
        return otherwise
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def reply_token(event: Mapping[str, Any]) -> str | None:
    """The free single-use slot for an answer, where the event has one."""
    return text(event.get("replyToken")) or None


def identifier(value: object) -> str | None:
    """An id as LINE makes them, or None."""
    given = text(value)
    return given if _ID.fullmatch(given) else None
