"""Whether a shop is open by its `business_hours` alone: minute by minute reckoning, nothing shared with the product."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import holidays

_KOREA = holidays.country_holidays("KR", language="ko")
_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def is_open(hours: dict[str, Any] | None, at: datetime) -> bool | None:
    """Open at a moment in KST, None where nobody knows."""
    if not hours or any(name not in hours for name in _NAMES):
        return None
    if any(_holds(hours, at, back) for back in (0, 1)):
        return True
    return None if _row(hours, at.date()).get("unknown") and not _closes(hours, at.date()) else False


def _holds(hours: dict[str, Any], at: datetime, back: int) -> bool:
    """Whether the hours that began `back` days ago hold at that moment, breaks taken out."""
    day = at.date() - timedelta(days=back)
    row = _row(hours, day)
    if _closes(hours, day) or row.get("closed") or "open" not in row:
        return False
    minute = at.hour * 60 + at.minute + 1440 * back
    start = _minutes(row["open"])
    end = _next(start, row["close"], same=False)
    if not start <= minute < end:
        return False
    if row.get("break_start") and row.get("break_end"):
        first = _next(start, row["break_start"], same=True)
        second = _next(first, row["break_end"], same=True)
        return not (start < first <= minute < second < end)
    return True


def _row(hours: dict[str, Any], day: date) -> dict[str, Any]:
    name = "holiday" if "holiday" in hours and day in _KOREA else _NAMES[day.weekday()]
    row: dict[str, Any] = hours[name]
    return row


def _closes(hours: dict[str, Any], day: date) -> bool:
    weeks = hours.get("closed_weeks", {}).get(_NAMES[day.weekday()], [])
    is_last = (day + timedelta(days=7)).month != day.month
    if (day.day + 6) // 7 in weeks or (is_last and -1 in weeks):
        return True
    told = [name for name in _KOREA.get(day, "").split("; ") if "대체" not in name]
    for festival, word in (("seollal", "설날"), ("chuseok", "추석")):
        if festival in hours.get("closed_festivals", []) and any(name.startswith(word) for name in told):
            return True
        if f"{festival}_day" in hours.get("closed_festivals", []) and word in told:
            return True
    return False


def _minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def _next(start: int, text: str, *, same: bool) -> int:
    minute = _minutes(text)
    return minute if minute > start or (same and minute == start) else minute + 1440
