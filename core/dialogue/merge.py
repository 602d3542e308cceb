"""What a new message changes in the slots held: the rules of `annotation.md`, "Dialogue". Pure."""

from __future__ import annotations

from dataclasses import replace

from core.dialogue.state import State
from core.meaning import Entities, Meaning, Wish
from core.nlu.companions import ALONE, joined


def merge(state: State, meaning: Meaning) -> State:
    """The state after the message's slots; an explicit restart starts from this message alone."""
    if meaning.safety is not None:
        return state
    if meaning.wish is Wish.RESTART:
        return replace(state, slots=_merged(Entities(), meaning), intent=None, day=None, point=None, pending={})
    return replace(state, slots=_merged(state.slots, meaning))


def _merged(held: Entities, meaning: Meaning) -> Entities:
    said = meaning.entities
    food, exclude = _dishes(held, meaning)
    budget, per_person = _money(held, meaning)
    people, companions = _diners(held, meaning)
    location, near_me = _place(held, said)
    return Entities(
        food_type=food,
        budget=budget,
        budget_per_person=per_person,
        people=people,
        companions=companions,
        location=location,
        near_me=near_me,
        time_preference=said.time_preference or held.time_preference,
        menu_options=_with(held.menu_options, said.menu_options),
        taste=said.taste or held.taste,
        dietary=_with(held.dietary, said.dietary),
        exclude=exclude,
        shop=said.shop or held.shop,
        coupon=said.coupon or held.coupon,
        urgency=held.urgency or said.urgency,
    )


def _with(held: tuple[str, ...], said: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*held, *said)))


def _dishes(held: Entities, meaning: Meaning) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A dish replaces, 도 and 같이 add; X 말고 moves X to exclude; wishing X again takes it out."""
    said = meaning.entities
    wished = said.food_type
    held_still = held.food_type if meaning.adds_food or not wished else ()
    food = _with(held_still, wished)
    food = tuple(name for name in food if name not in said.exclude)
    exclude = tuple(name for name in _with(held.exclude, said.exclude) if name not in wished)
    return food, exclude


def _money(held: Entities, meaning: Meaning) -> tuple[int | None, int | None]:
    """A total and an amount per person replace each other; more money adds to whichever is held."""
    said = meaning.entities
    if said.budget_per_person is not None:
        return None, said.budget_per_person
    if said.budget is not None:
        return said.budget, None
    more = meaning.more_budget
    if more is None:
        return held.budget, held.budget_per_person
    if held.budget_per_person is not None:
        return None, held.budget_per_person + more
    return (held.budget or 0) + more, None


def _diners(held: Entities, meaning: Meaning) -> tuple[int | None, tuple[str, ...]]:
    """A later value replaces; one more person counts only where a number is known; nobody eats alone in company."""
    said = meaning.entities
    joins = meaning.more_people is not None and meaning.more_people > 0
    companions = joined(held.companions, said.companions) if joins else said.companions or held.companions
    people = said.people
    if people is None and held.people is not None:
        people = max(1, held.people + (meaning.more_people or 0))
    if ALONE in held.companions and not said.companions and (people or 0) > 1:
        companions = ()
    if ALONE in held.companions and said.companions and ALONE not in said.companions and said.people is None:
        people = None if meaning.more_people is None else people
    return people, companions


def _place(held: Entities, said: Entities) -> tuple[str | None, bool]:
    if said.location is not None:
        return said.location, False
    if said.near_me:
        return None, True
    return held.location, held.near_me
