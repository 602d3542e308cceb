"""Hours of a shop as `business_hours` JSON, from columns of days or from free text. None is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from bot.imports.cells import Cell, clock_of, text_of
from core.recommend.hours import WEEKDAYS
from core.recommend.hours_text import parse_hours

_GROUPS = {"weekday": WEEKDAYS[:5], "weekend": WEEKDAYS[5:]}
_CLOSED = ("휴무", "휴일", "정기휴무", "closed", "쉼", "x")


def week_of(days: Mapping[tuple[str, str], Cell], hours: str | None, closed: str | None) -> dict[str, Any] | None:
    """The week of a row: `days` by (day, part) win over the words of `hours` and `closed`.

    A day that is not told leaves the week unknown: unknown is never "closed".
    """
    if days and (week := _by_days(days)) is not None:
        return week
    return _said(hours, closed)


@lru_cache(maxsize=65_536)
def _said(hours: str | None, closed: str | None) -> dict[str, Any] | None:
    """What a list says of many shops in the same words is read once, and held once."""
    return parse_hours(hours, closed)


def _by_days(cells: Mapping[tuple[str, str], Cell]) -> dict[str, Any] | None:
    rows: dict[str, dict[str, Any]] = {}
    for day in dict.fromkeys(day for day, _ in cells):
        told = {part: cell for (of, part), cell in cells.items() if of == day}
        if (row := _day(told)) is not None:
            rows |= {name: row for name in _GROUPS.get(day, (day,)) if name not in rows or day not in _GROUPS}
    if "holiday" in rows and "sunday" not in rows and "saturday" in rows:
        rows["sunday"] = rows["holiday"]  # the national list of card merchants counts Sundays with holidays
    return rows if all(day in rows for day in WEEKDAYS) else None


def _day(told: Mapping[str, Cell]) -> dict[str, Any] | None:
    words = [text_of(cell).lower() for cell in told.values()]
    if text_of(told.get("closed")).lower() in {"true", "y", "1", "o"} or any(w.startswith(_CLOSED) for w in words if w):
        return {"closed": True}
    if span := text_of(told.get("span")):
        return (_said(span, None) or {}).get(WEEKDAYS[0])
    row = {part: clock for part, cell in told.items() if part != "closed" and (clock := clock_of(cell)) is not None}
    if "open" not in row or "close" not in row or (row["open"] == row["close"] and not _is_whole_day(told)):
        return None
    if not ("break_start" in row and "break_end" in row):
        row.pop("break_start", None)
        row.pop("break_end", None)
    return dict(row)


def _is_whole_day(told: Mapping[str, Cell]) -> bool:
    return text_of(told.get("close")).startswith("24")
