"""Parameters of a block: `action.params` and `action.detailParams` in every shape seen (platforms.md 2).

A value is plain text, JSON in a string, an object, or the bare name of its entity ("sys.date") where Kakao
could not resolve it; then `origin` holds what the person wrote. The operator chooses the keys; those of the
system entities have their dots replaced by underscores.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from typing import Any

from adapters.positions import read_point
from adapters.reading import mapping, number, text
from core.messages import Point

_BARE_NAME = re.compile(r"(sys|bz|usr)\.[a-z_.]+|@\S+")
_HINT_LIMIT = 100
_MOST_WON = 10_000_000

Value = str | Mapping[str, Any]


def read_hints(action: Mapping[str, Any]) -> dict[str, str]:
    """What Kakao resolved, by the keys of `core.nlu.Entities`: an ISO date or HH:MM, won, a place name, a dish."""
    given = list(_parameters(action))
    hints: dict[str, str] = {}
    for key, (slot, read) in _READERS.items():
        found = (read(value, origin) for name, value, origin in given if name == key)
        hint = next(filter(None, found), "")
        if hint:
            hints.setdefault(slot, hint[:_HINT_LIMIT])
    return hints


def read_position(action: Mapping[str, Any]) -> Point | None:
    """The position that a location plugin sent: `{"location": {…}}` or flat, latitude and longitude or lat, lng."""
    for _, value, _ in _parameters(action):
        place = mapping(mapping(value).get("location")) or mapping(value)
        north = place.get("latitude", place.get("lat"))
        east = place.get("longitude", place.get("lng"))
        point = read_point(north, east)
        if point is not None:
            return point
    return None


def _parameters(action: Mapping[str, Any]) -> Iterator[tuple[str, Value, str]]:
    """Key, value and the person's own words of each parameter, the detailed ones first."""
    for key, detail in mapping(action.get("detailParams")).items():
        yield key, _value(mapping(detail).get("value")), text(mapping(detail).get("origin")).strip()
    for key, value in mapping(action.get("params")).items():
        yield key, _value(value), ""


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
    if text(resolved.get("unit")).upper() not in {"", "KRW", "WON", "원"}:
        return ""
    amount = number(resolved.get("amount"))
    if amount is None:
        amount = number(_words(value, origin).replace(",", "").removesuffix("원"))
    return f"{amount:.0f}" if amount is not None and 0 < amount <= _MOST_WON else ""


_READERS: dict[str, tuple[str, Callable[[Value, str], str]]] = {
    "sys_time": ("time_preference", _clock),  # a clock time says more than a day (annotation.md)
    "sys_date": ("time_preference", _day),
    "sys_date_period": ("time_preference", _day),
    "sys_unit_currency": ("budget", _won),
    "sys_location": ("location", _words),
    "budget": ("budget", _won),
    "location": ("location", _words),
    "food_type": ("food_type", _words),
}
