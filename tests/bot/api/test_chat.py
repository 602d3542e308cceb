from __future__ import annotations

import asyncio
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from aiohttp import web
from aiohttp.typedefs import Handler
from prometheus_client import CollectorRegistry

from core.messages import Account, Action, Answer, Button, ButtonKind, Card, Point, Trace
from tests.bot.api.conftest import PER_MINUTE, Client, Conversation, bearer

SESSION = UUID("0e7f7a52-7d3b-4b2c-9d0a-0c6f6a1d8a11")
RECOMMENDATION = UUID("c9b3c8b2-3f9a-4f56-8f0e-55f1f2b1a7de")

SHOP: Mapping[str, Any] = {
    "shop_id": 3,
    "shop_name": "건대 김밥나라",
    "category": "분식",
    "score": 0.91,
    "ranking": 1,
    "distance_meters": 240,
    "walk_minutes": 5,
    "reason_codes": ["BUDGET_FIT"],
    "menus": [
        {"menu_id": 11, "name": "참치김밥", "price": 3_500, "final_price": 2_500, "is_available": True},
        {"menu_id": 12, "name": "라볶이", "price": 5_000, "final_price": 4_000, "is_available": False},
    ],
    "final_price": 2_500,
    "foodcard_usable": True,
    "applicable_coupons": ["WELCOME1000"],
}


def found() -> Answer:
    choose = Action("select", {"shop": "3"}, "once-only")
    return Answer(
        turn_id=uuid4(),
        session_id=SESSION,
        turn=2,
        lines=("건대에서 찾았어요",),
        cards=(
            Card(
                "건대 김밥나라",
                subtitle="분식 · 걸어서 5분",
                price="참치김밥 3,500원 → 2,500원",
                badges=("결제 OK",),
                lines=("가까워요",),
                buttons=(Button(ButtonKind.ACTION, "여기로 할래", "여기로 할래", choose),),
                shop_id=3,
            ),
        ),
        question="몇 명이서 먹어요?",
        replies=(Button(ButtonKind.SAY, "둘이요", "둘이요"),),
        urgent=(Button(ButtonKind.CALL, "1388에 전화", "1388"),),
        recommendation_id=RECOMMENDATION,
        trace=Trace(
            "FOOD_REQUEST", 0.97, {"budget": 5_000}, {"budget": 5_000, "location": "건대"}, recommendations=(SHOP,)
        ),
    )


async def say(client: Client, body: object, headers: Mapping[str, str] | None = None) -> tuple[int, dict[str, Any]]:
    response = await client.post("/api/v1/chat", json=body, headers=headers or bearer())
    return response.status, await response.json()


async def test_a_message_is_answered_in_the_guides_form(client: Client, conversation: Conversation) -> None:
    conversation.answer = found()
    status, answer = await say(client, {"message": "배고픈데 오천원밖에없음ㅠ 건대"})
    assert status == 200
    assert answer.pop("request_id")
    assert answer == {
        "response": "건대에서 찾았어요\n몇 명이서 먹어요?",
        "recommendations": [
            {
                "shop_id": 3,
                "shop_name": "건대 김밥나라",
                "menus": [{"menu_id": 11, "menu_name": "참치김밥", "price": 3_500, "final_price": 2_500}],
                "applicable_coupons": ["WELCOME1000"],
                "distance": 240,
                "estimated_time": 5,
            }
        ],
        "session_info": {"intent": "FOOD_REQUEST", "confidence": 0.97, "conversation_turn": 2},
        "session_id": str(SESSION),
        "recommendation_id": str(RECOMMENDATION),
        "cards": [
            {
                "title": "건대 김밥나라",
                "subtitle": "분식 · 걸어서 5분",
                "price": "참치김밥 3,500원 → 2,500원",
                "badges": ["결제 OK"],
                "lines": ["가까워요"],
                "buttons": [
                    {
                        "kind": "action",
                        "label": "여기로 할래",
                        "value": "여기로 할래",
                        "action": {"name": "select", "arguments": {"shop": "3"}, "token": "once-only"},
                    }
                ],
                "shop_id": 3,
            }
        ],
        "quick_replies": [
            {"kind": "call", "label": "1388에 전화", "value": "1388", "action": None},
            {"kind": "say", "label": "둘이요", "value": "둘이요", "action": None},
        ],
        "state": {"budget": 5_000, "location": "건대"},
    }


async def test_korean_goes_out_as_it_is(client: Client) -> None:
    response = await client.post("/api/v1/chat", json={"message": "안녕"}, headers=bearer())
    assert "네, 찾아볼게요!".encode() in await response.read()


async def test_an_answer_without_a_trace_was_not_understood(client: Client) -> None:
    _, answer = await say(client, {"message": "안녕"})
    assert answer["session_info"] == {"intent": "UNKNOWN", "confidence": 0.0, "conversation_turn": 1}
    assert (answer["recommendations"], answer["state"], answer["recommendation_id"]) == ([], {}, None)


