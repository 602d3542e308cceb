"""What Kakao's skill payloads mean to the bot, in all the shapes that parameters and buttons come in."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.kakao.payload import read_payload
from core.messages import Action, Incoming, Point
from tests.adapters.answers import payload

NOW = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)

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
    turn = read_payload(called, now=NOW, samples=True)
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


def test_two_calls_are_two_turns() -> None:
    assert read(payload("kakao", "text")).turn_id != read(payload("kakao", "text")).turn_id


@given(params=_JSON, details=_JSON, extra=_JSON, utterance=_JSON)
def test_no_payload_is_too_odd_to_be_read(params: object, details: object, extra: object, utterance: object) -> None:
    called = with_parameters(params, details)
    called["action"]["clientExtra"] = extra
    called["userRequest"]["utterance"] = utterance
    turn = read_payload(json.loads(json.dumps(called)), now=NOW, samples=True)
    assert turn is None or (turn.text or turn.action) is not None
