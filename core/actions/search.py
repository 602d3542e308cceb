"""From a turn to a search of the catalogue: where, when, for how much, for whom."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from core.actions.turn import Outcome, Reply, Turn
from core.dialogue.state import Question, Shown, State
from core.meaning import Entities, Wish
from core.messages import Point
from core.recommend.catalogue import Catalogue, Shop
from core.recommend.find import find
from core.recommend.gazetteer import Gazetteer, Place
from core.recommend.hours import holiday_name
from core.recommend.request import Found, Offer, Order, Request
from core.recommend.wishes import FoodGroups

KEPT_SEEN = 20
_OWN_PLACES = frozenset({"집", "학교", "학원", "어린이집", "유치원", "회사", "센터", "복지관", "도서관"})
_DAY_PARTS = {"새벽": 5, "아침": 8, "점심": 12, "낮": 13, "오후": 15, "저녁": 18, "밤": 21, "야식": 22}
_WEEKDAYS = "월화수목금토일"
_AHEAD = {"오늘": 0, "내일": 1, "모레": 2, "글피": 3}
_HOLIDAY_NAMES = {"크리스마스": "기독탄신일", "성탄절": "기독탄신일", "석가탄신일": "부처님오신날", "설": "설날"}
_YEAR_DAYS = 370
_NOON = time(12)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MILD = ("맵지", "안 매", "안매", "순한")


@dataclass(frozen=True, slots=True)
class Where:
    """What is known of where the person is: a point, the name said for it, or why there is none."""

    point: Point | None = None
    name: str | None = None
    choices: tuple[Place, ...] = ()
    unknown: bool = False


class Search:
    """Looks for places in the catalogue."""

    def __init__(self, catalogue: Catalogue, gazetteer: Gazetteer, foods: FoodGroups) -> None:
        self._catalogue = catalogue
        self._gazetteer = gazetteer
        self._foods = foods

    def where(self, state: State) -> Where:
        """The place of the conversation: a named one, else the position sent."""
        named = state.slots.location
        if named is None or named in _OWN_PLACES:
            return Where(point=state.point)
        places = self._gazetteer.resolve(named, state.point)
        if len(places) == 1:
            return Where(point=places[0].point, name=named)
        return Where(choices=places, unknown=not places, name=named)

    def request(self, turn: Turn, where: Where, **changes: Any) -> Request:  # noqa: ANN401 - fields of Request
        """What the slots of the turn ask for; `changes` are what the action wants otherwise."""
        slots, person = turn.state.slots, turn.person
        people = slots.people or 1
        return replace(
            Request(
                at=asked_time(slots.time_preference, turn.state.day, turn.now),
                point=where.point,
                budget=budget(turn),
                people=people,
                wishes=self._foods.wishes(slots.food_type),
                excluded=self._foods.wishes(slots.exclude),
                diets=(*slots.dietary, *(d for d in person.diets if d not in slots.dietary)),
                mild=any(taste.startswith(_MILD) for taste in slots.taste),
                query=" ".join((*slots.food_type, *slots.taste, *slots.menu_options)),
                must_take_card=person.card is not None,
                convenience=turn.meaning.convenience_store,
                goods_refused=frozenset(person.card.rule.goods_not_allowed) if person.card else frozenset(),
                only_shops=self._named_shop(slots),
                coupons=person.coupons,
                seen=turn.state.seen,
                preferred=person.preferred,
                order=Order.DISCREET if turn.meaning.wish is Wish.DISCREET else Order.BEST,
                samples=turn.incoming.samples,
            ),
            **changes,
        )

    def find(self, request: Request) -> Found:
        """Search the catalogue."""
        return find(self._catalogue, request)

    def shop(self, shop_id: int | None, turn: Turn) -> Shop | None:
        """A shop that may be shown to this person."""
        found = self._catalogue.shop(shop_id) if shop_id is not None else None
        return found if found and (turn.incoming.samples or not found.sample) else None

    def named(self, name: str, turn: Turn) -> list[Shop]:
        """Shops whose name holds `name` (spaces ignored), nearest to the conversation's place first."""
        ids = self._by_name(name)
        point = self.where(turn.state).point
        request = Request(
            at=turn.now, point=point, only_shops=ids, any_hour=True, order=Order.NEAREST, samples=turn.incoming.samples
        )
        return [offer.shop for offer in self.find(request).offers] if ids else []

    def _named_shop(self, slots: Entities) -> frozenset[int] | None:
        return (self._by_name(slots.shop) or None) if slots.shop else None

    def _by_name(self, name: str) -> frozenset[int]:
        plain = name.replace(" ", "")
        return frozenset(s.id for s in self._catalogue.shops if plain in s.name.replace(" ", ""))


