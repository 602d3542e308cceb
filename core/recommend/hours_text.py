"""Published opening hours in free text to the guide's `business_hours` JSON. Pure; docs/catalogue_hours.md.

What is not understood, or contradicts itself, is no hours at all: unknown stays unknown (domain.md 5).
"""

from __future__ import annotations

from core.recommend.hours import HOLIDAY
from core.recommend.hours_group import Group
from core.recommend.hours_said import Said, Unreadable
from core.recommend.hours_words import (
    ANY_CLOCK,
    MIDNIGHT,
    NOON,
    SAID_AFTERNOON,
    SAID_MORNING,
    SAID_TOMORROW,
    Mark,
    Word,
    scan,
)

_EMPTY = frozenset({"", "-", ")", "(", "()", "."})
_NO_CLOSING = frozenset({"없음", "무", "x", "×", "없음)", "none", "no"})
_GROUP = frozenset({Word.DAYS, Word.NTH, Word.EVERY, Word.SOMETIMES, Word.FESTIVAL})
_TIMED = frozenset({Word.TIME, Word.ALL_DAY, Word.BREAK, Word.LAST})
_NEVER_FROM, _NEVER_TO, _LONGEST = 7 * 60, 15 * 60, 21 * 60


def parse_hours(hours: str | None, closed: str | None) -> dict[str, object] | None:
    """The `business_hours` that `hours` and the closing days `closed` say; None where unknown or contradictory.

    Beside the guide's days a row can hold `closed_weeks` (weekday to weeks of the month, -1 the last) and
    `closed_festivals`; a day nobody speaks of is `{"unknown": true}`.
    """
    said = Said()
    try:
        _Reader(_marks(hours), said, in_closing=False).read()
        said.start_column()
        if (closed or "").strip().lower() in _NO_CLOSING:
            said.never = True
        else:
            _Reader(_marks(closed), said, in_closing=True).read()
        return said.business_hours()
    except Unreadable:
        return None


def _marks(text: str | None) -> list[Mark]:
    if text is None or text.strip() in _EMPTY:
        return []
    marks = scan(text)
    if marks is None:
        raise Unreadable
    return marks


