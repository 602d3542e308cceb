"""What LINE is sent: valid whatever the answer holds, and nothing of it lost where it fits."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import HealthCheck, given, settings
from linebot.v3.messaging import ReplyMessageRequest

from adapters.line.events import read_event
from adapters.line.render import LineRenderer, postback_data
from adapters.templates import JsonTemplates
from bot.standins.line_rules import message_problems
from core.messages import Action, Answer, Button, ButtonKind
from tests.adapters.answers import brimming_answer, food_answer, hostile_answers, shop_card

RENDERER = LineRenderer(JsonTemplates("line"))


def accepted_by_sdk(messages: list[dict[str, Any]]) -> ReplyMessageRequest:
    return ReplyMessageRequest.from_dict({"replyToken": "0" * 32, "messages": messages})


def words_in(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(hostile_answers)
def test_no_answer_ever_passes_a_limit(answer: Answer) -> None:
    messages = RENDERER.render(answer)
    assert message_problems(messages) == []
    assert accepted_by_sdk(messages).to_dict()["messages"] is not None


def test_words_come_first_then_cards_then_the_question_with_what_to_press() -> None:
    words, cards, question = RENDERER.render(food_answer())
    assert words == {"type": "text", "text": "5천원이면 여기 어때요?"}
    assert [bubble["body"]["contents"][0]["text"] for bubble in cards["contents"]["contents"]] == [
        "화양 할머니분식",
        "건대 김밥",
    ]
    assert question["text"] == "몇 년생이에요? 안 알려줘도 돼요"
    assert [item["action"] for item in question["quickReply"]["items"]] == [
        {"type": "postback", "label": "다른 데", "data": "v=1&a=others&t=again", "displayText": "다른 데 보여줘"},
        {"type": "message", "label": "더 싼 데", "text": "더 싼 데 있어?"},
        {"type": "location", "label": "내 위치"},
    ]


def test_a_bubble_shows_all_that_its_card_says() -> None:
    card = shop_card()
    bubble = RENDERER.render(food_answer(card))[1]["contents"]
    shown = words_in(bubble)
    for words in (card.title, card.subtitle, card.price, *card.badges, *card.lines, "tel:02-000-0101"):
        assert words in shown
    assert bubble["footer"]["contents"][0]["action"]["data"] == "v=1&a=select&shop=12&t=one-use"


def test_the_lock_screen_shows_the_preview_only() -> None:
    cards = RENDERER.render(food_answer())[1]
    assert cards["altText"] == "나비얌이 답했어요"


def test_many_cards_become_ten_bubbles_of_one_size() -> None:
    cards = RENDERER.render(food_answer(*[shop_card(f"분식 {n}") for n in range(14)]))[1]
    assert len(cards["contents"]["contents"]) == 10
    assert {bubble["size"] for bubble in cards["contents"]["contents"]} == {"kilo"}


def test_help_lines_can_be_pressed_before_anything_is_read() -> None:
    call = Button(ButtonKind.CALL, "109 전화하기", "109")
    bubble = RENDERER.render(replace(food_answer(), urgent=(call,)))[0]["contents"]
    first, words = bubble["body"]["contents"]
    assert first["contents"][0]["action"] == {"type": "uri", "label": "109 전화하기", "uri": "tel:109"}
    assert words["contents"][0]["text"] == "5천원이면 여기 어때요?"


def test_an_answer_without_words_still_says_something() -> None:
    empty = replace(food_answer(), lines=(), cards=(), question="", replies=())
    assert RENDERER.render(replace(empty, cards=(replace(shop_card(), title=" "),))) == RENDERER.render(empty)
    assert message_problems(RENDERER.render(empty)) == []


@pytest.mark.parametrize("arguments", [{"text": "a=b&c;d+e%f 가"}, {"shop": "1", "v": "2", "a": "x", "t": "y"}, {}])
def test_a_button_comes_back_as_it_went_out(arguments: dict[str, str]) -> None:
    action = Action("report", arguments, "tok&en=1")
    event = {
        "type": "postback",
        "webhookEventId": "01JDA8Q6Y0",
        "source": {"type": "user", "userId": "U1"},
        "postback": {"data": postback_data(action)},
    }
    incoming = read_event(event, samples=True)
    assert incoming is not None
    kept = {key: value for key, value in arguments.items() if key not in {"v", "a", "t"}}
    assert incoming.action == Action("report", kept, "tok&en=1")


def test_in_a_group_words_to_press_address_the_bot() -> None:
    _, _, question = RENDERER.render(replace(food_answer(), group=True))
    again, cheaper = [item["action"] for item in question["quickReply"]["items"]]
    assert again["data"] == "v=1&a=others&t=again"
    assert cheaper == {
        "type": "postback",
        "label": "더 싼 데",
        "data": "v=1&a=say&text=더 싼 데 있어?",
        "displayText": "더 싼 데 있어?",
    }


def test_hangul_in_a_button_costs_one_unit_a_letter() -> None:
    data = postback_data(Action("say", {"text": "떡볶이" * 90}))
    assert len(data) == len("v=1&a=say&text=") + 270
    assert dict(parse_qsl(data))["text"] == "떡볶이" * 90


@pytest.mark.parametrize("unit", ["a", "가", "🍎", "👨‍👩‍👧"])
def test_more_of_everything_than_line_takes_is_trimmed_to_what_it_takes(unit: str) -> None:
    words, cards, question = RENDERER.render(brimming_answer(unit))
    assert message_problems([words, cards, question]) == []
    assert len(question["quickReply"]["items"]) == 13
    assert words["text"].startswith(unit * 120)
    assert len(cards["contents"]["contents"]) >= 2


@pytest.mark.parametrize(("length", "kind"), [(300, "postback"), (301, "message")])
def test_a_button_whose_data_does_not_fit_whole_is_said_instead(length: int, kind: str) -> None:
    action = Action("say", {"text": "가" * (length - len("v=1&a=say&text="))})
    answer = replace(food_answer(), replies=(Button(ButtonKind.ACTION, "이거", "이거", action),))
    (item,) = RENDERER.render(answer)[-1]["quickReply"]["items"]
    assert item["action"]["type"] == kind


def test_ten_of_the_heaviest_cards_are_within_the_bytes_of_a_carousel() -> None:
    buttons = tuple(Button(ButtonKind.LINK, "가" * 14, f"https://naviyam.kr/{'a' * 381}") for _ in range(4))
    heavy = replace(shop_card("가" * 50), price="가" * 25, lines=("가" * 10,) * 6, buttons=buttons)
    cards = RENDERER.render(food_answer(*[heavy] * 10))[1]
    assert message_problems([cards]) == []
    assert len(cards["contents"]["contents"]) == 10
