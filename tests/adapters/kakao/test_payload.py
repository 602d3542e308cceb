"""What Kakao's skill payloads mean to the bot, in all the shapes that parameters and buttons come in."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.kakao.blocks import Blocks
from adapters.kakao.payload import read_payload
from core.messages import Action, Incoming, Point
from tests.adapters.answers import payload

NOW = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
BLOCKS = Blocks({"start": "6501a1", "help": "6501a2", "location": "6501a3"})

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["null", "{}", "sys.date"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["value", "origin", "date", "amount", "location", "latitude", "v", "a"]), inner
        )
    ),
    max_leaves=8,
)


def read(called: dict[str, Any]) -> Incoming:
    turn = read_payload(called, now=NOW, samples=True, blocks=BLOCKS)
    assert turn is not None
    return turn


def with_parameters(params: object, details: object = None) -> dict[str, Any]:
    called = payload("kakao", "text")
    called["action"] |= {"params": params, "detailParams": details}
    return called


def test_resolved_values_are_hints() -> None:
    assert read(payload("kakao", "date_and_money")).hints == {"time_preference": "2026-12-02", "budget": "5000"}


def test_a_bare_entity_name_stands_for_the_persons_own_words() -> None:
    assert read(payload("kakao", "unresolved")).hints == {"time_preference": "모레", "location": "건대"}


@pytest.mark.parametrize(
    ("value", "hints"),
    [
        ('{"amount": 5000, "unit": "KRW"}', {"budget": "5000"}),
        ({"amount": "12000", "unit": None}, {"budget": "12000"}),
        ({"amount": 3}, {"budget": "3"}),
        ("5,000원", {"budget": "5000"}),
        (7000, {"budget": "7000"}),
        ({"amount": 20, "unit": "USD"}, {}),
        ({"amount": -1}, {}),
        ({"amount": 1e300}, {}),
        ({"amount": True}, {}),
        ("sys.unit.currency", {}),
        ("오천원", {}),
        ("{broken", {}),
        (None, {}),
        ([5000], {}),
    ],
)
def test_money_comes_in_many_shapes(value: object, hints: dict[str, str]) -> None:
    assert read(with_parameters({"sys_unit_currency": value})).hints == hints
    assert read(with_parameters({}, {"budget": {"origin": "", "value": value}})).hints == hints


@pytest.mark.parametrize(
    ("params", "when"),
    [
        ({"sys_date": '{"date": "2026-12-24"}'}, "2026-12-24"),
        ({"sys_date": "2026-12-24"}, "2026-12-24"),
        ({"sys_date_period": {"from": {"date": "2026-12-24"}, "to": {"date": "2026-12-26"}}}, "2026-12-24"),
        ({"sys_time": '{"time": "18:30:00"}'}, "18:30"),
        ({"sys_date": '{"date": "2026-12-24"}', "sys_time": '{"time": "18:30:00"}'}, "18:30"),
    ],
)
def test_days_and_times(params: dict[str, object], when: str) -> None:
    assert read(with_parameters(params)).hints == {"time_preference": when}


@pytest.mark.parametrize(
    ("value", "point"),
    [
        ('{"location": {"latitude": 37.5, "longitude": 127.0}}', Point(37.5, 127.0)),
        ({"latitude": "37.5", "longitude": "127.0"}, Point(37.5, 127.0)),
        ({"lat": 37.5, "lng": 127.0}, Point(37.5, 127.0)),
        ({"location": {"latitude": 137.5, "longitude": 127.0}}, None),
        ({"location": "건대"}, None),
        ("37.5,127.0", None),
        ({"location": '{"latitude": 37.5, "longitude": 127.0}'}, Point(37.5, 127.0)),
        ({"location": {"lat": 37.5, "lon": 127.0, "address": "서울"}}, Point(37.5, 127.0)),
        ({"y": "37.5", "x": "127.0"}, Point(37.5, 127.0)),
    ],
)
def test_a_position_in_every_shape(value: object, point: Point | None) -> None:
    assert read(with_parameters({"anything": value})).point == point
    assert read(with_parameters(None, {"anything": {"origin": "", "value": value}})).point == point


def test_a_position_without_words_is_a_turn() -> None:
    called = payload("kakao", "location_plugin")
    called["userRequest"]["utterance"] = ""
    assert read(called).action == Action("location")


@pytest.mark.parametrize(
    "extra", [{}, None, "null", "", [], 7, {"v": 2, "a": "help"}, {"v": 1}, {"v": 1, "a": None}, {"v": 1, "a": ""}]
)
def test_a_foreign_extra_is_no_button(extra: object) -> None:
    called = payload("kakao", "text")
    called["action"]["clientExtra"] = extra
    assert read(called).action is None


def test_a_button_without_words_is_a_turn() -> None:
    called = payload("kakao", "button")
    called["userRequest"]["utterance"] = ""
    assert read(called).action == Action("select", {"shop": "12"}, "8f14e45f")


@pytest.mark.parametrize(
    ("block", "action"),
    [
        ({"id": "6501a1", "name": "시작"}, Action("start")),
        ({"id": "6501a2", "name": "도움말"}, Action("help")),
        ({"id": "6501a3", "name": "현위치"}, Action("location")),
        ({"id": "another", "name": "웰컴 블록"}, Action("start")),
        ({"id": "another", "name": "폴백 블록"}, None),
        ({"id": 7, "name": None}, None),
        (None, None),
    ],
)
def test_a_block_means_what_it_was_made_for(block: object, action: Action | None) -> None:
    called = payload("kakao", "text")
    called["userRequest"]["block"] = block
    assert read(called).action == action
    called["userRequest"].pop("block")
    assert read({**called, "intent": block}).action == action


def test_a_pressed_button_says_more_than_its_block() -> None:
    called = payload("kakao", "button")
    called["userRequest"]["block"]["id"] = "6501a1"
    assert read(called).action == Action("select", {"shop": "12"}, "8f14e45f")


@pytest.mark.parametrize("chat", [{"id": "room-1"}, {"id": "room-1", "type": "multi"}])
def test_a_group_chat_is_told_apart(chat: dict[str, str]) -> None:
    called = payload("kakao", "text")
    assert not read(called).group
    called["userRequest"]["chat"] = chat
    assert read(called).group


@pytest.mark.parametrize(
    ("key", "value", "hints"),
    [
        ("people", '{"amount": 2, "unit": null}', {"people": "2"}),
        ("people", "4명", {"people": "4"}),
        ("sys_number", '{"amount": 3, "unit": "명"}', {"people": "3"}),
        ("sys_number", '{"amount": 5000, "unit": "원"}', {"budget": "5000"}),
        ("sys_number", '{"amount": 2, "unit": null}', {}),
        ("sys_number", "2", {}),
        ("얼마", {"amount": 5000, "unit": "KRW"}, {"budget": "5000"}),
        ("언제", '{"date": "2026-12-24", "dateTag": null}', {"time_preference": "2026-12-24"}),
        ("몇시", '{"time": "18:30:00"}', {"time_preference": "18:30"}),
        ("기간", {"from": {"date": "2026-12-24"}, "to": {"date": "2026-12-26"}}, {"time_preference": "2026-12-24"}),
        ("sys_location2", "건대입구역", {"location": "건대입구역"}),
        ("sys.location", "건대입구역", {"location": "건대입구역"}),
        ("메뉴이름", "떡볶이", {}),
        ("people", "9999", {}),
        ("people", "-1", {}),
    ],
)
def test_the_operator_names_parameters_as_they_like(key: str, value: object, hints: dict[str, str]) -> None:
    assert read(with_parameters({key: value})).hints == hints
    assert read(with_parameters(None, {key: {"origin": "", "value": value}})).hints == hints


@pytest.mark.parametrize(("value", "slot"), [("sys.location", "location"), ("@sys.location", "location")])
def test_a_bare_entity_name_tells_what_an_operators_key_is_about(value: str, slot: str) -> None:
    assert read(with_parameters({}, {"어디": {"origin": "건대", "value": value}})).hints == {slot: "건대"}


def test_a_block_may_hand_on_a_place_in_our_own_context_only() -> None:
    called = payload("kakao", "text")
    place = {"location": {"value": "건대", "resolvedValue": "건대입구역"}}
    called["contexts"] = [
        {"name": "someone_elses", "lifeSpan": 3, "params": {"location": {"value": "홍대", "resolvedValue": "홍대"}}},
        {"name": "naviyam_place", "lifeSpan": 1, "ttl": 60, "params": place},
        None,
    ]
    assert read(called).hints == {"location": "건대입구역"}
    called["contexts"][1]["lifeSpan"] = 0
    assert read(called).hints == {}


def test_two_calls_are_two_turns() -> None:
    assert read(payload("kakao", "text")).turn_id != read(payload("kakao", "text")).turn_id


@given(params=_JSON, details=_JSON, extra=_JSON, utterance=_JSON)
def test_no_payload_is_too_odd_to_be_read(params: object, details: object, extra: object, utterance: object) -> None:
    called = with_parameters(params, details)
    called["action"]["clientExtra"] = extra
    called["userRequest"]["utterance"] = utterance
    turn = read_payload(json.loads(json.dumps(called)), now=NOW, samples=True, blocks=BLOCKS)
    assert turn is None or (turn.text or turn.action) is not None
