"""The opening hours of many shops in columns: `hours.opening` for all rows at once. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from core.clock import SEOUL
from core.recommend.hours import (
    DAY_MINUTES,
    HOLIDAY,
    Week,
    festivals_on,
    holiday_name,
    weeks_of_month,
)

_KEPT_MINUTES = 32

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class HourColumns:
    """`kinds` numbers each row's kind of week (-1: no hours); the other columns are by kind."""

    kinds: NDArray[np.int32]
    spans: NDArray[np.int16]  # kind, day (Monday to Sunday, holiday), half of the day, start and end; -1 is none
    holiday_row: Mask
    unknown: NDArray[np.uint8]
    closed_weeks: NDArray[np.uint8]
    closed_festivals: NDArray[np.uint8]
    _told: dict[datetime, tuple[Mask, Mask]] = field(default_factory=dict)

    def open_at(self, rows: Rows, at: datetime) -> tuple[Mask, Mask]:
        """For each of `rows`: known to be open at `at`, and whether that is known at all."""
        minute = at.astimezone(SEOUL).replace(second=0, microsecond=0)
        told = self._told.get(minute)
        if told is None:
            if len(self._told) >= _KEPT_MINUTES:
                self._told.clear()
            told = self._told[minute] = self._kinds_at(minute)
        kinds = self.kinds[rows]
        return told[0][kinds], told[1][kinds]

    def _kinds_at(self, local: datetime) -> tuple[Mask, Mask]:
        """The same for every kind of week; the last stands for no hours."""
        kinds = np.arange(len(self.spans), dtype=np.int32)
        has_hours: Mask = kinds < len(kinds) - 1
        today = local.date()
        minute = local.hour * 60 + local.minute
        is_open = self._covered(kinds, today, minute)
        is_open |= self._covered(kinds, today - timedelta(days=1), minute + DAY_MINUTES)
        doubtful = self.unknown[kinds] >> self._day_kinds(kinds, today) & ~self._closes_irregularly(kinds, today)
        is_known = is_open | (doubtful & 1 == 0)
        return is_open & has_hours, is_known & has_hours

    def _covered(self, kinds: NDArray[np.int32], day: date, minute: int) -> Mask:
        spans = self.spans[kinds, self._day_kinds(kinds, day)]
        inside: Mask = np.any((spans[:, :, 0] <= minute) & (minute < spans[:, :, 1]), axis=1)
        covered: Mask = inside & ~self._closes_irregularly(kinds, day)
        return covered

    def _day_kinds(self, kinds: NDArray[np.int32], day: date) -> Rows:
        found = np.full(len(kinds), day.weekday(), dtype=np.int64)
        if holiday_name(day) is not None:
            found[self.holiday_row[kinds]] = HOLIDAY
        return found

    def _closes_irregularly(self, kinds: NDArray[np.int32], day: date) -> Mask:
        in_week = self.closed_weeks[kinds, day.weekday()] & weeks_of_month(day)
        closed: Mask = (in_week | (self.closed_festivals[kinds] & festivals_on(day))) != 0
        return closed


class WeekKinds:
    """Numbers weeks as they come; equal weeks are one kind."""

    def __init__(self, weeks: Sequence[Week] = ()) -> None:
        self._kind_of = {week: kind for kind, week in enumerate(weeks)}

    @property
    def weeks(self) -> tuple[Week, ...]:
        """One week a kind."""
        return tuple(self._kind_of)

    def of(self, weeks: Sequence[Week | None]) -> NDArray[np.int32]:
        """The kind of each of `weeks`, -1 where there is none."""
        kinds = [-1 if week is None else self._kind_of.setdefault(week, len(self._kind_of)) for week in weeks]
        return np.array(kinds, dtype=np.int32)


def hour_columns(kinds: NDArray[np.int32], weeks: Sequence[Week]) -> HourColumns:
    """The columns of rows of those kinds of `weeks`; a last kind that is never open stands for no hours (-1)."""
    spans = np.full((len(weeks) + 1, 8, 2, 2), -1, dtype=np.int16)
    for kind, week in enumerate(weeks):
        for day, hours in enumerate((*week.days, week.holiday)):
            if hours is not None:
                spans[kind, day, : len(hours.intervals)] = hours.intervals
    told = (*weeks, Week((None,) * 7))
    return HourColumns(
        kinds=kinds,
        spans=spans,
        holiday_row=np.array([week.has_holiday_row for week in told], dtype=np.bool_),
        unknown=np.array([week.unknown for week in told], dtype=np.uint8),
        closed_weeks=np.array([week.closed_weeks for week in told], dtype=np.uint8),
        closed_festivals=np.array([week.closed_festivals for week in told], dtype=np.uint8),
    )
