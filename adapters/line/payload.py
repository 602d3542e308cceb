"""What LINE posts, read tolerantly: one odd event never costs its neighbours (platforms.md 1)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl
from uuid import NAMESPACE_URL, uuid5

from adapters.positions import read_point
from adapters.reading import mapping, number, text
from core.messages import Account, Action, ActionName, Incoming

PLATFORM = "line"

_TURNS = uuid5(NAMESPACE_URL, "https://developers.line.biz/webhook-event")
_EVENT_ID = re.compile(r"[!-~]{1,100}")
_USER_ID = re.compile(r"[!-~]{1,100}")
_LAST_MOMENT = datetime(2100, 1, 1, tzinfo=UTC).timestamp()
_MAX_FIELDS = 20


def event_id(event: Mapping[str, Any]) -> str:
    """What makes a redelivered event the same event: its `webhookEventId`, else a hash of its content."""
    given = text(event.get("webhookEventId"))
    if _EVENT_ID.fullmatch(given):
        return given
    content = {key: value for key, value in event.items() if key != "deliveryContext"}
    return "sha256:" + hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def lane(event: Mapping[str, Any]) -> str:
    """Whose events stay in order: the sender, else the chat, else nobody but the event itself."""
    source = mapping(event.get("source"))
    return text(source.get("userId")) or text(source.get("groupId")) or text(source.get("roomId")) or event_id(event)


def occurred_at(event: Mapping[str, Any], otherwise: datetime) -> datetime:
    """The event's own time (UTC), or `otherwise` where it states none that can be."""
    milliseconds = number(event.get("timestamp"))
    if milliseconds is None or not 0 < milliseconds / 1000 < _LAST_MOMENT:
        return otherwise
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def reply_token(event: Mapping[str, Any]) -> str | None:
    """The free single-use slot for an answer, where the event has one."""
    return text(event.get("replyToken")) or None


def read_event(event: Mapping[str, Any], *, samples: bool) -> Incoming | None:
    """The turn that an event asks for, or None where nothing is to be answered.

    Silent: standby mode (another module has the chat), events without a sender, what is said in a group
    without addressing the bot, and every kind of event that is not a message, a postback or a new friend.
    """
    source = mapping(event.get("source"))
    sender = text(source.get("userId"))
    if event.get("mode") == "standby" or not _USER_ID.fullmatch(sender):
        return None
    said = _said(event, in_group=source.get("type") != "user")
    if said is None:
        return None
    words, action, message = said
    return Incoming(
        turn_id=uuid5(_TURNS, event_id(event)),
        account=Account(PLATFORM, sender),
        text=words,
        at=occurred_at(event, datetime.now(UTC)),
        action=action,
        point=read_point(message.get("latitude"), message.get("longitude")),
        message_id=text(message.get("id"))[:100] or None,
        group=source.get("type") != "user",
        samples=samples,
    )


def _said(event: Mapping[str, Any], *, in_group: bool) -> tuple[str, Action | None, Mapping[str, Any]] | None:
    """Words, pressed button and message of an event; None where it needs no answer."""
    message = mapping(event.get("message"))
    match event.get("type"):
        case "message" if in_group and not _addresses_us(message):
            return None
        case "message":
            return *_message(message), message
        case "postback":
            return *_postback(text(mapping(event.get("postback")).get("data"))), {}
        case "follow":
            return "", Action(ActionName.START), {}
        case _:
            return None


def _message(message: Mapping[str, Any]) -> tuple[str, Action | None]:
    """Words and implied action of a message; what we cannot read (stickers, pictures) asks for help."""
    words = text(message.get("text")).strip()
    if message.get("type") == "text" and words:
        return words, None
    if message.get("type") == "location" and read_point(message.get("latitude"), message.get("longitude")):
        return "", Action(ActionName.LOCATION)
    return "", Action(ActionName.HELP)


def _postback(data: str) -> tuple[str, Action | None]:
    """A pressed button: our own `v=1&a=…&t=…`, or words that an operator put on a rich menu."""
    try:
        fields = dict(parse_qsl(data, keep_blank_values=True, max_num_fields=_MAX_FIELDS))
    except ValueError:  # more fields than any button of ours has
        fields = {}
    name = fields.pop("a", "")
    if fields.pop("v", "") == "1" and name:
        token = fields.pop("t", None)
        return "", Action(name, fields, token)
    return (data, None) if data.strip() else ("", Action(ActionName.HELP))


def _addresses_us(message: Mapping[str, Any]) -> bool:
    mentioned = mapping(message.get("mention")).get("mentionees")
    return isinstance(mentioned, list) and any(mapping(one).get("isSelf") is True for one in mentioned)
