"""The opening hours of many shops in columns: `hours.opening` for all rows at once. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

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

    def open_at(self, rows: Rows, at: datetime) -> tuple[Mask, Mask]:
        """For each of `rows`: known to be open at `at`, and whether that is known at all."""
        local = at.astimezone(SEOUL)
        kinds = self.kinds[rows]
        is_open = np.zeros(len(self.spans), dtype=np.bool_)
        doubtful = np.zeros(len(self.spans), dtype=np.bool_)
        for offset in (0, -1):
            day = local.date() + timedelta(days=offset)
            kind_of_day = np.full(len(self.spans), day.weekday(), dtype=np.int64)
            if holiday_name(day) is not None:
                kind_of_day[self.holiday_row] = HOLIDAY
            spans = self.spans[np.arange(len(self.spans)), kind_of_day]
            now = local.hour * 60 + local.minute - offset * DAY_MINUTES
            closed = (self.closed_weeks[:, day.weekday()] & weeks_of_month(day)) | (
                self.closed_festivals & festivals_on(day)
            )
            is_open |= ((spans[:, :, 0] <= now) & (now < spans[:, :, 1])).any(axis=1) & (closed == 0)
            if offset == 0:
                doubtful = (self.unknown >> kind_of_day & 1).astype(np.bool_) & (closed == 0)
        known = ~doubtful | is_open
        return np.append(is_open, False)[kinds], np.append(known, False)[kinds]


def hour_columns(weeks: Sequence[Week | None]) -> HourColumns:
    """The columns of one week a row; equal weeks are kept once."""
    kind_of: dict[Week, int] = {}
    kinds = [-1 if week is None else kind_of.setdefault(week, len(kind_of)) for week in weeks]
    return _by_kind(np.array(kinds, dtype=np.int32), tuple(kind_of))


def _by_kind(kinds: NDArray[np.int32], weeks: Sequence[Week]) -> HourColumns:
    spans = np.full((len(weeks), 8, 2, 2), -1, dtype=np.int16)
    for kind, week in enumerate(weeks):
        for day, hours in enumerate((*week.days, week.holiday)):
            if hours is not None:
                spans[kind, day, : len(hours.intervals)] = hours.intervals
    return HourColumns(
        kinds=kinds,
        spans=spans,
        holiday_row=np.array([week.has_holiday_row for week in weeks], dtype=np.bool_),
        unknown=np.array([week.unknown for week in weeks], dtype=np.uint8),
        closed_weeks=np.array([week.closed_weeks for week in weeks], dtype=np.uint8).reshape(-1, 7),
        closed_festivals=np.array([week.closed_festivals for week in weeks], dtype=np.uint8),
    )
