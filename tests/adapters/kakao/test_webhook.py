"""The door of Kakao: the right key gets something to show, whatever was sent."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.standins.kakao_rules import response_problems, verdict_problems
from core.messages import Action, Point
from tests.adapters.answers import payload
from tests.adapters.kakao.door import BOT, KEY, NOW, PREVIOUS, Door


def said(response: dict[str, Any]) -> str:
    """The words of a response that is one simple text."""
    assert response_problems(response) == []
    (output,) = response["template"]["outputs"]
    return str(output["simpleText"]["text"])


UNREADABLE = "앗, 잘 못 알아들었어요. 먹고 싶은 걸 다시 말해 줄래요?"
EMPTY = "먹고 싶은 거나 가진 돈을 말해 줘요. 예: 5천원으로 떡볶이"


async def test_a_childs_message_is_answered_with_cards(kakao: Door) -> None:
    response = await kakao.post(payload("kakao", "text"))
    assert response_problems(response) == []
    assert [next(iter(output)) for output in response["template"]["outputs"]] == [
        "simpleText",
        "carousel",
        "simpleText",
    ]
    (turn,) = kakao.listener.heard
    assert turn.text == "배고픈데 오천원밖에없음ㅠ 건대입구역 근처"
    assert turn.account.platform == "kakao"
    assert turn.account.external_id == payload("kakao", "text")["userRequest"]["user"]["id"]
    assert (turn.at, turn.samples, turn.hints) == (NOW, True, {})


@pytest.mark.parametrize("key", [None, "", "wrong", KEY + "x", "키😀"])
async def test_without_the_right_key_nothing_is_heard(kakao: Door, key: str | None) -> None:
    body = json.dumps(payload("kakao", "text")).encode()
    assert await kakao.call(body, key) == (401, None)
    assert kakao.listener.heard == []
    assert kakao.counted("wrong_key") == 1


async def test_the_key_can_be_changed_without_a_gap(kakao: Door) -> None:
    body = json.dumps(payload("kakao", "text")).encode()
    assert [(await kakao.call(body, key))[0] for key in (KEY, PREVIOUS)] == [200, 200]


async def test_the_test_channel_is_ours_and_another_bot_is_not(kakao: Door) -> None:
    await kakao.post(payload("kakao", "builder_test"))
    assert [turn.text for turn in kakao.listener.heard] == ["떡볶이 먹고 싶어"]
    assert said(await kakao.post(payload("kakao", "other_bot"))) == "지금은 여기서 답할 수 없어요."
    assert said(await kakao.post({**payload("kakao", "text"), "bot": None})) == "지금은 여기서 답할 수 없어요."
    assert len(kakao.listener.heard) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"7",
        b'"text"',
        b"\xff\xfe",
        b"[" * 100_000,
        json.dumps({"bot": {"id": BOT}}).encode(),
        json.dumps({"bot": {"id": BOT}, "userRequest": None, "action": None}).encode(),
        json.dumps({"bot": {"id": BOT}, "userRequest": {"utterance": "안녕", "user": None}}).encode(),
        json.dumps({"bot": {"id": BOT}, "userRequest": {"utterance": "안녕", "user": {"id": 7}}}).encode(),
        json.dumps({"bot": {"id": BOT}, "userRequest": {"utterance": "안녕", "user": {"id": "u" * 71}}}).encode(),
    ],
)
async def test_what_is_no_skill_call_gets_kind_words(kakao: Door, body: bytes) -> None:
    status, response = await kakao.call(body)
    assert status == 200
    assert said(response) == UNREADABLE
    assert kakao.listener.heard == []
    assert kakao.counted("unreadable") == 1


@pytest.mark.parametrize("utterance", ["", "  \n", None, 7, ["떡볶이"]])
async def test_who_says_nothing_is_told_what_can_be_said(kakao: Door, utterance: object) -> None:
    called = payload("kakao", "text")
    called["userRequest"]["utterance"] = utterance
    assert said(await kakao.post(called)) == EMPTY
    assert kakao.listener.heard == []


async def test_nulls_and_unknown_fields_cost_nothing(kakao: Door) -> None:
    called = payload("kakao", "text")
    called |= {"intent": None, "contexts": None, "flow": 7, "news": {"deep": [1]}}
    called["action"] = {"params": None, "detailParams": [], "clientExtra": None, "id": None}
    called["userRequest"] |= {"block": None, "params": None, "lang": None, "callbackUrl": None}
    await kakao.post(called)
    assert [turn.text for turn in kakao.listener.heard] == [called["userRequest"]["utterance"]]


async def test_a_long_message_is_read_to_two_thousand_characters(kakao: Door) -> None:
    called = payload("kakao", "text")
    called["userRequest"]["utterance"] = "떡" * 5000
    await kakao.post(called)
    assert kakao.listener.heard[0].text == "떡" * 2000


async def test_a_body_over_one_megabyte_is_refused(kakao: Door) -> None:
    status, response = await kakao.call(b" " * (1024 * 1024 + 1))
    assert status == 413
    assert said(response) == "글이 너무 길어요. 짧게 다시 말해 줄래요?"


async def test_who_is_too_fast_gets_their_own_words_as_a_button(kakao: Door) -> None:
    called = payload("kakao", "button")
    kakao.over_rate.add(called["userRequest"]["user"]["id"])
    response = await kakao.post(called)
    assert said(response) == "잠깐만요, 10초 뒤에 다시 눌러줘요"
    assert response["template"]["quickReplies"] == [
        {
            "label": "여기로 할래",
            "action": "message",
            "messageText": "여기로 할래",
            "extra": {"shop": "12", "v": 1, "a": "select", "t": "8f14e45f"},
        }
    ]
    assert kakao.listener.heard == []


async def test_a_call_over_the_capacity_is_asked_to_come_again_and_counted_apart(kakao: Door) -> None:
    kakao.full = True
    shown = await kakao.caller().say("건대입구역 근처에서 5천원으로 떡볶이 먹고 싶어")
    assert shown.response is not None
    assert said(shown.response) == "잠깐만요, 10초 뒤에 다시 눌러줘요"
    (again,) = shown.response["template"]["quickReplies"]
    assert again["messageText"] == "건대입구역 근처에서 5천원으로 떡볶이 먹고 싶어"
    assert kakao.listener.heard == []
    assert (kakao.counted("shed"), kakao.counted("rate_limited")) == (1, 0)


async def test_a_parameter_check_accepts_what_was_said(kakao: Door) -> None:
    asked = payload("kakao", "validation")
    good = {"status": "SUCCESS", "value": "오천원"}
    assert await kakao.post(asked) == good
    assert await kakao.post({"userRequest": asked}) == good
    assert await kakao.post({**asked, "value": "오천원"}) == good
    assert await kakao.post({**asked, "bot": {"id": f"{BOT}!"}}) == good
    del asked["isInSlotFilling"]
    assert await kakao.post(asked) == good
    assert kakao.listener.heard == []


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"value": {"origin": " ", "resolved": None}}, "FAIL"),
        ({"value": {}}, "FAIL"),
        ({"value": None}, "ERROR"),
        ({"value": [5000]}, "ERROR"),
        ({"bot": {"id": "another"}}, "IGNORE"),
        ({"bot": None}, "IGNORE"),
    ],
)
async def test_a_parameter_check_of_nothing_is_not_accepted(
    kakao: Door, changes: dict[str, object], status: str
) -> None:
    verdict = await kakao.post({**payload("kakao", "validation"), **changes})
    assert verdict["status"] == status
    assert verdict_problems(verdict) == []
    assert ("message" in verdict) == (status == "FAIL")


async def test_a_parameter_check_without_a_value_is_told_so(kakao: Door) -> None:
    asked = payload("kakao", "validation")
    del asked["value"]
    assert await kakao.post(asked) == {"status": "ERROR"}


async def test_a_button_comes_back_as_an_action(kakao: Door) -> None:
    await kakao.post(payload("kakao", "button"))
    (turn,) = kakao.listener.heard
    assert (turn.text, turn.action) == ("여기로 할래", Action("select", {"shop": "12"}, "8f14e45f"))


async def test_a_position_comes_from_the_plugin(kakao: Door) -> None:
    await kakao.post(payload("kakao", "location_plugin"))
    assert kakao.listener.heard[0].point == Point(37.540693, 127.07023)


async def test_in_a_group_the_answer_names_who_asked(kakao: Door) -> None:
    called = payload("kakao", "text")
    called["userRequest"]["chat"] = {"id": "room-1"}
    response = await kakao.post(called)
    assert response_problems(response) == []
    assert response["extra"]["mentions"]["asker"]["id"] == called["userRequest"]["user"]["id"]
    (turn,) = kakao.listener.heard
    assert turn.group
    assert turn.talk not in {turn.account, replace(turn, chat_id="room-2").talk}


async def test_a_context_is_opened_for_the_place_and_closed_when_it_came(kakao: Door) -> None:
    caller = kakao.caller()
    await caller.say("배고파")  # the answer asks for the position
    assert list(caller.contexts) == ["naviyam_place"]
    kakao.listener.answer = replace(kakao.listener.answer, replies=())
    shown = await caller.say("건대")
    assert shown.response is not None
    assert shown.response["context"]["values"] == [{"name": "naviyam_place", "lifeSpan": 0, "ttl": 0, "params": {}}]
    assert caller.contexts == {}


async def test_the_builders_own_test_is_answered_like_a_person(kakao: Door) -> None:
    shown = await kakao.caller(in_builder=True).say("떡볶이")
    assert not shown.fallback
    assert [turn.text for turn in kakao.listener.heard] == ["떡볶이"]


async def test_a_shown_button_comes_back_with_its_token(kakao: Door) -> None:
    caller = kakao.caller()
    shown = await caller.say("배고파")
    assert shown.response is not None
    button = shown.response["template"]["outputs"][1]["carousel"]["items"][0]["buttons"][0]
    await caller.press(button)
    assert kakao.listener.heard[-1].action == Action("select", {"shop": "12"}, "one-use")


async def test_the_stand_in_shows_what_a_person_would_see_of_a_broken_skill(kakao: Door) -> None:
    caller = kakao.caller()
    wrong_key = replace(caller, key="wrong")
    assert (await wrong_key.say("배고파")).fallback == "status 401"
    nobody = replace(caller, skill_url="http://127.0.0.1:9")
    assert (await nobody.say("배고파")).fallback == "ClientConnectorError"
