"""What Kakao is answered: valid whatever the answer holds, since one limit passed loses all of it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from adapters.kakao.render import KakaoNotices, KakaoRenderer, addressed
from adapters.templates import JsonTemplates
from bot.standins.kakao_rules import response_problems
from core.messages import Answer, Button, ButtonKind, Card
from tests.adapters.answers import brimming_answer, food_answer, hostile_answers, shop_card

RENDERER = KakaoRenderer(JsonTemplates("kakao"))


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(hostile_answers)
def test_no_answer_ever_passes_a_limit(answer: Answer) -> None:
    response = RENDERER.render(answer)
    assert response_problems(response) == []
    assert json.loads(json.dumps(response, ensure_ascii=False)) == response


def test_cards_with_several_buttons_become_a_carousel() -> None:
    outputs = RENDERER.render(food_answer())["template"]["outputs"]
    assert [next(iter(output)) for output in outputs] == ["simpleText", "carousel", "simpleText"]
    first = outputs[1]["carousel"]["items"][0]
    assert first["title"] == "화양 할머니분식"
    assert first["description"].splitlines() == [
        "분식 · 걸어서 4분",
        "참치김밥 3,500원 → 2,500원",
        "결제 OK · 쿠폰 1,000원",
        "전화 02-000-0101",
        "밤 9시까지 열어요",
        "4.5점 (12명) 친절해요",
    ]
    assert first["buttons"] == [
        {
            "label": "여기로 할래",
            "action": "message",
            "messageText": "여기로 할래",
            "extra": {"shop": "12", "v": 1, "a": "select", "t": "one-use"},
        },
        {
            "label": "지도",
            "action": "webLink",
            "webLinkUrl": "https://map.kakao.com/link/map/%ED%99%94%EC%96%91%20%EB%B6%84%EC%8B%9D,37.54,127.06",
        },
        {
            "label": "메뉴",
            "action": "message",
            "messageText": "메뉴 보여줘",
            "extra": {"shop": "12", "v": 1, "a": "menu"},
        },
    ]


def test_one_card_stands_alone() -> None:
    outputs = RENDERER.render(food_answer(shop_card()))["template"]["outputs"]
    assert outputs[1]["textCard"]["title"] == "화양 할머니분식"


def test_cards_with_one_press_each_become_a_list() -> None:
    cards = [line_card(f"분식 {n}") for n in range(3)]
    listed = RENDERER.render(food_answer(*cards))["template"]["outputs"][1]["listCard"]
    assert [item["title"] for item in listed["items"]] == ["분식 0", "분식 1", "분식 2"]
    assert listed["items"][0]["extra"] == {"shop": "12", "v": 1, "a": "menu"}
    assert listed["items"][0]["description"] == "참치김밥 3,500원 → 2,500원 · 분식 · 걸어서 4분"


def test_a_card_that_a_list_item_cannot_hold_stays_a_card() -> None:
    for change in ({"lines": ("밤 9시까지 열어요",)}, {"badges": ("결제 OK",)}, {"title": "가" * 37}):
        cards = [line_card("분식"), replace(line_card("국밥"), **change)]
        assert "carousel" in RENDERER.render(food_answer(*cards))["template"]["outputs"][1]


def line_card(title: str) -> Card:
    """A card that is one line and one press."""
    return replace(shop_card(title), badges=(), lines=(), buttons=shop_card().buttons[1:2])


def test_long_cards_lose_whole_lines_from_the_end() -> None:
    card = replace(shop_card(), lines=("밤 9시까지 열어요", "아주 " * 30, "셋째 줄"), buttons=())
    item = RENDERER.render(food_answer(card, shop_card()))["template"]["outputs"][1]["carousel"]["items"][0]
    assert item["description"].splitlines()[-2:] == ["밤 9시까지 열어요", "셋째 줄"]


def test_replies_that_cannot_be_quick_hang_on_the_question() -> None:
    answer = replace(food_answer(), replies=(Button(ButtonKind.CALL, "가게에 전화", "02-000-0101"),))
    template = RENDERER.render(answer)["template"]
    assert template["outputs"][2]["textCard"] == {
        "description": "몇 년생이에요? 안 알려줘도 돼요",
        "buttons": [{"label": "가게에 전화", "action": "phone", "phoneNumber": "02-000-0101"}],
        "buttonLayout": "vertical",
    }
    assert "quickReplies" not in template


def test_no_help_line_is_lost_when_there_are_more_than_a_card_has_buttons() -> None:
    calls = tuple(Button(ButtonKind.CALL, label, number) for label, number in HELP_LINES)
    card = RENDERER.render(replace(food_answer(), urgent=calls))["template"]["outputs"][0]["textCard"]
    assert [button["phoneNumber"] for button in card["buttons"]] == ["109", "112", "1388"]
    assert "학교폭력 117" in card["description"]


def test_who_is_asked_for_a_place_gets_the_location_block_where_there_is_one() -> None:
    without = RENDERER.render(food_answer())
    plugin = KakaoRenderer(JsonTemplates("kakao"), location_block="6501a3").render(food_answer())
    labels = [[reply["label"] for reply in response["template"]["quickReplies"]] for response in (without, plugin)]
    assert labels == [["다른 데", "더 싼 데"], ["다른 데", "더 싼 데", "내 위치"]]
    assert plugin["template"]["quickReplies"][2] == {"label": "내 위치", "action": "block", "blockId": "6501a3"}
    for response in (without, plugin):
        assert response_problems(response) == []
        (context,) = response["context"]["values"]
        assert (context["name"], context["lifeSpan"]) == ("naviyam_place", 1)


def test_in_a_group_the_answer_names_whom_it_is_for() -> None:
    answered = addressed(RENDERER.render(food_answer()), "u1")
    assert response_problems(answered) == []
    assert answered["template"]["outputs"][0]["simpleText"]["text"].startswith("{{#mentions.asker}} 5천원이면")
    assert answered["extra"] == {"mentions": {"asker": {"type": "botUserKey", "id": "u1"}}}
    full = addressed(RENDERER.render(brimming_answer("가")), "u1")
    assert response_problems(full) == []


HELP_LINES = [("자살예방", "109"), ("경찰", "112"), ("청소년", "1388"), ("학교폭력", "117")]


def test_every_notice_is_a_valid_response() -> None:
    notices = KakaoNotices(JsonTemplates("kakao"))
    made = [notices.make(name) for name in ("unreadable", "empty", "too_large", "other_bot")]
    assert [response_problems(response) for response in made] == [[]] * 4


@pytest.mark.parametrize("unit", ["a", "가", "🍎", "👨‍👩‍👧"])
def test_more_of_everything_than_kakao_takes_is_trimmed_to_what_it_takes(unit: str) -> None:
    response = RENDERER.render(brimming_answer(unit))
    assert response_problems(response) == []
    words, cards, _ = response["template"]["outputs"]
    assert len(response["template"]["quickReplies"]) == 10
    assert len(cards["carousel"]["items"]) == 10
    assert len(cards["carousel"]["items"][0]["buttons"]) == 3
    assert words["simpleText"]["text"].startswith(unit * 100)
