"""The hours in which nobody is written to (domain.md 8; 정보통신망법 50조 3항: 21:00 to 08:00). Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from core.clock import SEOUL

EVENING, MORNING = time(21), time(8)


def is_night(at: datetime) -> bool:
    """Whether `at` lies in 21:00-08:00 KST."""
    hour = at.astimezone(SEOUL).time()
    return hour >= EVENING or hour < MORNING


def daytime_from(at: datetime) -> datetime:
    """`at` by day, by night the next 08:00 KST."""
    if not is_night(at):
        return at
    local = at.astimezone(SEOUL)
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    return datetime.combine(day, MORNING, SEOUL)
