from __future__ import annotations

from dataclasses import replace

import pytest

from core.meaning import Entities, Intent, Meaning, Wish
from core.nlu import Understanding
from core.nlu.second import wants_second

UNCLEAR = Meaning("그거 거시기", Intent.UNKNOWN, 0.3)


def test_only_what_is_unclear_is_worth_a_second_reader() -> None:
    assert wants_second(UNCLEAR)
    assert not wants_second(replace(UNCLEAR, confidence=0.6))


@pytest.mark.parametrize(
    "settled",
    [
        replace(UNCLEAR, safety="abuse"),
        replace(UNCLEAR, language="en"),
        replace(UNCLEAR, affirms=True),
        replace(UNCLEAR, wish=Wish.CHEAPER),
        replace(UNCLEAR, intent=Intent.FOOD_REQUEST, entities=Entities(food_type=("김밥",))),
    ],
)
def test_danger_and_settled_talk_never_leave_the_house(settled: Meaning) -> None:
    assert not wants_second(settled)


def test_the_second_reader_decides_the_intent_and_our_readers_the_slots(understanding: Understanding) -> None:
    told = understanding.understand("음 그 뭐냐 국밥 거시기", told=Intent.GROUP_DINING)

    assert (told.intent, told.entities.food_type) == (Intent.GROUP_DINING, ("국밥",))


def test_a_second_reader_cannot_talk_danger_away(understanding: Understanding) -> None:
    assert understanding.understand("아빠가 때려요", told=Intent.FOOD_REQUEST).safety == "abuse"
