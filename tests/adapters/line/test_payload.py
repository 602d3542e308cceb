"""What LINE's events mean to the bot."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.line.events import read_event
from adapters.line.payload import event_id, lane, occurred_at, reply_token
from core.messages import Action, Incoming, Point
from tests.adapters.answers import payload

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
_FIELDS = [
    "type",
    "mode",
    "timestamp",
    "source",
    "message",
    "postback",
    "replyToken",
    "webhookEventId",
    "deliveryContext",
]


def read(name: str) -> list[Incoming | None]:
    return [read_event(event, samples=True) for event in payload("line", name)["events"]]


def test_a_text_is_a_turn_of_its_sender_at_its_own_time() -> None:
    (turn,) = read("text")
    assert turn is not None
    assert str(turn.account) == "line:U0d4b7c2e9f1a4835b6c7d8e9f0a1b2c3"
    assert turn.text == "배고픈데 오천원밖에없음ㅠ 건대입구역 근처"
    assert turn.at == datetime(2026, 11, 23, 2, 13, 21, tzinfo=UTC)
    assert turn.message_id == "546100000000000001"
    assert (turn.action, turn.point, turn.group, turn.samples) == (None, None, False, True)


def test_the_same_event_is_the_same_turn() -> None:
    assert read("text") == read("text")
    first, second, third = [turn.turn_id for turn in read("two_people") if turn]
    assert len({first, second, third}) == 3


def test_a_position_is_a_turn_without_words() -> None:
    (turn,) = read("location")
    assert turn is not None
    assert (turn.text, turn.action, turn.point) == ("", Action("location"), Point(37.540693, 127.07023))


def test_a_button_is_read_with_its_arguments_and_token() -> None:
    (turn,) = read("postback")
    assert turn is not None
    assert turn.action == Action("select", {"shop": "12", "name": "떡볶이 & 김밥"}, "8f14e45f")
    assert turn.text == ""


@pytest.mark.parametrize(
    ("data", "text", "action"),
    [
        ("v=1&a=help", "", Action("help")),
        ("떡볶이 추천", "떡볶이 추천", None),
        ("v=2&a=help", "", Action("help")),
        ("", "", Action("help")),
        (None, "", Action("help")),
        ("&" * 300, "&" * 300, None),
    ],
)
def test_a_menu_made_by_an_operator_may_hold_words(data: object, text: str, action: Action | None) -> None:
    event = {**payload("line", "postback")["events"][0], "postback": {"data": data}}
    turn = read_event(event, samples=True)
    assert turn is not None
    assert (turn.text, turn.action) == (text, action)


def test_a_new_friend_is_greeted() -> None:
    (turn,) = read("follow")
    assert turn is not None
    assert (turn.text, turn.action) == ("", Action("start"))


def test_odd_events_cost_nothing_but_themselves() -> None:
    turns = read("odd_neighbours")
    assert [turn and (turn.text or turn.action) for turn in turns] == [
        None,  # unknown event
        Action("wordless", {"kind": "other"}),  # unknown kind of message
        None,  # unknown source without a person
        "돈까스 먹고싶다",
        None,  # no fields at all
        Action("wordless", {"kind": "sticker"}),
        None,  # unfollow
        None,  # unsend
        None,  # standby: another module has this chat
    ]


def test_in_a_group_only_what_is_said_to_the_bot_is_heard() -> None:
    turns = read("group")
    assert [turn and (turn.text or turn.action) for turn in turns] == [None, "떡볶이", Action("start")]
    assert all(turn.group and turn.chat_id for turn in turns if turn)


@pytest.mark.parametrize(
    "place", [{"latitude": 91, "longitude": 0}, {"latitude": "x"}, {"latitude": True, "longitude": 1}]
)
def test_a_position_that_is_none_is_no_position(place: dict[str, Any]) -> None:
    event = payload("line", "location")["events"][0]
    event["message"] = {"type": "location", "id": "1", **place}
    turn = read_event(event, samples=True)
    assert turn is not None
    assert (turn.action, turn.point) == (Action("wordless", {"kind": "other"}), None)


@given(st.dictionaries(st.sampled_from(_FIELDS), _JSON | st.sampled_from(["message", "user", "text"])))
def test_no_event_is_too_odd_to_be_read(event: dict[str, Any]) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    assert 1 <= len(event_id(event)) <= 100
    assert lane(event)
    assert occurred_at(event, now).tzinfo is UTC
    assert reply_token(event) != ""
    sender = {"type": "user", "userId": "U1"}
    turn = read_event({**event, "source": sender}, samples=False)
    assert turn is None or turn.account.external_id == "U1"
