"""Opening hours as the sample files write them, turned into the guide's `business_hours`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

from core.recommend.hours import WEEKDAYS

BusinessHours: TypeAlias = dict[str, dict[str, str | bool]]

_SHORT = tuple(day[:3] for day in WEEKDAYS)
_TIME = r"(?:[01]\d|2[0-4]):[0-5]\d"
_HOURS = re.compile(
    rf"(?P<open>{_TIME})-(?P<close>{_TIME})"
    rf"(?: break (?P<break_start>{_TIME})-(?P<break_end>{_TIME}))?"
    rf"(?: last (?P<last_order>{_TIME}))?"
)


def business_hours(notation: Mapping[str, str]) -> BusinessHours:
    """Read `{mon-fri: "10:00-21:00 break 15:00-17:00 last 20:30", sun: closed}`; a later day may pass midnight.

    Raises:
        ValueError: a day that is no day, told twice or left out, or hours in no known form.
    """
    week: BusinessHours = {}
    for days, text in notation.items():
        for day in _days(days):
            if day in week:
                raise ValueError(f"{day} is told twice")
            week[day] = _day(text)
    missing = [day for day in WEEKDAYS if day not in week]
    if missing:
        raise ValueError(f"no hours for {', '.join(missing)}")
    return week


def _days(words: str) -> tuple[str, ...]:
    if words == "daily":
        return WEEKDAYS
    if words == "holiday":
        return ("holiday",)
    first, _, last = words.partition("-")
    try:
        start, end = _SHORT.index(first), _SHORT.index(last or first)
    except ValueError:
        raise ValueError(f"{words!r} is no day") from None
    if end < start:
        raise ValueError(f"{words!r} runs backwards")
    return WEEKDAYS[start : end + 1]


def _day(text: str) -> dict[str, str | bool]:
    if text == "closed":
        return {"closed": True}
    match = _HOURS.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not like '10:00-21:00 break 15:00-17:00 last 20:30' or 'closed'")
    return {name: value for name, value in match.groupdict().items() if value is not None}
