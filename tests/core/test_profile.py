"""What is learned of a person: from many turns, smoothed, and nothing where nothing was said."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.people.profile import STYLE_TURNS, Chosen, Said, learn, style

FORMAL = ["김밥 파는 곳이 있습니까", "감사합니다", "근처에 있는지 알려 주세요", "몇 시까지 합니까", "네"] * 2
CASUAL = [
    "배고픈데 뭐 먹지ㅋㅋ",
    "근처에 싼 데 없어",
    "오천원밖에 없음ㅠㅠ",
    "거기 말고 딴 데는",
    "ㅋㅋㅋ 그거 좋다야",
] * 2
FRIENDLY = [
    "배고픈데 뭐 먹을까요",
    "근처에 싼 데 있어요?",
    "오천원밖에 없어요",
    "거기 말고 다른 데요",
    "좋아요 고마워요",
] * 2
BRIEF = ["배고파", "건대", "5천원", "딴거", "ㅇㅇ"] * 2


@pytest.mark.parametrize(
    ("texts", "expected"), [(FORMAL, "formal"), (CASUAL, "casual"), (FRIENDLY, "friendly"), (BRIEF, "brief")]
)
def test_the_last_ten_messages_tell_how_somebody_talks(texts: list[str], expected: str) -> None:
    assert style(texts) == expected
    assert style(texts[: STYLE_TURNS - 1]) is None
    assert style([*texts, *(["안녕하십니까"] * 50)]) == expected


def test_a_profile_sums_up_what_was_said_and_chosen() -> None:
    said = [
        Said("매운 거", {"taste": ["매운"], "budget": 8000, "companions": "동생", "location": "건대"}),
        Said("안 매운 거", {"taste": ["안 매운"], "budget": 5000}),
    ]
    chosen = [Chosen(7, "분식", good_influence=True), Chosen(7, "분식", good_influence=True), Chosen(8, "한식", False)]
    profile = learn(said, chosen, age_known=True, diet_answered=False)
    assert (profile.average_budget, profile.budget_min, profile.budget_max) == (6500, 5000, 8000)
    assert (profile.spice_level, profile.taste_preferences) == (3, {"매운": 1, "안매운": 1})
    assert (profile.preferred_categories, profile.favorite_shops) == (("분식", "한식"), (7,))
    assert (profile.companion_patterns, profile.location_preferences) == (("동생",), ("건대",))
    assert profile.good_influence_preference == 0.6
    assert profile.data_completeness == 0.75


def test_of_a_person_who_said_nothing_nothing_is_known() -> None:
    profile = learn([], [], age_known=False, diet_answered=False)
    assert profile.data_completeness == 0
    assert profile.good_influence_preference == 0.5


entities = st.fixed_dictionaries(
    {},
    optional={
        "budget": st.integers(0, 10_000_000),
        "taste": st.lists(st.text(max_size=5), max_size=3),
        "companions": st.one_of(st.text(max_size=5), st.lists(st.text(max_size=5), max_size=3)),
        "location": st.text(max_size=9),
    },
)
talks = st.lists(st.builds(Said, st.text(max_size=30), entities), max_size=30)
visits = st.lists(
    st.builds(Chosen, st.integers(1, 5), st.sampled_from(["한식", "분식", "중식"]), st.booleans()), max_size=30
)


@given(talks, visits)
@settings(deadline=None)
def test_whatever_was_said_the_profile_stays_within_its_columns(said: list[Said], chosen: list[Chosen]) -> None:
    profile = learn(said, chosen, age_known=True, diet_answered=True)
    assert 0 < profile.good_influence_preference < 1
    assert 0.25 <= profile.data_completeness <= 1
    assert (profile.budget_min or 0) <= (profile.average_budget or 0) <= (profile.budget_max or 0)
    assert len(profile.preferred_categories) <= 3
