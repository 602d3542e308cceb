"""Parameters of a block: `action.params` and `action.detailParams` in every shape seen (platforms.md 2).

A value is plain text, JSON in a string, an object, or the bare name of its entity ("sys.date") where Kakao
could not resolve it; then `origin` holds what the person wrote. The operator chooses the keys: what a value is
about is told by its key, where that is one of the builder's or of ours, else by the entity's bare name, else by its
own shape.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from adapters.positions import read_point
from adapters.reading import mapping, number, text
from core.messages import Point

_BARE_NAME = re.compile(r"(sys|bz|usr)\.[a-z_.]+|@\S+")
_NUMBERED = re.compile(r"[_.]?\d+$")
_HINT_LIMIT = 100
_MOST_WON = 10_000_000
_MOST_PEOPLE = 100
_MONEY_UNITS = ("KRW", "WON", "원")
_PEOPLE_UNITS = ("명", "인", "사람", "분")
_COUNTED = {**dict.fromkeys(_MONEY_UNITS, "sys_unit_currency"), **dict.fromkeys(_PEOPLE_UNITS, "people")}

Value = str | Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: the operator's key, its value and, where Kakao tells them, the person's own words."""

    key: str
    value: Value
    origin: str = ""

    @property
    def kind(self) -> str:
        """What it is about: a key of `_READERS`, empty where nothing tells."""
        named = _NUMBERED.sub("", self.key.lower().replace(".", "_"))
        if named in _READERS:
            return named
        if isinstance(self.value, str):
            return self.value.removeprefix("@").replace(".", "_") if _BARE_NAME.fullmatch(self.value) else ""
        if "amount" in self.value:  # of a bare number only the utterance knows what it counts
            return _COUNTED.get(text(self.value.get("unit")).strip().upper(), "")
        return next((kind for part, kind in _SHAPES.items() if part in self.value), "")


def of_action(action: Mapping[str, Any]) -> list[Parameter]:
    """The parameters of a skill call, the detailed ones first."""
    detailed = [
        Parameter(key, _value(mapping(detail).get("value")), text(mapping(detail).get("origin")).strip())
        for key, detail in mapping(action.get("detailParams")).items()
    ]
    return [*detailed, *(Parameter(key, _value(value)) for key, value in mapping(action.get("params")).items())]


def of_context(params: Mapping[str, Any]) -> list[Parameter]:
    """The parameters of an incoming context: `{"value", "resolvedValue"}` each."""
    return [
        Parameter(key, _value(mapping(held).get("resolvedValue")), text(mapping(held).get("value")).strip())
        for key, held in params.items()
    ]


def read_hints(given: Iterable[Parameter]) -> dict[str, str]:
    """What Kakao resolved, by the keys of `core.nlu.Entities`: an ISO date or HH:MM, won, people, a place, a dish."""
    known = [(parameter.kind, parameter) for parameter in given]
    hints: dict[str, str] = {}
    for kind, (slot, read) in _READERS.items():
        found = (read(parameter.value, parameter.origin) for named, parameter in known if named == kind)
        hint = next(filter(None, found), "")
        if hint:
            hints.setdefault(slot, hint[:_HINT_LIMIT])
    return hints


def read_position(given: Iterable[Parameter]) -> Point | None:
    """The position that a location plugin sent: `{"location": {…}}` or flat, latitude and longitude or lat, lng."""
    return next(filter(None, map(_position, given)), None)


def _position(parameter: Parameter) -> Point | None:
    given = mapping(parameter.value)
    place = mapping(_value(given.get("location"))) or given
    return read_point(_first(place, "latitude", "lat", "y"), _first(place, "longitude", "lng", "lon", "x"))


def _first(place: Mapping[str, Any], *names: str) -> object:
    return next((place[name] for name in names if name in place), None)


def _value(raw: object) -> Value:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return str(raw)
    plain = text(raw).strip()
    if not plain.startswith("{"):
        return plain or mapping(raw)
    try:
        return mapping(json.loads(plain)) or plain
    except (ValueError, RecursionError):
        return plain


def _words(value: Value, origin: str) -> str:
    """The words of a plain parameter; those of the person where the value says nothing."""
    if isinstance(value, str) and value and not _BARE_NAME.fullmatch(value):
        return value
    return origin


def _day(value: Value, origin: str) -> str:
    """The ISO date of a resolved day, or of the first day of a period; else the person's words."""
    resolved = mapping(value)
    given = text(resolved.get("date")) or text(mapping(resolved.get("from")).get("date")) or _words(value, "")
    try:
        return date.fromisoformat(given).isoformat()
    except ValueError:
        return origin


def _clock(value: Value, origin: str) -> str:
    """HH:MM of a resolved time; else the person's words."""
    given = text(mapping(value).get("time")) or _words(value, "")
    try:
        return time.fromisoformat(given).strftime("%H:%M")
    except ValueError:
        return origin


def _won(value: Value, origin: str) -> str:
    """Whole won of a resolved amount of Korean money; words are left to our own reading of the utterance."""
    resolved = mapping(value)
    if text(resolved.get("unit")).upper() not in {"", *_MONEY_UNITS}:
        return ""
    amount = number(resolved.get("amount"))
    if amount is None:
        amount = number(_words(value, origin).replace(",", "").removesuffix("원"))
    return f"{amount:.0f}" if amount is not None and 0 < amount <= _MOST_WON else ""


def _people(value: Value, origin: str) -> str:
    """How many people."""
    amount = number(mapping(value).get("amount"))
    if amount is None:
        amount = number(re.sub(rf"\s*({'|'.join(_PEOPLE_UNITS)})$", "", _words(value, origin)))
    return f"{amount:.0f}" if amount is not None and 1 <= amount <= _MOST_PEOPLE else ""


def _place(value: Value, origin: str) -> str:
    """The name of a place; of a plugin's answer, whose position is read by itself, nothing."""
    return "" if _position(Parameter("", value)) is not None else _words(value, origin)


_READERS: dict[str, tuple[str, Callable[[Value, str], str]]] = {
    "sys_time": ("time_preference", _clock),  # a clock time says more than a day (annotation.md)
    "sys_date": ("time_preference", _day),
    "sys_date_period": ("time_preference", _day),
    "time_preference": ("time_preference", _words),
    "sys_unit_currency": ("budget", _won),
    "sys_location": ("location", _place),
    "budget": ("budget", _won),
    "location": ("location", _place),
    "food_type": ("food_type", _words),
    "people": ("people", _people),
}

_SHAPES = {"date": "sys_date", "time": "sys_time", "from": "sys_date_period"}
"""A part that only a value of that kind has."""
