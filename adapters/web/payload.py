"""What the page posts: words, a position, or a press exactly as Kakao or LINE would have posted it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeAlias
from uuid import uuid4

from adapters.positions import read_point
from adapters.reading import mapping, text
from adapters.web.limits import CLOCK_DRIFT
from adapters.web.visitors import PLATFORM, Person, account_of, is_visitor
from core.messages import Account, Action, ActionName, Incoming

Parse: TypeAlias = Callable[[Mapping[str, Any]], Incoming | None]
"""How a platform's channel reads one event of its own."""

Said: TypeAlias = tuple[str, Action | None]
"""The words of a turn, and the pressed button if it was one."""


def words_of(event: Mapping[str, Any]) -> str:
    """What the person wrote, whole."""
    return text(event.get("text")).strip()


def account(event: Mapping[str, Any]) -> Account | None:
    """Who writes: the door adds `visitor`, the page says which `person` the visitor plays."""
    visitor, person = text(event.get("visitor")), text(event.get("person"))
    if not is_visitor(visitor) or person not in [*Person]:
        return None
    return account_of(visitor, Person(person))


def read_message(event: Mapping[str, Any], *, now: datetime, kakao: Parse, line: Parse) -> Incoming | None:
    """The turn that a posted message asks for, or None where nobody speaks or nothing is said.

    Presses go through `kakao` and `line`, the parsers of the channels whose cards the page draws, so that a
    button does here what it does there. A member counts as an adult who agreed.
    """
    writer = account(event)
    place = mapping(event.get("location"))
    point = read_point(place.get("latitude"), place.get("longitude"))
    said = _pressed(event, kakao, line) or _said(event, has_point=point is not None)
    if writer is None or said is None:
        return None
    return Incoming(
        turn_id=uuid4(),
        account=writer,
        text=said[0],
        at=_time(event.get("at"), now),
        action=said[1],
        point=point,
        vouched=event.get("person") == Person.MEMBER,
    )


def _said(event: Mapping[str, Any], *, has_point: bool) -> Said | None:
    if words := words_of(event):
        return words, None
    return ("", Action(ActionName.LOCATION)) if has_point else None


def _pressed(event: Mapping[str, Any], kakao: Parse, line: Parse) -> Said | None:
    """The press in an event as its platform reads it, or None where nothing was pressed."""
    extra, data = mapping(event.get("kakao_extra")), text(event.get("line_postback"))
    if extra:
        read = kakao(_skill_call(words_of(event), extra))
    elif data:
        read = line(_postback(data))
    else:
        return None
    return None if read is None else (read.text, read.action)


def _skill_call(words: str, extra: Mapping[str, Any]) -> Mapping[str, Any]:
    """Kakao's skill call after a press: the button's words and its `extra` (platforms.md 2)."""
    return {"userRequest": {"user": {"id": PLATFORM}, "utterance": words}, "action": {"clientExtra": extra}}


def _postback(data: str) -> Mapping[str, Any]:
    """LINE's event after a press (platforms.md 1)."""
    return {"type": "postback", "postback": {"data": data}, "source": {"type": "user", "userId": PLATFORM}}


def _time(given: object, now: datetime) -> datetime:
    """The person's own clock, where it can be believed."""
    try:
        stated = datetime.fromisoformat(text(given))
    except ValueError:
        return now
    if stated.tzinfo is None or abs(stated - now) > CLOCK_DRIFT:
        return now
    return stated
