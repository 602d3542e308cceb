"""When a job is due. Pure: slots follow from the timetable and the business time alone, never from a running timer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from apscheduler.triggers.cron import CronTrigger

from core.clock import SEOUL


def timetable(minute: str = "0", hour: str = "*", day: str = "*", day_of_week: str = "*") -> CronTrigger:
    """A timetable in cron's words, in Korean time; weekdays by name, because APScheduler counts them from Monday."""
    return CronTrigger(minute=minute, hour=hour, day=day, day_of_week=day_of_week, timezone=SEOUL)


def due(trigger: CronTrigger, after: datetime, until: datetime) -> Iterator[datetime]:
    """The slots of `trigger` in (`after`, `until`], in order."""
    slot = following(trigger, after)
    while slot <= until:
        yield slot
        slot = following(trigger, slot)


def following(trigger: CronTrigger, after: datetime) -> datetime:
    """The first slot after `after`, which may be a slot itself.

    Raises:
        ValueError: the timetable never comes (30 February).
    """
    slot: datetime | None = trigger.get_next_fire_time(None, after.astimezone(SEOUL) + timedelta(microseconds=1))
    if slot is None:
        raise ValueError(f"{trigger} has no slot after {after.isoformat()}")
    return slot