class _Reader:
    """Walks the marks of one column and tells `said` what they mean."""

    def __init__(self, marks: list[Mark], said: Said, *, in_closing: bool) -> None:
        self._marks = marks
        self._at = 0
        self._said = said
        self._in_closing = in_closing
        self._days: tuple[int, ...] | None = None  # whom the next times are about; None is every day
        self._outside: list[tuple[int, ...] | None] = []
        self._closing = False

    def read(self) -> None:
        """To the end.

        Raises:
            Unreadable: it makes no sense.
        """
        while self._at < len(self._marks):
            self._step()

    def _step(self) -> None:
        word = self._peek()
        if word in _GROUP:
            self._group()
        elif word in {Word.TIME, Word.ALL_DAY}:
            self._closing = False
            self._times()
        elif word is Word.BREAK:
            self._break()
        elif word is Word.LAST:
            self._next()
            self._skip()
            if self._peek() is Word.NONE:
                self._next()
            else:
                self._last(self._expect(Word.TIME))
        elif word is Word.NONE and self._in_closing:
            self._next()
            self._said.never = True
        elif word in {Word.TO, Word.FROM, Word.UNTIL, Word.NONE}:
            raise Unreadable
        else:
            self._sign(self._next().word)

    def _sign(self, word: Word) -> None:
        if word is Word.OPEN_PAREN:
            self._outside.append(self._days)
        elif word is Word.CLOSE_PAREN:
            self._days = self._outside.pop() if self._outside else self._days
            self._closing = False
        elif word is Word.CLOSED:
            self._closing = True
        elif word is Word.NEVER:
            self._said.never = True

    def _group(self) -> None:
        in_paren = self._at > 0 and self._marks[self._at - 1].word is Word.OPEN_PAREN
        first_of_closing = self._closing and self._marks[self._at - 1].word is Word.CLOSED
        group = self._collect()
        timed = self._peek_past_parens() in _TIMED
        closing = (self._closing or self._in_closing) and not timed
        if self._peek() is Word.AS_USUAL and group.is_plain:
            self._next()
            self._said.as_usual(group.days)
        elif self._peek() is Word.CLOSED or first_of_closing or closing:
            if self._peek() is Word.CLOSED:
                self._next()
            self._said.close(group.days, group.weeks, group.festivals, group.unsure)
        elif timed and group.is_plain:
            self._days = tuple(group.days)
        elif in_paren and self._peek() is Word.CLOSE_PAREN and group.is_plain:
            self._said.relabel(tuple(group.days))
        else:
            raise Unreadable

    def _collect(self) -> Group:
        group = Group()
        while (word := self._peek()) in _GROUP or (word in {Word.COMMA, Word.TO} and self._peek(1) in _GROUP):
            self._next()
            if word is Word.TO:
                group.days += self._through(group.days)
            else:
                group.take(self._marks[self._at - 1])
        if not group.is_whole:
            raise Unreadable
        return group

    def _through(self, days: list[int]) -> list[int]:
        """The days between the last one said and the next: 월~금."""
        last = self._next()
        if not days or last.word is not Word.DAYS or len(last.value) != 1 or HOLIDAY in (days[-1], last.value[0]):
            raise Unreadable
        first, end = days[-1], last.value[0]
        return [day % 7 for day in range(first + 1, (end if end > first else end + 7) + 1)]

    def _times(self) -> None:
        mark = self._next()
        if mark.word is Word.ALL_DAY:
            self._said.open(self._days, (0, MIDNIGHT))
            return
        following = self._peek()
        if following in {Word.TO, Word.FROM} and self._peek(1) is Word.TIME:
            self._next()
            self._range(mark, self._next())
        elif following is Word.LAST:
            self._next()
            self._last(mark)
        elif following is Word.UNTIL:
            self._next()
            self._said.until(self._days, mark.value[0])
        elif following in {Word.FROM, Word.TO}:
            self._next()
            self._said.since(self._days, mark.value[0])
        else:
            raise Unreadable

    def _range(self, first: Mark, second: Mark) -> None:
        if self._peek() is Word.UNTIL:
            self._next()
        found = _span(first, second)
        if self._peek() is Word.BREAK and not self._times_follow_break():
            self._next()
            self._said.pause(self._days, found)
        elif found[1] - found[0] > MIDNIGHT:
            raise Unreadable
        else:
            self._said.open(self._days, found)

    def _times_follow_break(self) -> bool:
        ahead = [mark.word for mark in self._marks[self._at + 1 :] if mark.word is not Word.OPEN_PAREN]
        return ahead[:1] in ([Word.TIME], [Word.NONE])

    def _break(self) -> None:
        self._next()
        self._skip()
        if self._peek() is Word.NONE:
            self._next()
            return
        first = self._expect(Word.TIME)
        if self._next().word not in {Word.TO, Word.FROM}:
            raise Unreadable
        self._said.pause(self._days, _span(first, self._expect(Word.TIME)))
        if self._peek() is Word.UNTIL:
            self._next()

    def _last(self, mark: Mark) -> None:
        self._said.last_order(self._days, mark.value[0])

    def _skip(self) -> None:
        while self._peek() is Word.OPEN_PAREN:
            self._sign(self._next().word)

    def _peek(self, ahead: int = 0) -> Word | None:
        at = self._at + ahead
        return self._marks[at].word if at < len(self._marks) else None

    def _peek_past_parens(self) -> Word | None:
        after = (mark.word for mark in self._marks[self._at :] if mark.word is not Word.OPEN_PAREN)
        return next(after, None)

    def _next(self) -> Mark:
        if self._at >= len(self._marks):
            raise Unreadable
        self._at += 1
        return self._marks[self._at - 1]

    def _expect(self, word: Word) -> Mark:
        mark = self._next()
        if mark.word is not word:
            raise Unreadable
        return mark


def _span(first: Mark, second: Mark) -> tuple[int, int]:
    """Opening and closing minute; a close the next day only where said so or plausible."""
    (start, start_said), (end, end_said) = first.value, second.value
    if start >= MIDNIGHT or (start_said == SAID_MORNING and start == 0) or (end_said, end) == (SAID_AFTERNOON, NOON):
        raise Unreadable
    if start_said == SAID_AFTERNOON and end_said == ANY_CLOCK and start - NOON < end < NOON:
        end += NOON
    if end > start:
        return start, end
    wrapped = end + MIDNIGHT
    doubtful = end_said == ANY_CLOCK and end > _NEVER_FROM and start < _NEVER_TO
    if end_said == SAID_TOMORROW or start == end or doubtful or wrapped - start > _LONGEST:
        raise Unreadable
    return start, wrapped