async def test_the_request_id_is_ours_and_in_the_header_too(client: Client) -> None:
    sent = {**bearer(), "X-Request-ID": "theirs"}
    response = await client.post("/api/v1/chat", json={"message": "안녕"}, headers=sent)
    request_id = response.headers["X-Request-ID"]
    assert (await response.json())["request_id"] == request_id
    assert UUID(request_id)


async def test_the_conversation_hears_who_what_and_where(client: Client, conversation: Conversation) -> None:
    body = {
        "message": "점심 뭐 먹지?",
        "session_id": str(SESSION),
        "location": {"lat": 37.5665, "lng": 126.978},
        "context": {"time_of_day": "lunch", "weather": "rain", "companion_count": 4},
    }
    await say(client, body, bearer("kakao:02e5:한글"))
    (turn,) = conversation.turns
    assert turn.account == Account("kakao", "02e5:한글")
    assert (turn.text, turn.session_id, turn.vouched) == ("점심 뭐 먹지?", SESSION, True)
    assert turn.point == Point(37.5665, 126.978)
    assert turn.hints == {"people": "4"}
    assert turn.at.tzinfo is not None


@pytest.mark.parametrize(
    ("location", "point"),
    [
        ({"lat": 37.5, "lng": 127}, Point(37.5, 127.0)),
        ({"latitude": 37.5, "longitude": 127.0}, Point(37.5, 127.0)),
        ({"latitude": 37.5, "lng": 127.0, "accuracy": 12}, Point(37.5, 127.0)),
        ({"lat": -90, "lng": 180}, Point(-90.0, 180.0)),
        (None, None),
    ],
)
async def test_both_spellings_of_a_place(
    client: Client, conversation: Conversation, location: object, point: Point | None
) -> None:
    status, _ = await say(client, {"message": "여기", "location": location})
    assert (status, conversation.turns[0].point) == (200, point)


async def test_a_pressed_button_comes_back_as_its_action(client: Client, conversation: Conversation) -> None:
    pressed = {"name": "select", "arguments": {"shop": "3"}, "token": "once-only"}
    await say(client, {"message": "여기로 할래", "action": pressed})
    assert conversation.turns[0].action == Action("select", {"shop": "3"}, "once-only")


async def test_a_button_of_another_version_is_its_words(client: Client, conversation: Conversation) -> None:
    await say(client, {"message": "날아갈래", "action": {"name": "fly"}})
    assert (conversation.turns[0].action, conversation.turns[0].text) == (None, "날아갈래")


@pytest.mark.parametrize(
    ("message", "heard"),
    [("", ""), ("   ", "   "), ("가" * 5_000, "가" * 2_000), ("🍙" * 2_001, "🍙" * 2_000), ("a\x00b", "a\x00b")],
)
async def test_any_text_is_answered(client: Client, conversation: Conversation, message: str, heard: str) -> None:
    status, _ = await say(client, {"message": message})
    assert (status, conversation.turns[0].text) == (200, heard)


@pytest.mark.parametrize(
    "extra",
    [
        {"session_id": None, "location": None, "context": None, "action": None},
        {"context": {}},
        {"context": {"time_of_day": None, "weather": None, "companion_count": None, "mood": "hungry"}},
        {"user_id": 7, "nested": {"deep": [1, 2, {"x": None}]}},
    ],
)
async def test_nulls_and_unknown_fields_do_no_harm(client: Client, extra: dict[str, object]) -> None:
    status, _ = await say(client, {"message": "안녕", **extra})
    assert status == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "message"),
        ({"message": None}, "message"),
        ({"message": 5}, "message"),
        ({"message": ["안녕"]}, "message"),
        ({"message": {"text": "안녕"}}, "message"),
        ({"message": "안녕", "session_id": 7}, "session_id"),
        ({"message": "안녕", "session_id": "uuid-xxxx"}, "session_id"),
        ({"message": "안녕", "location": "건대"}, "location"),
        ({"message": "안녕", "location": [37.5, 127.0]}, "location"),
        ({"message": "안녕", "location": {"lat": 37.5}}, "location.longitude"),
        ({"message": "안녕", "location": {"lat": "37.5", "lng": 127}}, "location.lat"),
        ({"message": "안녕", "location": {"lat": 90.1, "lng": 127}}, "location.lat"),
        ({"message": "안녕", "location": {"latitude": 37.5, "longitude": 181}}, "location.longitude"),
        ({"message": "안녕", "location": {"lat": True, "lng": 127}}, "location.lat"),
        ({"message": "안녕", "location": {"lat": None, "lng": None}}, "location.lat"),
        ({"message": "안녕", "context": "lunch"}, "context"),
        ({"message": "안녕", "context": {"companion_count": "둘"}}, "context.companion_count"),
        ({"message": "안녕", "context": {"companion_count": -1}}, "context.companion_count"),
        ({"message": "안녕", "context": {"weather": 3}}, "context.weather"),
        ({"message": "안녕", "action": {"arguments": {}}}, "action.name"),
        ({"message": "안녕", "action": {"name": "select", "arguments": {"shop": 3}}}, "action.arguments.shop"),
    ],
)
async def test_a_wrong_field_is_named(client: Client, conversation: Conversation, body: object, field: str) -> None:
    status, problem = await say(client, body)
    assert (status, problem["status"], problem["type"]) == (400, 400, "urn:naviyam:problem:invalid_field")
    assert problem["errors"][0]["field"] == field
    assert field in problem["detail"]
    assert conversation.turns == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"hello"',
        b"7",
        b'{"message": "\xff\xfe"}',
        b'{"message": "\\ud83c"}',
        b'{"message": NaN}',
        b"[" * 100_000,
        b'{"message": "a"} {"message": "b"}',
        "message=안녕".encode(),
    ],
    ids=["empty", "cut", "null", "list", "string", "number", "latin", "surrogate", "nan", "deep", "two", "form"],
)
async def test_what_is_no_json_object_is_malformed(client: Client, conversation: Conversation, body: bytes) -> None:
    headers = {**bearer(), "Content-Type": "application/json"}
    response = await client.post("/api/v1/chat", data=body, headers=headers)
    assert (response.status, response.content_type) == (400, "application/problem+json")
    assert (await response.json())["type"] in {"urn:naviyam:problem:malformed", "urn:naviyam:problem:invalid_field"}
    assert conversation.turns == []


