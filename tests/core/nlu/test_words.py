"""Words of a lexicon are found whole, longest first, and across a space only where they may be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.nlu.text import Page, Words

DISHES = ("비빔밥", "돌솥비빔밥", "국수", "죽", "비빔국수", "BBQ")
KIN = ("애 엄마", "아동", "동생")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("돌솥 비빔밥 하나", ["돌솥 비빔밥"]),
        ("돌솥비빔밥이랑 비빔국수", ["돌솥비빔밥", "비빔국수"]),
        ("한국 수학 공부", []),
        ("야채죽", ["죽"]),
        ("bbq 시킬래", ["bbq"]),
        ("비빔", []),
    ],
)
def test_a_dish_is_found_whole_and_across_a_space_that_begins_no_other_word(text: str, found: list[str]) -> None:
    words = Words({dish: dish for dish in DISHES})

    assert [text[match.start : match.end] for match in words.find(Page(text, text))] == found


@pytest.mark.parametrize(
    ("text", "found"), [("애 엄마랑 가요", ["애 엄마"]), ("애엄마", []), ("아 동생도 와", ["동생"])]
)
def test_who_eats_along_is_found_only_as_it_is_written(text: str, found: list[str]) -> None:
    words = Words({kin: kin for kin in KIN}, across_spaces=False)

    assert [match.value for match in words.find(Page(text, text))] == found


@given(st.lists(st.sampled_from([*DISHES, "먹고", "집", "두 개"]), max_size=5))
def test_every_word_is_found_where_spaces_stand_around_it(said: list[str]) -> None:
    text = " ".join(said)
    words = Words({dish: dish for dish in DISHES})

    found = [match.value for match in words.find(Page(text, text))]

    assert found == [word for word in said if word in DISHES]
