"""What one kind of personal data looks like: a pattern over the plain form of a text, and the token it becomes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

HIDDEN = "\ue000"  # stands in the plain form where personal data was found
KEPT = "\ue001"  # stands where a rule says that this is no personal data: an amount, a date, a coupon code
PAD = "\ue002"  # fills up the rest of a spelled-out digit

Span = tuple[int, int]


def _always(_: re.Match[str]) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern; `token` is what replaces the group `v` (or the whole match), None shields it from later rules."""

    token: str | None
    pattern: re.Pattern[str]
    accept: Callable[[re.Match[str]], bool] = field(default=_always)

    def spans(self, plain: str) -> list[Span]:
        """Where the rule holds, left to right, without overlaps."""
        if self.pattern.search(plain) is None:  # as nearly always: what follows costs more than the search
            return []
        named = "v" if "v" in self.pattern.groupindex else 0
        found = (match.span(named) for match in self.pattern.finditer(plain) if self.accept(match))
        return [(start, end + len(plain[end:]) - len(plain[end:].lstrip(PAD))) for start, end in found]


@dataclass(frozen=True, slots=True)
class Chapter:
    """Rules that are worth trying only where `gate` is found; tried in order, each seeing what the former hid."""

    gate: re.Pattern[str]
    rules: tuple[Rule, ...]


def rule(token: str | None, pattern: str, accept: Callable[[re.Match[str]], bool] = _always) -> Rule:
    """A rule of a case-insensitive pattern."""
    return Rule(token, re.compile(pattern, re.IGNORECASE), accept)
