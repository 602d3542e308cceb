"""What a platform resolved itself fills what the words left open, and never overrules them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.meaning import Entities, Intent, Meaning
from core.nlu.hints import with_hints

FOOD = Meaning("내일 점심 김밥", Intent.FOOD_REQUEST, 0.9, Entities(food_type=("김밥",), time_preference="점심"))


def test_a_resolved_day_is_the_day_of_the_time() -> None:
    meaning = with_hints(FOOD, {"time_preference": "2026-11-24"})
    assert (meaning.day, meaning.entities.time_preference) == ("2026-11-24", "점심")


@pytest.mark.parametrize(
    ("hints", "filled"),
    [
        ({"location": "건대"}, {"location": "건대"}),
        ({"budget": "5000"}, {"budget": 5000}),
        ({"people": "4"}, {"people": 4}),
        ({"budget": "많이", "people": "0"}, {}),
    ],
)
def test_hints_fill_what_is_open(hints: dict[str, str], filled: dict[str, int | str]) -> None:
    assert with_hints(FOOD, hints).entities == replace(FOOD.entities, **filled)  # type: ignore[arg-type]


def test_words_win() -> None:
    said = replace(FOOD, entities=Entities(location="홍대", budget=7000, people=2, food_type=("면",)))
    hints = {"location": "건대", "budget": "5000", "people": "4", "food_type": "밥"}
    assert with_hints(said, hints).entities == said.entities


def test_a_place_that_the_platform_asked_for_is_the_one_near_which() -> None:
    near = replace(FOOD, entities=Entities(near_me=True))
    assert with_hints(near, {"location": "건대"}).entities == Entities(location="건대")
    assert with_hints(near, {"budget": "5000"}).entities == Entities(near_me=True, budget=5000)


def test_a_bare_day_that_the_platform_understood_is_a_request() -> None:
    meaning = with_hints(Meaning("내일 점심", Intent.UNKNOWN, 0.3), {"time_preference": "2026-11-24"})
    assert (meaning.intent, meaning.day) == (Intent.FOOD_REQUEST, "2026-11-24")


@pytest.mark.parametrize("intent", [Intent.GENERAL_CHAT, Intent.BALANCE_CHECK])
def test_small_talk_takes_no_hints(intent: Intent) -> None:
    talk = Meaning("안녕", intent, 0.9)
    assert with_hints(talk, {"location": "건대"}) == talk


def test_a_sign_of_danger_takes_no_hints() -> None:
    danger = Meaning("죽고 싶어", Intent.GENERAL_CHAT, 0.9, safety="self_harm")
    assert with_hints(danger, {"location": "건대"}) == danger
