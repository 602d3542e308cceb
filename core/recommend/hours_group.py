"""Days said together in published hours: 매월 둘째, 넷째 일요일 및 명절. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.recommend.hours import FESTIVALS, HOLIDAY
from core.recommend.hours_words import Mark, Word


@dataclass(slots=True)
class Group:
    """Days of every week, of some weeks of the month, festivals, and days of which only some are meant."""

    days: list[int] = field(default_factory=list)
    weeks: dict[int, set[int]] = field(default_factory=dict)
    festivals: set[str] = field(default_factory=set)
    unsure: set[int] = field(default_factory=set)
    _nth: set[int] = field(default_factory=set)
    _waiting: bool = False  # for the weekday a "second week" or "every other" is about
    _sometimes: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether hours can be told of it: weekdays and holidays alone."""
        return not (self.weeks or self.festivals or self.unsure)

    @property
    def is_whole(self) -> bool:
        """Whether every word found its day."""
        said = bool(self.days) or not self.is_plain
        return said and not self._waiting and HOLIDAY not in self.weeks and HOLIDAY not in self.unsure

    def take(self, mark: Mark) -> None:
        """One word more."""
        if mark.word is Word.NTH:
            self._nth = (self._nth if self._waiting else set()) | set(mark.value)
            self._waiting, self._sometimes = True, False
        elif mark.word is Word.EVERY:
            self._nth, self._waiting, self._sometimes = set(), True, False
        elif mark.word is Word.SOMETIMES:
            self._nth, self._waiting, self._sometimes = set(), True, True
        elif mark.word is Word.FESTIVAL:
            self.festivals |= {FESTIVALS[index] for index in mark.value}
        elif mark.word is Word.DAYS:
            self._waiting = False
            for day in mark.value:
                self._place(day)

    def _place(self, day: int) -> None:
        if self._sometimes:
            self.unsure.add(day)
        elif self._nth:
            self.weeks.setdefault(day, set()).update(self._nth)
        else:
            self.days.append(day)
