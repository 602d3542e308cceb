"""The door of Kakao: the right key gets something to show, whatever was sent."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from prometheus_client import CollectorRegistry

from adapters.kakao import channel, door
from adapters.metrics import AdapterMetrics
from bot.standins.kakao_rules import response_problems
from core.messages import Account, Action, Point
from tests.adapters.answers import payload
from tests.adapters.doors import Listener

BOT = "64f0c1d2e3a4b5c6d7e8f901"
KEY, PREVIOUS = "the key of today", "the key of yesterday"
NOW = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)


@dataclass
class Door:
    """The door over a real socket, with a listener behind it. Accounts in `over_rate` have had their turns."""

    listener: Listener = field(default_factory=Listener)
    over_rate: set[str] = field(default_factory=set)
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    url: str = ""

    async def admit(self, account: Account) -> bool:
        return account.external_id not in self.over_rate

    async def call(self, body: bytes, key: str | None = KEY) -> tuple[int, Any]:
        headers = {} if key is None else {"X-Naviyam-Key": key}
        async with (
            ClientSession() as session,
            session.post(self.url, data=io.BytesIO(body), headers=headers) as response,
        ):
            text = await response.text()
            if text:
                assert response.headers["Content-Type"] == "application/json; charset=utf-8"
            return response.status, json.loads(text) if text else None

    async def post(self, skill_call: dict[str, Any]) -> dict[str, Any]:
        status, response = await self.call(json.dumps(skill_call, ensure_ascii=False).encode())
        assert status == 200
        assert isinstance(response, dict)
        return response

    def counted(self, outcome: str) -> float:
        labels = {"platform": "kakao", "outcome": outcome}
        return self.registry.get_sample_value("naviyam_webhook_requests_total", labels) or 0.0


@pytest.fixture
async def kakao() -> AsyncIterator[Door]:
    made = Door()
    metrics = AdapterMetrics(made.registry)
    async with ClientSession() as session:
        spoken = channel(
            session,
            lambda: NOW,
            metrics,
            api_url="http://127.0.0.1:9",
            bot_id=BOT,
            rest_key="rest",
            event_name="event",
            is_real=False,
        )
        opened = door(spoken, made.listener.handle, made.admit, metrics, keys=[KEY, PREVIOUS, ""], bot_id=BOT)
        app = web.Application()
        app.router.add_post("/webhooks/kakao", opened.handle)
        async with TestServer(app) as server:
            made.url = str(server.make_url("/webhooks/kakao"))
            yield made


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


async def test_a_parameter_check_accepts_what_was_said(kakao: Door) -> None:
    asked = payload("kakao", "validation")
    assert await kakao.post(asked) == {"status": "SUCCESS", "value": "오천원"}
    assert await kakao.post({"userRequest": asked}) == {"status": "SUCCESS", "value": "오천원"}
    assert await kakao.post({**asked, "value": None}) == {"status": "FAIL"}
    assert kakao.listener.heard == []


async def test_a_button_comes_back_as_an_action(kakao: Door) -> None:
    await kakao.post(payload("kakao", "button"))
    (turn,) = kakao.listener.heard
    assert (turn.text, turn.action) == ("여기로 할래", Action("select", {"shop": "12"}, "8f14e45f"))


async def test_a_position_comes_from_the_plugin(kakao: Door) -> None:
    await kakao.post(payload("kakao", "location_plugin"))
    assert kakao.listener.heard[0].point == Point(37.540693, 127.07023)
