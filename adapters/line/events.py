"""What an event of LINE means to the bot: a turn, a notice, or nothing (the table in docs/evaluation/channels.md)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from adapters.line import payload
from adapters.line.mentions import addresses_bot, without_mentions
from adapters.positions import read_point
from adapters.reading import mapping, text
from core.messages import Account, Action, ActionName, Departure, Incoming, Notice, Retraction, Return, Wordless

_MAX_FIELDS = 20
_FIELDS = re.compile(r"\w+=")
"""How data begins that is for a program: another one's, or a button of ours that cannot be read."""

_WORDLESS = {
    "sticker": Wordless.STICKER,
    "image": Wordless.PICTURE,
    "video": Wordless.VIDEO,
    "audio": Wordless.SOUND,
    "file": Wordless.FILE,
}


@dataclass(frozen=True, slots=True)
class _Said:
    """Words or a press, whichever came."""

    words: str = ""
    action: Action | None = None


def read_event(event: Mapping[str, Any], *, samples: bool) -> Incoming | None:
    """The turn that an event asks for, or None where nothing is to be answered.

    Silent: standby mode, events without a sender, what is said in a group without addressing the bot, and every kind
    of event that is no message, press, new friend or invitation. An edited message was answered as it first stood.
    """
    sender = payload.sender(event)
    said = _said(event)
    if said is None or sender is None or not payload.is_active(event):
        return None
    message = mapping(event.get("message"))
    return Incoming(
        turn_id=payload.turn_id(event),
        account=Account(payload.PLATFORM, sender),
        text=said.words,
        at=payload.occurred_at(event, datetime.now(UTC)),
        action=said.action,
        point=read_point(message.get("latitude"), message.get("longitude")),
        message_id=payload.message_id(event),
        group=payload.is_in_group(event),
        chat_id=payload.chat_id(event),
        samples=samples,
    )


def read_notice(event: Mapping[str, Any]) -> Notice | None:
    """What an event tells beside a turn; in standby mode too, since erasing sends nothing."""
    sender = payload.sender(event)
    account = Account(payload.PLATFORM, sender or "")
    match event.get("type"):
        case "unsend" if unsent := payload.unsent_message(event):
            return Retraction(account, unsent)
        case "messageEdited" if edited := payload.identifier(mapping(event.get("message")).get("id")):
            return Retraction(account, edited)
        case "unfollow" if sender is not None:
            return Departure(account)
        case "follow" if sender is not None:
            return Return(account)
        case _:
            return None


def is_words(event: Mapping[str, Any]) -> bool:
    """Whether an event brings words to us, which may be a part of what somebody is just writing."""
    said = _said(event)
    return said is not None and bool(said.words) and event.get("type") == "message" and payload.is_active(event)


def _said(event: Mapping[str, Any]) -> _Said | None:
    """Words or press of an event; None where it needs no answer."""
    message = mapping(event.get("message"))
    match event.get("type"):
        case "message" if payload.is_in_group(event) and not addresses_bot(message):
            return None
        case "message":
            return _message(message)
        case "postback":
            return _pressed(event)
        case "follow" | "join":
            return _Said(action=Action(ActionName.START))
        case _:
            return None


def _message(message: Mapping[str, Any]) -> _Said:
    """What a message says: its words (a message sticker's too), a position, or that it has none."""
    kind = message.get("type")
    words = without_mentions(message).strip() if kind == "text" else ""
    if kind == "sticker":
        words = text(message.get("text")).strip()
    if words:
        return _Said(words)
    if kind == "location" and read_point(message.get("latitude"), message.get("longitude")):
        return _Said(action=Action(ActionName.LOCATION))
    if kind == "text":  # nothing but the bot's name
        return _Said(action=Action(ActionName.HELP))
    return _Said(action=Action(ActionName.WORDLESS, {"kind": _WORDLESS.get(str(kind), Wordless.OTHER)}))


def _pressed(event: Mapping[str, Any]) -> _Said | None:
    """A pressed button: our own `v=1&a=…&t=…`, or words that an operator put on a rich menu.

    What a date picker or a menu switch brings stands in `params`: a picked time is said ("2026-11-24 18:30"), a
    switched menu says nothing.
    """
    posted = mapping(event.get("postback"))
    data, params = text(posted.get("data")), mapping(posted.get("params"))
    if "newRichMenuAliasId" in params:
        return None
    picked = next((text(params.get(kind)) for kind in ("datetime", "date", "time") if kind in params), "")
    try:
        fields = dict(parse_qsl(data, keep_blank_values=True, max_num_fields=_MAX_FIELDS))
    except ValueError:  # more fields than any button of ours has
        fields = {}
    name = fields.pop("a", "")
    if fields.pop("v", "") != "1" or not name:
        told = "" if _FIELDS.match(data) else data.strip()
        words = " ".join(filter(None, (told, picked.replace("T", " "))))
        return _Said(words) if words else _Said(action=Action(ActionName.HELP))
    token = fields.pop("t", None)
    if name == ActionName.SAY and fields.get("text", "").strip():
        return _Said(fields["text"].strip())
    return _Said(action=Action(name, fields | ({"picked": picked} if picked else {}), token))