async def test_infinite_places_are_refused(client: Client) -> None:
    body = b'{"message": "a", "location": {"lat": 1e999, "lng": NaN}}'
    response = await client.post("/api/v1/chat", data=body, headers={**bearer(), "Content-Type": "application/json"})
    assert response.status == 400


async def test_a_body_that_does_not_unpack_is_malformed(client: Client) -> None:
    headers = {**bearer(), "Content-Type": "application/json", "Content-Encoding": "gzip"}
    response = await client.post("/api/v1/chat", data=b"not gzip at all", headers=headers)
    assert response.status == 400


async def test_a_caller_who_hangs_up_is_no_fault_of_ours(app: web.Application, registry: CollectorRegistry) -> None:
    over = asyncio.Event()

    @web.middleware
    async def note(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        finally:
            over.set()

    app.middlewares.insert(0, note)
    runner = web.AppRunner(app, handler_cancellation=False)  # as in production; the test client cancels
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    _, writer = await asyncio.open_connection(*runner.addresses[0])
    lines = ("POST /api/v1/chat HTTP/1.1", "Host: a", f"Authorization: {bearer()['Authorization']}")
    head = "\r\n".join((*lines, "Content-Type: application/json", "Content-Length: 100", "", ""))
    writer.write(head.encode() + b'{"mess')
    await writer.drain()
    writer.close()
    async with asyncio.timeout(10):
        await over.wait()
    await runner.cleanup()
    labels = {"method": "POST", "route": "/api/v1/chat", "status": "400"}
    assert registry.get_sample_value("naviyam_http_seconds_count", labels) == 1


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", None])
async def test_only_json_is_taken(client: Client, media: str | None) -> None:
    headers = {**bearer(), "Content-Type": media} if media else bearer()
    skipped = [] if media else ["Content-Type"]
    response = await client.post("/api/v1/chat", data=b'{"message": "a"}', headers=headers, skip_auto_headers=skipped)
    assert response.status == 415
    assert (await response.json())["title"] == "Unsupported media type"


async def test_a_charset_beside_json_is_fine(client: Client) -> None:
    headers = {**bearer(), "Content-Type": "application/json; charset=UTF-8"}
    response = await client.post("/api/v1/chat", data='{"message": "안녕"}'.encode(), headers=headers)
    assert response.status == 200


@pytest.mark.parametrize(("size", "status"), [(2**20, 200), (2**20 + 1, 413), (3_000_000, 413)])
async def test_more_than_a_megabyte_is_too_large(
    client: Client, conversation: Conversation, size: int, status: int
) -> None:
    frame = b'{"message": ""}'
    body = BytesIO(frame[:-2] + b"a" * (size - len(frame)) + frame[-2:])
    response = await client.post("/api/v1/chat", data=body, headers={**bearer(), "Content-Type": "application/json"})
    assert response.status == status
    assert len(conversation.turns) == (status == 200)
    if status == 413:
        assert (await response.json())["type"] == "urn:naviyam:problem:too_large"


async def test_the_sixty_first_message_of_a_minute_waits(client: Client, conversation: Conversation) -> None:
    for _ in range(PER_MINUTE):
        status, _ = await say(client, {"message": "야"})
        assert status == 200
    response = await client.post("/api/v1/chat", json={"message": "야"}, headers=bearer())
    problem = await response.json()
    assert (response.status, problem["code"]) == (429, "rate_limited")
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert len(conversation.turns) == PER_MINUTE
    assert (await say(client, {"message": "야"}, bearer("test:child-2")))[0] == 200
