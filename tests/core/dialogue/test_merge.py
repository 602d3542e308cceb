from __future__ import annotations

from uuid import UUID

import pytest

from core.dialogue.merge import merge
from core.dialogue.state import State
from core.meaning import Entities, Intent, Meaning, Wish

EMPTY = State(UUID(int=1))


def holding(**slots: object) -> State:
    return State(UUID(int=1), slots=Entities(**slots))  # type: ignore[arg-type]


def said(**slots: object) -> Meaning:
    return Meaning("", Intent.FOOD_REQUEST, 1.0, entities=Entities(**slots))  # type: ignore[arg-type]


def changed(**changes: object) -> Meaning:
    return Meaning("", Intent.FOOD_REQUEST, 1.0, **changes)  # type: ignore[arg-type]


RULES = {
    "a later budget replaces": (holding(budget=5000), said(budget=7000), Entities(budget=7000)),
    "a total replaces an amount each": (holding(budget_per_person=9000), said(budget=50000), Entities(budget=50000)),
    "an amount each replaces a total": (
        holding(budget=50000),
        said(budget_per_person=9000),
        Entities(budget_per_person=9000),
    ),
    "more money adds": (holding(budget=5500), changed(more_budget=2000), Entities(budget=7500)),
    "more money each adds to each": (
        holding(budget_per_person=5000),
        changed(more_budget=1000),
        Entities(budget_per_person=6000),
    ),
    "more money without any is the budget": (EMPTY, changed(more_budget=2000), Entities(budget=2000)),
    "one more person": (holding(people=4), changed(more_people=1), Entities(people=5)),
    "one more of an unknown number is unknown": (EMPTY, changed(more_people=1), Entities()),
    "never fewer than one": (holding(people=2), changed(more_people=-5), Entities(people=1)),
    "here replaces a named place": (holding(location="서면"), said(near_me=True), Entities(near_me=True)),
    "a named place replaces here": (holding(near_me=True), said(location="서면"), Entities(location="서면")),
    "another dish replaces": (holding(food_type=("김밥",)), said(food_type=("라면",)), Entities(food_type=("라면",))),
    "a refused dish moves to exclude": (
        holding(food_type=("볶음밥",)),
        said(exclude=("볶음밥",)),
        Entities(exclude=("볶음밥",)),
    ),
    "a dish wished again leaves exclude": (
        holding(exclude=("볶음밥",)),
        said(food_type=("볶음밥",)),
        Entities(food_type=("볶음밥",)),
    ),
    "options and diets accumulate": (
        holding(menu_options=("곱빼기",), dietary=("할랄",)),
        said(menu_options=("순한맛",), dietary=("알레르기 땅콩",)),
        Entities(menu_options=("곱빼기", "순한맛"), dietary=("할랄", "알레르기 땅콩")),
    ),
    "taste and shop stay under a new dish": (
        holding(food_type=("국밥",), taste=("얼큰한",), shop="할매국밥"),
        said(food_type=("우동",)),
        Entities(food_type=("우동",), taste=("얼큰한",), shop="할매국밥"),
    ),
    "taste is replaced by a taste": (holding(taste=("매운",)), said(taste=("담백한",)), Entities(taste=("담백한",))),
    "urgency stays": (holding(urgency=True), said(budget=5000), Entities(budget=5000, urgency=True)),
    "who is alone no longer is": (
        holding(people=1, companions=("혼자",)),
        said(people=3),
        Entities(people=3),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("state", "meaning", "expected"), RULES.values(), ids=RULES)
def test_slots_follow_the_rules(state: State, meaning: Meaning, expected: Entities) -> None:
    assert merge(state, meaning).slots == expected


def test_a_dish_with_do_joins() -> None:
    meaning = Meaning("", Intent.FOOD_REQUEST, 1.0, entities=Entities(food_type=("우유",)), adds_food=True)
    assert merge(holding(food_type=("김밥", "라면")), meaning).slots.food_type == ("김밥", "라면", "우유")


def test_restart_keeps_only_what_the_message_says() -> None:
    meaning = Meaning(
        "", Intent.LOCATION_INQUIRY, 1.0, entities=Entities(food_type=("분식",)), wish=Wish.RESTART
    )  # fmt: skip
    state = merge(holding(food_type=("고기",), people=6, dietary=("채식",), urgency=True), meaning)
    assert state.slots == Entities(food_type=("분식",))


def test_a_sign_of_danger_changes_no_slot() -> None:
    state = holding(food_type=("햄버거",), location="신림역")
    meaning = Meaning("", Intent.GENERAL_CHAT, 1.0, safety="sexual_harm", crisis=True)
    assert merge(state, meaning) == state
