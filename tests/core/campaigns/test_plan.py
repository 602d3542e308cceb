"""What an operator writes is whole for everybody, or is refused with the reason."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from core.campaigns.plan import CampaignPlan, Rules
from core.campaigns.wording import fill, problem_of

PLAN: dict[str, Any] = {"name": "봄", "segment_id": 1, "messages": {"a": {"text": "김밥집이 열었어요"}}}

WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({"messages": {"a": {"text": "{name}님 안녕"}}}, "no such variable: name"),
    ({"messages": {"a": {"text": "{food} 먹어요"}}}, "write {food|otherwise}"),
    ({"messages": {"a": {"text": "{coupon} 받아요"}}}, "need a coupon"),
    ({"messages": {"a": {"text": "여기 {link}"}}}, "belong together"),
    ({"messages": {"a": {"text": "여기", "link": "https://example.org"}}}, "belong together"),
    ({"messages": {"a": {"text": "여기 {link", "link": "https://example.org"}}}, "a brace that belongs"),
    ({"messages": {"a": {"text": "여기 {link}", "link": "javascript:alert(1)"}}}, "pattern"),
    ({"messages": {"a": {"text": "두\n줄"}}}, "one line"),
    ({"messages": {"held_out": {"text": "안녕"}}}, "held_out is no name"),
    ({"messages": {}}, "at least 1"),
    ({"kind": "aid", "hold_out_percent": 10}, "only an advertisement may have a hold-out"),
    ({"scheduled_at": "2026-11-23T09:00:00+09:00", "trigger": "ordered"}, "exclude each other"),
    ({"scheduled_at": "2026-11-23T09:00:00"}, "timezone"),
    ({"hold_out_percent": 91}, "less than or equal to 90"),
    ({"throttle_per_minute": 0}, "greater than or equal to 1"),
    ({"segmnet_id": 1}, "Extra inputs"),
)


@pytest.mark.parametrize(("change", "reason"), WRONG)
def test_a_plan_that_does_not_hold_together_is_told_why(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError) as refused:
        CampaignPlan.model_validate(PLAN | change)
    assert reason in str(refused.value)
    assert all(error["loc"] for error in refused.value.errors())  # so that the door names the field


@pytest.mark.parametrize("rules", [{"balance_below": 5000}, {"born_form": 2010}, {"platforms": ["fax"]}])
def test_a_rule_that_there_is_not_never_selects_everybody(rules: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Rules.model_validate(rules)


def test_words_are_filled_in_or_stood_in_for() -> None:
    text = "{food|맛있는 것} 먹고 {coupon} 써요 {link}"
    told = {"coupon": "천원 쿠폰", "link": "https://naviyam.example/r/abc"}
    assert fill(text, told) == "맛있는 것 먹고 천원 쿠폰 써요 https://naviyam.example/r/abc"
    assert fill(text, {**told, "food": "{link}"}).startswith("{link} 먹고")  # a value is no template


@given(st.text("{}|abfoodlinkcouponuntil 가", max_size=40), st.booleans(), st.booleans())
def test_what_passes_can_be_filled_for_everybody(text: str, has_coupon: bool, has_link: bool) -> None:
    if problem_of(text, has_coupon=has_coupon, has_link=has_link) is None:
        values = {"link": "L"} | ({"coupon": "C", "until": "U"} if has_coupon else {})
        filled = fill(text, values)
        assert "{" not in filled
        assert "}" not in filled