def budget(turn: Turn) -> int | None:
    """Won for all diners together: what was said, else what the linked card pays for one meal."""
    slots = turn.state.slots
    if slots.budget is not None:
        return slots.budget
    if slots.budget_per_person is not None:
        return slots.budget_per_person * (slots.people or 1)
    if turn.person.card is not None and (slots.people or 1) == 1 and turn.person.card.active:
        return turn.person.card.spendable
    return None


def asked_time(preference: str | None, day: str | None, now: datetime) -> datetime:
    """The moment that a time slot and its day mean; without a day a time already past is tomorrow's."""
    date_ = asked_day(day or preference, now)
    hour, minute = _hour(preference)
    if hour is None:
        return now if date_ == now.date() else datetime.combine(date_, _NOON, now.tzinfo)
    at = datetime.combine(date_, time(hour % 24, minute), now.tzinfo)
    if day is None and at < now - timedelta(hours=1):
        return at + timedelta(days=1)
    return at


def asked_day(word: str | None, now: datetime) -> date:
    """The date of a day word (내일, 토요일, 추석, an ISO date); today for any other word."""
    today = now.date()
    if word in _AHEAD:
        return today + timedelta(days=_AHEAD[word])
    if word and word.endswith("요일") and word[0] in _WEEKDAYS:
        return today + timedelta(days=(_WEEKDAYS.index(word[0]) - today.weekday()) % 7)
    if word and _ISO_DATE.fullmatch(word):
        return date.fromisoformat(word)
    return holiday_date(word, today) or today


def holiday_date(name: str | None, today: date) -> date | None:
    """The next date of a Korean holiday as people call it (추석, 설날, 크리스마스), None for other words."""
    if not name:
        return None
    wanted = _HOLIDAY_NAMES.get(name, name)
    days = (today + timedelta(days=ahead) for ahead in range(_YEAR_DAYS))
    return next((day for day in days if (found := holiday_name(day)) and found.startswith(wanted)), None)


def _hour(preference: str | None) -> tuple[int | None, int]:
    if preference is None:
        return None, 0
    if match := _CLOCK.fullmatch(preference):
        return int(match[1]), int(match[2])
    return _DAY_PARTS.get(preference), 0


def ask_place(turn: Turn, where: Where) -> Outcome:
    """Ask where, because nothing can be found without it."""
    if where.choices:
        replies = tuple(Reply("text", values={"text": place.label}) for place in where.choices)
        return Outcome(
            "which_place",
            turn.state,
            values={"name": where.name},
            question=Question.WHICH_PLACE,
            replies=replies,
        )
    return Outcome(
        "ask_place",
        turn.state,
        values={"unknown": where.name if where.unknown else None},
        question=Question.PLACE,
        asks_location=True,
    )


def after_showing(state: State, offers: tuple[Offer, ...]) -> State:
    """The state with `offers` as what was shown last."""
    shown = tuple(Shown(o.shop.id, o.shop.name, o.to_pay, o.distance) for o in offers)
    seen = tuple(s for s in state.seen if s not in {o.shop.id for o in offers}) + tuple(o.shop.id for o in offers)
    focus = offers[0].shop.id if len(offers) == 1 else None
    return replace(state, shown=shown, seen=seen[-KEPT_SEEN:], focus=focus)
