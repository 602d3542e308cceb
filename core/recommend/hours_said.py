"""What a shop's published hours said so far, and the `business_hours` they come to. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from core.recommend.hours import DAY_MINUTES, HOLIDAY, WEEKDAYS

Span = tuple[int, int]
T = TypeVar("T")
_EVERY_DAY = -1
_HALF_DAY = 720


class Unreadable(Exception):  # noqa: N818 (not an error: a reading that came to nothing)
    """The text says nothing that can be told as true."""


@dataclass(slots=True)
class Said:
    """Statements by day (0 Monday .. 6 Sunday, 7 public holidays; -1 for every day not said otherwise)."""

    spans: dict[int, list[Span]] = field(default_factory=dict)
    pauses: dict[int, Span] = field(default_factory=dict)
    lasts: dict[int, int] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)
    ends: dict[int, int] = field(default_factory=dict)
    usual: set[int] = field(default_factory=set)
    closed: set[int] = field(default_factory=set)
    weeks: dict[int, set[int]] = field(default_factory=dict)
    festivals: set[str] = field(default_factory=set)
    unsure: set[int] = field(default_factory=set)
    never: bool = False
    _earlier: set[int] = field(default_factory=set)
    _latest: tuple[tuple[int, ...] | None, Span] | None = None

    def start_column(self) -> None:
        """From here on another column speaks: it may repeat the closing days, not change them."""
        self._earlier, self.closed = self.closed, set()

    def open(self, days: tuple[int, ...] | None, span: Span) -> None:
        """Open on `days` (None: every day) for `span`."""
        for day in _keys(days):
            self.spans.setdefault(day, []).append(span)
        self._latest = (days, span)

    def relabel(self, days: tuple[int, ...]) -> None:
        """The hours just said were about `days`: 10:00~22:00(금)."""
        if self._latest is None or self._latest[0] is not None:
            raise Unreadable
        span = self._latest[1]
        self.spans[_EVERY_DAY].remove(span)
        if not self.spans[_EVERY_DAY]:
            del self.spans[_EVERY_DAY]
        self.open(days, span)

    def pause(self, days: tuple[int, ...] | None, span: Span) -> None:
        """A break on `days`."""
        _put(self.pauses, days, span)

    def last_order(self, days: tuple[int, ...] | None, minute: int) -> None:
        """The last order on `days`; of several the latest."""
        for day in _keys(days):
            self.lasts[day] = max(minute, self.lasts.get(day, 0))

    def since(self, days: tuple[int, ...] | None, minute: int) -> None:
        """Open as usual, but from `minute`."""
        _put(self.starts, days, minute)

    def until(self, days: tuple[int, ...] | None, minute: int) -> None:
        """Open as usual, but until `minute`."""
        _put(self.ends, days, minute)

    def as_usual(self, days: Iterable[int]) -> None:
        """Said to be open as on other days."""
        self.usual.update(days)

    def close(self, days: Iterable[int], weeks: dict[int, set[int]], festivals: set[str], unsure: set[int]) -> None:
        """Closed on `days` each week, on some weeks of the month, on festivals; `unsure`: on some of these days."""
        self.closed.update(days)
        for day, which in weeks.items():
            self.weeks.setdefault(day, set()).update(which)
        self.festivals |= festivals
        self.unsure |= unsure

    def business_hours(self) -> dict[str, object] | None:
        """The JSON; None where neither hours nor closing days were said, or every day is closed.

        Where only closing days were said, the other days are unknown ones: nobody is sent to a closed door.

        Raises:
            Unreadable: the statements contradict each other.
        """
        self._agree()
        if not (self.spans or self.closed or self.weeks or self.festivals):
            return None
        names = (*WEEKDAYS, "holiday")
        rows = {name: self._row(day) for day, name in enumerate(names) if day != HOLIDAY or self._speaks_of_holidays()}
        if all("closed" in rows[name] for name in WEEKDAYS) or (self.spans and not _any_open(rows)):
            return None
        result: dict[str, object] = dict(rows)
        if self.weeks:
            result["closed_weeks"] = {WEEKDAYS[day]: sorted(weeks) for day, weeks in sorted(self.weeks.items())}
        if self.festivals:
            result["closed_festivals"] = sorted(self.festivals)
        return result

    def _speaks_of_holidays(self) -> bool:
        said = (*self.spans, *self.starts, *self.ends)
        return HOLIDAY in self.closed or HOLIDAY in said

    def _agree(self) -> None:
        weekly = {day for day in self.closed if day != HOLIDAY}
        before = {day for day in self._earlier if day != HOLIDAY}
        if before and weekly and before != weekly:
            raise Unreadable
        self.closed |= self._earlier
        weekly |= before
        told_open = {*self.spans, *self.starts, *self.ends, *self.usual}
        sometimes = {*self.weeks, *self.unsure}
        if (self.never and (weekly or sometimes)) or weekly & sometimes or self.closed & told_open:
            raise Unreadable
        if set(self.weeks) & self.unsure:
            raise Unreadable

    def _row(self, day: int) -> dict[str, object]:
        if day in self.closed:
            return {"closed": True}
        spans = self.spans.get(day) or self.spans.get(_EVERY_DAY)
        if day in self.unsure or not spans:
            return {"unknown": True}
        start, end, gap = _joined(spans)
        start, end = self.starts.get(day, start), self.ends.get(day, end)
        if not start < end <= start + DAY_MINUTES:
            raise Unreadable
        row: dict[str, object] = {"open": _clock(start), "close": _clock(end)}
        if pause := self._pause(day, start, end, gap):
            row |= {"break_start": _clock(pause[0]), "break_end": _clock(pause[1])}
        last = self.lasts.get(day, self.lasts.get(_EVERY_DAY))
        if last is not None and (order := _within((last, last), start, end)):
            row["last_order"] = _clock(order[0])
        elif last is not None and self._is_about(self.lasts, day):
            raise Unreadable
        return row

    def _pause(self, day: int, start: int, end: int, gap: Span | None) -> Span | None:
        pause = self.pauses.get(day) or self.pauses.get(_EVERY_DAY)
        if gap and pause and gap != pause:
            raise Unreadable
        told = gap or pause
        if told is None:
            return None
        found = _within(told, start, end)
        if found is None and self._is_about(self.pauses, day):
            raise Unreadable
        return found

    def _is_about(self, told: Mapping[int, object], day: int) -> bool:
        """Whether a statement was made with this day's hours in mind, not with the usual ones."""
        return day in told or not (day in self.spans or day in self.ends or day in self.starts)


