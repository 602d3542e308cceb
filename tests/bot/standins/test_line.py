"""The LINE stand-in refuses what LINE refuses, so that what passes it would pass LINE."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.standins.line import LineStandIn
from bot.standins.line_contract import Contract
from bot.standins.server import Fault

REPLY, PUSH, MULTICAST = (f"/v2/bot/message/{kind}" for kind in ("reply", "push", "multicast"))
TOKEN = "0f3779fba3b349968c5d07db31eab56f"
KEY = {"X-Line-Retry-Key": "123e4567-e89b-12d3-a456-426614174000"}
HELLO = [{"type": "text", "text": "안녕"}]


@dataclass
class Caller:
    """Somebody with an access token. Answers are (status, body, headers)."""

    line: LineStandIn
    session: ClientSession

    async def post(self, path: str, body: object, headers: dict[str, str] | None = None) -> tuple[int, Any, Any]:
        told = {"Authorization": "Bearer token", **(headers or {})}
        async with self.session.post(self.line.url + path, json=body, headers=told) as response:
            return response.status, await response.json(), response.headers

    async def reply(self, token: str, messages: object = HELLO) -> tuple[int, str]:
        status, told, _ = await self.post(REPLY, {"replyToken": token, "messages": messages})
        return status, told.get("message", "")


@pytest.fixture
async def caller() -> AsyncIterator[Caller]:
    line = await LineStandIn.start()
    async with ClientSession() as session:
        yield Caller(line, session)
    await line.stop()


async def test_a_reply_token_is_good_once(caller: Caller) -> None:
    assert await caller.reply(TOKEN) == (200, "")
    assert await caller.reply(TOKEN) == (400, "Invalid reply token")
    assert await caller.reply("no token!") == (400, "Invalid reply token")


async def test_a_reply_token_runs_out_by_real_time(caller: Caller) -> None:
    caller.line.token_seconds = 0.2
    await caller.line.post("http://127.0.0.1:9", [{"replyToken": TOKEN}])
    await asyncio.sleep(0.25)
    assert await caller.reply(TOKEN) == (400, "Invalid reply token")
    await caller.line.post("http://127.0.0.1:9", [{"replyToken": TOKEN, "deliveryContext": {"isRedelivery": True}}])
    assert await caller.reply(TOKEN) == (200, "")  # delivered again, it counts from then


async def test_what_it_posts_is_signed(caller: Caller) -> None:
    heard: list[str] = []

    async def hear(request: web.Request) -> web.Response:
        heard.append(request.headers["X-Line-Signature"])
        return web.Response(status=200 if (await request.json())["events"] else 500)

    app = web.Application()
    app.router.add_post("/hook", hear)
    async with TestServer(app) as bot:
        assert await caller.line.post(str(bot.make_url("/hook")), [{"type": "follow"}]) == 200
    assert len(heard[0]) == 44
    assert await caller.line.post("http://127.0.0.1:9", []) == 0


async def test_a_retry_key_stands_for_one_push_and_names_the_accepted_call(caller: Caller) -> None:
    body = {"to": "U1", "messages": HELLO}
    status, sent, _ = await caller.post(PUSH, body, KEY)
    again, told, headers = await caller.post(PUSH, body, KEY)
    assert (status, again) == (200, 409)
    assert told["sentMessages"] == sent["sentMessages"]
    assert headers["X-Line-Accepted-Request-Id"]
    assert len(caller.line.accepted) == 1


async def test_a_reply_takes_no_retry_key(caller: Caller) -> None:
    status, told, _ = await caller.post(REPLY, {"replyToken": TOKEN, "messages": HELLO}, KEY)
    assert (status, "X-Line-Retry-Key" in told["message"]) == (400, True)


async def test_every_answer_carries_its_number(caller: Caller) -> None:
    numbers = {(await caller.post(PUSH, {}, None))[2]["X-Line-Request-Id"] for _ in range(3)}
    assert len(numbers) == 3


async def test_quota_and_rate_are_told_apart(caller: Caller) -> None:
    caller.line.quota = 3
    people = {"to": ["U1", "U2"], "messages": HELLO}
    assert (await caller.post(MULTICAST, people))[0] == 200
    status, told, _ = await caller.post(MULTICAST, people)
    assert (status, told["message"]) == (429, "You have reached your monthly limit.")
    assert (await caller.post(PUSH, {"to": "U1", "messages": HELLO}))[0] == 200
    caller.line.per_second[PUSH] = 1
    caller.line.quota = None
    told = [(await caller.post(PUSH, {"to": "U1", "messages": HELLO}))[1].get("message") for _ in range(3)]
    assert "The API rate limit has been exceeded. Try again later." in told
    assert await caller.reply(TOKEN) == (200, "")  # replies are free and counted apart


@pytest.mark.parametrize(
    ("messages", "where"),
    [
        ([], "messages"),
        (HELLO * 6, "messages"),
        ([{"type": "text"}], "messages[0]"),
        ([{"type": "text", "text": 7}], "messages[0].text"),
        ([{"type": "text", "text": "안녕", "colour": "red"}], "messages[0]"),
        ([{"type": "telepathy", "text": "안녕"}], "messages[0]"),
        ([{"text": "안녕"}], "messages[0]"),
        ([{"type": "text", "text": "🍎" * 2501}], "messages[0].text"),
        ([{"type": "flex", "altText": "a", "contents": {"type": "bubble", "size": "vast"}}], "messages[0].contents"),
        (
            [
                {
                    "type": "flex",
                    "altText": "a",
                    "contents": {
                        "type": "bubble",
                        "body": {"type": "box", "layout": "vertical", "contents": [{"type": "hologram"}]},
                    },
                }
            ],
            "messages[0].contents.body.contents[0]",
        ),
    ],
)
async def test_a_message_of_the_wrong_shape_is_refused_by_its_property(
    caller: Caller, messages: list[dict[str, Any]], where: str
) -> None:
    status, told, _ = await caller.post(REPLY, {"replyToken": TOKEN, "messages": messages})
    assert status == 400
    assert [detail for detail in told["details"] if detail["property"].startswith(where)]
    assert await caller.reply(TOKEN) == (200, "")  # a refused call spends no token


@pytest.mark.parametrize(
    ("length", "status"),
    [("🍎" * 2500, 200), ("🍎" * 2501, 400), ("가" * 5000, 200), ("가" * 5001, 400)],
)
async def test_texts_are_counted_in_lines_own_units(caller: Caller, length: str, status: int) -> None:
    assert (await caller.reply(TOKEN, [{"type": "text", "text": length}]))[0] == status


@pytest.mark.parametrize(("label", "status"), [("👨‍👩‍👧" * 20, 200), ("👨‍👩‍👧" * 21, 400)])
async def test_labels_are_counted_in_what_a_person_sees(caller: Caller, label: str, status: int) -> None:
    item = {"type": "action", "action": {"type": "message", "label": label, "text": "네"}}
    message = {"type": "text", "text": "안녕", "quickReply": {"items": [item]}}
    assert (await caller.reply(TOKEN, [message]))[0] == status


async def test_who_may_not_call_is_told_so(caller: Caller) -> None:
    caller.line.access_token = "another"
    assert (await caller.reply(TOKEN))[0] == 401
    caller.line.access_token = None
    async with caller.session.post(
        caller.line.url + REPLY, data=b"{}", headers={"Authorization": "Bearer token"}
    ) as plain:
        assert plain.status == 415
    async with caller.session.post(
        caller.line.url + REPLY,
        data=b"{",
        headers={"Authorization": "Bearer token", "Content-Type": "application/json"},
    ) as broken:
        assert broken.status == 400


async def test_it_fails_and_hangs_up_when_told_to(caller: Caller) -> None:
    caller.line.faults.extend([Fault.ERROR, Fault.BUSY])
    assert [(await caller.reply(TOKEN))[0] for _ in range(3)] == [500, 429, 200]


def test_the_contract_knows_every_call_that_we_make() -> None:
    contract = Contract.of_messaging_api()
    calls = {("POST", REPLY), ("POST", PUSH), ("POST", MULTICAST), ("POST", "/v2/bot/chat/loading/start")}
    assert all(contract.takes_json(*call) for call in calls)
    assert contract.problems("POST", "/v2/bot/chat/loading/start", {"chatId": "U1", "loadingSeconds": 5}) == []
    assert contract.problems("POST", "/v2/bot/chat/loading/start", {}) == ["body: 'chatId' is a required property"]
