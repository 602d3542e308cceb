"""Answers "다음 충전까지 어떻게 버텨?": a map of meals from real menus, hours and limits (domain.md 7)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import groupby

from core.actions.search import Search, Where, ask_place
from core.actions.turn import Outcome, Sheet, Turn
from core.foodcard.card import MealCard, next_charge, usable_now
from core.recommend.catalogue import Menu, Shop
from core.recommend.plan import Choice, Plan, Planned, Slot, in_turns, plan
from core.recommend.request import WIDEST_METRES, Order, Relaxed

MEALS = (("점심", time(12, 30), time(14)), ("저녁", time(18, 30), time(20, 30)))
"""A meal's name, when it is had, and until when it may still be planned for today."""
CHOICES = 12
SHOWN_DAYS = 3


class PlanMeals:
    """Answers with how many meals the money makes, and the next three days meal by meal."""

    def __init__(self, search: Search) -> None:
        self._search = search

    async def __call__(self, turn: Turn) -> Outcome:
        """Planned anew each time, so that what was eaten or paid meanwhile counts. Off the event loop."""
        card = turn.person.card
        if card is None:
            return Outcome("plan_no_card", turn.state)
        day = card.charge_day or card.rule.charge_day
        if card.as_of is None or not card.active or day is None:
            return Outcome("balance_check", turn.state, _standing(card))
        where = self._search.where(turn.state)
        if where.point is None:
            asked = ask_place(turn, where)
            return replace(asked, state=replace(asked.state, intent=None))  # of a balance nothing more would be read
        charge = next_charge(turn.now.date(), day)
        made = await asyncio.to_thread(self._plan, turn, where, card, charge)
        values = {
            "meals": len(made.meals),
            "days": len({meal.day for meal in made.meals}),
            "of_days": len(set(_days(turn.now, charge))),
            "charged_on": charge,
            "left": made.left,
        }
        return Outcome("plan", turn.state, values, sheets=tuple(_sheets(made, turn.now.date())))

    def _plan(self, turn: Turn, where: Where, card: MealCard, charge: date) -> Plan:
        slots = [
            Slot(at.date(), name, self._choices(turn, where, card, at)) for name, at in _meal_times(turn.now, charge)
        ]
        return plan(in_turns(slots), card.balance, card.rule.daily_limit, spent=card.spent_today)

    def _choices(self, turn: Turn, where: Where, card: MealCard, at: datetime) -> tuple[Choice, ...]:
        """What the card pays there at that time: the cheapest meal of each of the cheapest places."""
        if not usable_now(card.rule, at):
            return ()
        limits = [limit for limit in (card.rule.meal_amount, card.rule.daily_limit) if limit is not None]
        request = self._search.request(
            turn,
            where,
            at=at,
            budget=min(limits, default=card.balance),
            people=1,
            wishes=(),
            coupons=(),
            only_shops=None,
            convenience=False,
            within=WIDEST_METRES,
            order=Order.CHEAPEST,
            limit=CHOICES,
            seen=(),
        )
        found = self._search.find(request)
        if not set(found.relaxed) <= {Relaxed.WIDER}:
            return ()
        surely = (offer for offer in found.offers if offer.picks and offer.shop.card == "Y")
        return tuple(_choice(offer.shop, offer.picks[0].menu) for offer in surely)


def _choice(shop: Shop, menu: Menu) -> Choice:
    return Choice(shop.id, f"{menu.name} ({shop.name})", menu.price, menu.price, shop.category)


def _standing(card: MealCard) -> dict[str, object]:
    return {"balance": card.balance, "held": card.held, "as_of": card.as_of, "active": card.active, "pace": None}


def _days(now: datetime, charge: date) -> Iterator[date]:
    return (at.date() for _, at in _meal_times(now, charge))


def _meal_times(now: datetime, charge: date) -> Iterator[tuple[str, datetime]]:
    """Every meal from now to the day before the charge."""
    day = now.date()
    while day < charge:
        for name, at, until in MEALS:
            if day > now.date() or now.time() < until:
                yield name, datetime.combine(day, at, now.tzinfo)
        day += timedelta(days=1)


def _sheets(made: Plan, today: date) -> Iterator[Sheet]:
    """The first days, a card each."""
    by_day: list[tuple[date, list[Planned]]] = [
        (day, list(meals)) for day, meals in groupby(made.meals, lambda meal: meal.day)
    ]
    for day, meals in by_day[:SHOWN_DAYS]:
        cost = sum(meal.choice.price for meal in meals)
        yield Sheet("plan_card", {"day": day, "ahead": (day - today).days, "meals": meals, "cost": cost})