def _any_open(rows: Mapping[str, Mapping[str, object]]) -> bool:
    return any("open" in rows[name] for name in WEEKDAYS)


def _keys(days: tuple[int, ...] | None) -> tuple[int, ...]:
    return (_EVERY_DAY,) if days is None or set(days) == set(range(7)) else tuple(dict.fromkeys(days))


def _put(where: dict[int, T], days: tuple[int, ...] | None, what: T) -> None:
    for day in _keys(days):
        if where.setdefault(day, what) != what:
            raise Unreadable


def _joined(spans: list[Span]) -> tuple[int, int, Span | None]:
    """One opening of one or two spans, with the break between them."""
    distinct = list(dict.fromkeys(spans))
    if len(distinct) == 1:
        return (*distinct[0], None)
    (start, gap_start), (gap_end, end) = distinct[0], distinct[-1]
    if len(distinct) > 2 or gap_end < gap_start:
        raise Unreadable
    return start, end, (gap_start, gap_end) if gap_end > gap_start else None


def _within(told: Span, start: int, end: int) -> Span | None:
    """A break or last order inside the opening; 3-5 in the afternoon and 1 at night need not say so."""
    for shift in (0, _HALF_DAY, DAY_MINUTES):
        first, second = told[0] + shift, told[1] + shift
        if start < first <= second and (second < end or first == second == end):
            return first, second
    return None


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"
