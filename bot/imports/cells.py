"""What a cell holds, whatever the file made of it. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeAlias

Cell: TypeAlias = "str | int | float | bool | date | datetime | time | timedelta | None"
Row: TypeAlias = "list[Cell]"

_LONGEST = 10_000  # more letters are a broken file, and no menu or address; patterns over free text stay quick below
_NOTHING = frozenset({"", "-", "--", "null", "none", "nan", "n/a", "na", "nil", "없음", "해당없음", "미상", "#n/a"})
_YES = ("y", "yes", "true", "t", "1", "o", "○", "v", "예", "네", "유", "있음", "가능", "됨", "됩니다", "사용", "해당")
_NO = ("n", "no", "false", "f", "0", "x", "×", "아니오", "아니요", "무", "불가", "불가능", "안됨", "미사용")
_FLAGS = dict.fromkeys(_YES, True) | dict.fromkeys(_NO, False)
_CLOCK = re.compile(
    r"(?P<half>오전|오후|am|pm)?\s*(?P<hour>\d{1,2})\s*[:시]\s*(?P<minute>\d{1,2})?\s*분?(?:\s*:\s*\d{1,2})?\s*(?P<after>am|pm)?",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*(?:[-./년\s]\s*(\d{1,2})(?:\s*[-./월\s]\s*(\d{1,2}))?)?(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])?(?!\d)")


def text_of(cell: Cell) -> str:
    """Words of a cell in one line, NFC; whole numbers without ".0", nothing for "-" and its like."""
    if isinstance(cell, str):
        return _words(cell)
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else _words(str(cell))


@lru_cache(maxsize=4096)
def _words(text: str) -> str:
    """Kept for a few hundred rows: a row's cells are asked for by many fields, and lists repeat themselves."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).replace("\u200b", " ").replace("\ufeff", " ")
    text = " ".join(text.replace("\x00", "").split())
    return "" if text.lower() in _NOTHING else text


def too_long(row: Row) -> int | None:
    """The index of a cell with more letters than are read."""
    return next((i for i, cell in enumerate(row) if isinstance(cell, str) and len(cell) > _LONGEST), None)


def number_of(cell: Cell) -> float | None:
    """A number, also one written as text."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, (int, float)):
        return float(cell)
    try:
        return float(text_of(cell).replace(",", ""))
    except ValueError:
        return None


def flag_of(cell: Cell) -> bool | None:
    """Yes or no as lists write it; None where it says neither."""
    if isinstance(cell, bool):
        return cell
    return _FLAGS.get(text_of(cell).lower())


def clock_of(cell: Cell) -> str | None:
    """A time of day as HH:MM, from a time, a fraction of a day, "9:00", "0900", "오후 9시" or "9:00 PM"."""
    if isinstance(cell, (datetime, time)):
        return f"{cell.hour:02}:{cell.minute:02}"
    if isinstance(cell, timedelta):
        return _clock(int(cell.total_seconds()) // 60)
    if isinstance(cell, float) and 0 <= cell <= 1:
        return _clock(round(cell * 24 * 60))
    word = text_of(cell)
    if match := _CLOCK.fullmatch(word):
        return _clock(_hour(match) * 60 + int(match["minute"] or 0))
    if word.isdecimal() and len(word) in {3, 4} and int(word[-2:]) < 60:
        return _clock(int(word[:-2]) * 60 + int(word[-2:]))
    return None


def date_of(cell: Cell) -> date | None:
    """A date of which the year at least is told ("2024-02", "2022.3.31", "20250714"), the rest taken as the first."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    word = text_of(cell)
    match = _COMPACT.search(word) or _DATE.search(word)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return date(int(match[1]), 1, 1)


def _hour(match: re.Match[str]) -> int:
    """The hour of 24 that is meant: 오후 9시 is 21, 오후 12시 is 12, 오전 12시 is 0."""
    hour, half = int(match["hour"]), (match["half"] or match["after"] or "").lower()
    if not half or hour > 12:
        return hour
    return hour % 12 + (12 if half in {"오후", "pm"} else 0)


def _clock(minutes: int) -> str | None:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}" if minutes <= 24 * 60 else None
