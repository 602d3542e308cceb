"""`POST /web/messages`: words, positions and presses become turns; what cannot be one is told so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientSession

from core.admission import Verdict
from core.messages import Action, Point, Stage, Trace
from tests.adapters.answers import food_answer
from tests.adapters.web.chat import Chat

HUNGRY = {"text": "배고픈데 오천원밖에없음ㅠ 건대입구역 근처", "person": "first"}


async def say(visitor: ClientSession, /, **message: object) -> dict[str, Any]:
    async with visitor.post("/web/messages", json={"person": "first", **message}) as response:
        assert response.status == 200
        answer: dict[str, Any] = await response.json()
        return answer


async def refusal(
    visitor: ClientSession,
    status: int,
    *,
    json: object = None,
    data: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> dict[str, Any]:
    async with visitor.post("/web/messages", json=json, data=data, headers=headers) as response:
        assert response.status == status
        assert response.content_type == "application/problem+json"
        problem: dict[str, Any] = await response.json()
    assert problem["status"] == status
    assert problem["request_id"]
    return problem


async def test_a_child_s_words_are_answered_with_the_cards_of_both_platforms(
    chat: Chat, visitor: ClientSession
) -> None:
    answer = await say(visitor, **HUNGRY)
    [heard] = chat.listener.heard
    assert heard.text == HUNGRY["text"]
    assert heard.account.platform == "web"
    assert heard.account.external_id.startswith("sim-f-")
    assert heard.samples
    assert not heard.vouched
    assert answer["text"] == "5천원이면 여기 어때요?\n몇 년생이에요? 안 알려줘도 돼요"
    cards = answer["kakao"]["template"]["outputs"][1]["carousel"]["items"]
    bubbles = answer["line"][1]["contents"]["contents"]
    assert [card["title"] for card in cards] == ["화양 할머니분식", "건대 김밥"]
    assert len(bubbles) == 2
    assert chat.counted("answered") == 1


async def test_the_panel_gets_how_the_answer_came_about(chat: Chat, visitor: ClientSession) -> None:
    shop = {"shop_id": 12, "shop_name": "화양 할머니분식", "score": 0.9, "reason_codes": ["NEARBY"]}
    trace = Trace("FOOD_REQUEST", 0.93, {"budget": 5000}, {}, recommendations=(shop,), stages=(Stage("load", 1.5),))
    plain = food_answer()
    chat.listener.answer = type(plain)(plain.turn_id, plain.session_id, 1, plain.lines, trace=trace)
    shown = (await say(visitor, **HUNGRY))["trace"]
    assert shown["intent"] == "FOOD_REQUEST"
    assert shown["entities"] == {"budget": 5000}
    assert shown["recommendations"] == [shop]
    assert shown["stages"] == [{"name": "load", "milliseconds": 1.5}]


async def test_pressing_a_kakao_button_does_what_it_does_in_kakaotalk(chat: Chat, visitor: ClientSession) -> None:
    answer = await say(visitor, **HUNGRY)
    button = answer["kakao"]["template"]["outputs"][1]["carousel"]["items"][0]["buttons"][0]
    await say(visitor, text=button["messageText"], kakao_extra=button["extra"])
    assert chat.listener.heard[-1].action == Action("select", {"shop": "12"}, "one-use")
    assert chat.listener.heard[-1].text == "여기로 할래"


async def test_pressing_a_line_button_does_what_it_does_in_line(chat: Chat, visitor: ClientSession) -> None:
    answer = await say(visitor, **HUNGRY)
    action = answer["line"][1]["contents"]["contents"][0]["footer"]["contents"][0]["action"]
    await say(visitor, line_postback=action["data"])
    assert chat.listener.heard[-1].action == Action("select", {"shop": "12"}, "one-use")
    assert chat.listener.heard[-1].text == ""


async def test_a_press_of_another_maker_is_read_as_its_words(chat: Chat, visitor: ClientSession) -> None:
    await say(visitor, text="떡볶이", kakao_extra={"other": "thing"})
    await say(visitor, line_postback="떡볶이")
    assert [(heard.text, heard.action) for heard in chat.listener.heard] == [("떡볶이", None)] * 2


async def test_a_chosen_place_is_a_position_without_words(chat: Chat, visitor: ClientSession) -> None:
    await say(visitor, location={"latitude": 37.540693, "longitude": 127.07023})
    assert chat.listener.heard[-1].action == Action("location")
    assert chat.listener.heard[-1].point == Point(37.540693, 127.07023)


async def test_a_place_sent_along_with_words_leaves_them_words(chat: Chat, visitor: ClientSession) -> None:
    await say(visitor, text="김밥", location={"latitude": 37.5, "longitude": 127.0})
    assert chat.listener.heard[-1].action is None
    assert chat.listener.heard[-1].point == Point(37.5, 127.0)


async def test_a_member_is_prepared_once_and_vouched_for(chat: Chat, visitor: ClientSession) -> None:
    for _ in range(2):
        await say(visitor, text="내 쿠폰", person="member")
    first, second = chat.listener.heard
    assert first.vouched
    assert first.account == second.account
    assert first.account.external_id.startswith("sim-m-")
    assert chat.prepared == [(first.account, "member")]


async def test_without_a_database_a_member_is_answered_and_prepared_later(chat: Chat, visitor: ClientSession) -> None:
    chat.has_database = False
    await say(visitor, text="내 쿠폰", person="member")
    chat.has_database = True
    await say(visitor, text="내 쿠폰", person="member")
    assert len(chat.listener.heard) == 2
    assert len(chat.prepared) == 1


async def test_the_person_s_own_clock_is_believed_within_minutes(chat: Chat, visitor: ClientSession) -> None:
    near = datetime.now(UTC) - timedelta(seconds=5)
    await say(visitor, text="야", at=near.isoformat().replace("+00:00", "Z"))
    assert chat.listener.heard[-1].at == near
    for absurd in ("1999-01-01T00:00:00Z", near.replace(tzinfo=None).isoformat(), "yesterday", 5, None):
        await say(visitor, text="야", at=absurd)
        assert abs(chat.listener.heard[-1].at - datetime.now(UTC)) < timedelta(seconds=3)
        assert chat.listener.heard[-1].at != near


async def test_starting_over_makes_another_person(chat: Chat, visitor: ClientSession) -> None:
    await say(visitor, text="야")
    async with visitor.post("/web/reset", json={}) as response:
        assert response.status == 204
    await say(visitor, text="야")
    before, after = chat.listener.heard
    assert before.account != after.account


async def test_who_lost_the_cookie_is_answered_and_gets_another(chat: Chat) -> None:
    async with ClientSession(chat.url) as session, session.post("/web/messages", json=HUNGRY) as response:
        assert response.status == 200
        given = response.cookies["naviyam_visitor"].value
    assert chat.listener.heard[-1].account.external_id == f"sim-f-{given}"


@pytest.mark.parametrize(("verdict", "status"), [(Verdict.TOO_OFTEN, 429), (Verdict.FULL, 503)])
async def test_who_is_not_admitted_is_told_to_wait(
    chat: Chat, visitor: ClientSession, verdict: Verdict, status: int
) -> None:
    chat.verdict = verdict
    async with visitor.post("/web/messages", json=HUNGRY) as response:
        assert response.status == status
        assert response.headers["Retry-After"] == "10"
        assert (await response.json())["code"] == verdict
    assert chat.counted(verdict) == 1
    assert chat.listener.heard == []


async def test_five_thousand_characters_are_taken_and_one_more_is_refused(chat: Chat, visitor: ClientSession) -> None:
    await say(visitor, text="가" * 5000)
    problem = await refusal(visitor, 422, json={"text": "가" * 5001, "person": "first"})
    assert problem["code"] == "too_long"
    assert len(chat.listener.heard) == 1


async def test_what_is_larger_than_any_message_is_refused(visitor: ClientSession) -> None:
    problem = await refusal(visitor, 413, json={"text": "야", "person": "first", "more": "x" * 70_000})
    assert problem["code"] == "too_large"


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"person": "first"},
        {"text": "", "person": "first"},
        {"text": " \n", "person": "first"},
        {"text": None, "person": "first"},
        {"text": 5, "person": "first"},
        {"text": "야"},
        {"text": "야", "person": "admin"},
        {"text": "야", "person": ["first"]},
        {"location": {"latitude": 95, "longitude": 127}, "person": "first"},
        {"location": {"latitude": True, "longitude": None}, "person": "first"},
        {"location": "here", "person": "first"},
        {"kakao_extra": "v=1", "person": "first"},
        {"line_postback": {"a": "help"}, "person": "first"},
    ],
)
async def test_a_message_that_says_nothing_is_malformed(
    chat: Chat, visitor: ClientSession, message: dict[str, object]
) -> None:
    assert (await refusal(visitor, 400, json=message))["code"] == "malformed"
    assert chat.listener.heard == []


async def test_nobody_can_name_another_visitor(chat: Chat, visitor: ClientSession) -> None:
    other = "0" * 32
    await say(visitor, text="야", visitor=other)
    assert other not in chat.listener.heard[-1].account.external_id


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"hello"', b"\xff\xfe", b"[" * 50_000])
async def test_a_body_that_is_no_object_is_malformed(visitor: ClientSession, body: bytes) -> None:
    problem = await refusal(visitor, 400, data=body, headers={"Content-Type": "application/json"})
    assert problem["code"] == "malformed"


async def test_only_json_is_read(visitor: ClientSession) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        assert (await refusal(visitor, 415, data=b"{}", headers={"Content-Type": kind}))["code"] == "not_json"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
async def test_no_other_site_may_speak_for_the_visitor(
    chat: Chat, visitor: ClientSession, headers: dict[str, str]
) -> None:
    assert (await refusal(visitor, 403, json=HUNGRY, headers=headers))["code"] == "other_origin"
    async with visitor.post("/web/reset", json={}, headers=headers) as response:
        assert response.status == 403
    assert chat.listener.heard == []


async def test_the_page_itself_may_speak(chat: Chat, visitor: ClientSession) -> None:
    headers = {"Origin": chat.url, "Sec-Fetch-Site": "same-origin"}
    async with visitor.post("/web/messages", json=HUNGRY, headers=headers) as response:
        assert response.status == 200
