"""A linked meal card and its region's rules. Pure, integer won, days of KST."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from db.places import RegionRow

CONVENIENCE_MEAL = 3000  # what a small meal at a convenience store costs, for counting how far money goes


@dataclass(frozen=True, slots=True)
class MealCard:
    """`balance` is what is free as of `as_of` (None: nobody told it yet), `held` what vouchers keep beside it; won.

    `spent_today` is what it has paid on this day of KST. `rule` is the region's, with its columns None where nobody
    stated them.
    """

    balance: int
    as_of: datetime | None
    active: bool
    charge_day: int | None
    rule: RegionRow
    held: int = 0
    spent_today: int = 0

    @property
    def spendable(self) -> int:
        """Won that one meal may cost now: the least of its limits."""
        return min(self.limits, default=0) if self.active else 0

    @property
    def limits(self) -> list[int]:
        """Balance, the meal's amount, what is left of the day's limit: those that are known; won."""
        day = self.rule.daily_limit
        left = None if day is None else max(0, day - self.spent_today)
        known = (self.balance if self.as_of is not None else None, self.rule.meal_amount, left)
        return [limit for limit in known if limit is not None]


class Refusal(StrEnum):
    """Why a card is refused wherever it is shown."""

    STOPPED = "stopped"  # the card itself is not active
    HOUR = "hour"  # it does not pay at this hour
    DAY = "day"  # what is left of the day's limit does not pay a meal
    MONEY = "money"  # what is left on it does not


@dataclass(frozen=True, slots=True)
class Pace:
    """How far a balance goes until the next charge: whole meals, and small ones from what is left."""

    days: int
    meals: int
    snacks: int


def next_charge(today: date, day_of_month: int) -> date:
    """The next charge day after `today`; a day the month lacks falls on its last."""
    if today.day < _day_in(today.year, today.month, day_of_month):
        year, month = today.year, today.month
    else:
        year, month = (today.year + 1, 1) if today.month == 12 else (today.year, today.month + 1)
    return date(year, month, _day_in(year, month, day_of_month))


def pace(card: MealCard, today: date) -> Pace | None:
    """How many meals the balance pays until the next charge; None where the region's rule is unknown."""
    if card.rule.meal_amount is None or (day := card.charge_day or card.rule.charge_day) is None:
        return None
    meals, rest = divmod(card.balance, card.rule.meal_amount)
    return Pace((next_charge(today, day) - today).days, meals, rest // CONVENIENCE_MEAL)


def usable_now(rule: RegionRow, at: datetime) -> bool:
    """Whether the card pays at this minute of KST, the last one whole; unknown hours count as usable."""
    if rule.usable_from is None or rule.usable_until is None:
        return True
    return rule.usable_from <= at.time().replace(second=0, microsecond=0) <= rule.usable_until


def refusal(card: MealCard, at: datetime, spent: int, meal: int) -> Refusal | None:
    """What about the card itself explains a refusal at `at`, None where nothing does.

    `spent` is what it has paid that day, `meal` what the cheapest meal costs; won.
    """
    if not card.active:
        return Refusal.STOPPED
    if not usable_now(card.rule, at):
        return Refusal.HOUR
    if card.rule.daily_limit is not None and spent + meal > card.rule.daily_limit:
        return Refusal.DAY
    return Refusal.MONEY if card.balance < meal else None


def _day_in(year: int, month: int, day: int) -> int:
    return min(day, calendar.monthrange(year, month)[1])
