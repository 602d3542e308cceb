"""What a message holds while it waits in the outbox: an `Answer` without a turn, as JSON. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from core.messages import Answer, Button, Card

_BUTTONS = TypeAdapter(tuple[Button, ...])
_CARDS = TypeAdapter(tuple[Card, ...])
_LINES = TypeAdapter(tuple[str, ...])
_UNKNOWN = UUID(int=0)


def to_payload(answer: Answer) -> dict[str, Any]:
    """What is written into the outbox; turn, session and trace are left out, for a message has none."""
    return {
        "lines": list(answer.lines),
        "cards": _CARDS.dump_python(answer.cards, mode="json"),
        "replies": _BUTTONS.dump_python(answer.replies, mode="json"),
        "preview": answer.preview,
    }


def from_payload(payload: Mapping[str, Any], key: UUID) -> Answer:
    """The message to be rendered; `key` stands in for its turn.

    Raises:
        ValueError: this is no message.
    """
    try:
        return Answer(
            turn_id=key,
            session_id=_UNKNOWN,
            turn=0,
            lines=_LINES.validate_python(tuple(payload["lines"])),
            cards=_CARDS.validate_python(tuple(payload.get("cards", ()))),
            replies=_BUTTONS.validate_python(tuple(payload.get("replies", ()))),
            preview=str(payload["preview"]),
        )
    except (KeyError, TypeError, ValidationError) as error:
        raise ValueError("the outbox holds something that is no message") from error
