"""Profile, preferences, what is done with a recommendation, and the document of it all."""

from __future__ import annotations

import json

import pytest

from tests.bot.api.doors.conftest import Apps

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_preferences_are_kept_as_far_as_consent_reaches(apps: Apps) -> None:
    app = apps.new()
    status, before = await app.ask("GET", "/users/me/profile")
    assert status == 200
    assert before["preferences"] == {
        "categories": [],
        "budget_range": {"min": None, "max": None},
        "dietary_restrictions": [],
    }
    wish = {"categories": ["한식", "분식"], "budget": 8000, "dietary_restrictions": ["채식", "알레르기 우유"]}
    status, changed = await app.ask("PUT", f"/users/{before['user_id']}/preferences", wish)
    assert (status, changed["not_kept"]) == (200, ["알레르기 우유"])
    _, after = await app.ask("GET", "/users/me/profile")
    assert after["preferences"] == {
        "categories": ["한식", "분식"],
        "budget_range": {"min": None, "max": 8000},
        "dietary_restrictions": ["채식"],
    }
    assert (await app.ask("PUT", "/users/me/preferences", {"budget": -1}))[0] == 400
    assert (await app.ask("PUT", "/users/me/preferences", {"budget": 5000}))[0] == 200
    _, again = await app.ask("GET", "/users/me/profile")
    assert again["preferences"]["budget_range"]["max"] == 5000


async def test_who_withdrew_consent_is_refused_kindly(apps: Apps) -> None:
    app = apps.new()
    user_id = await app.user_id()
    await apps.stage.execute(
        "INSERT INTO chatbot.consents (user_id, kind, is_granted, source) VALUES ($1, 'service', FALSE, 'chat')",
        user_id,
    )
    for method, path, body in (
        ("GET", "/users/me/coupons", None),
        ("POST", "/coupons/claim", {"coupon_id": "A"}),
        ("GET", "/users/me/profile", None),
    ):
        status, problem = await app.ask(method, path, body)
        assert (status, problem["code"]) == (403, "needs_consent")


async def test_a_choice_a_rating_and_looks_are_written_once(apps: Apps) -> None:
    app = apps.new()
    _, answer = await app.ask("POST", "/chat", {"message": "건대입구역에서 만원으로 뭐 먹지"})
    path, shop_id = f"/recommendations/{answer['recommendation_id']}", answer["recommendations"][1]["shop_id"]
    seen = {"action": "viewed", "shop_id": shop_id, "at": "2026-11-23T12:31:00+09:00"}
    assert await app.ask("POST", f"{path}/events", seen) == (204, None)
    assert await app.ask("POST", f"{path}/events", seen | {"action": "ignored"}) == (204, None)
    assert await app.ask("POST", f"{path}/selection", {"shop_id": shop_id}) == (204, None)
    told = {"rating": 4, "text": "맛있었어요 010-1234-5678로 전화 줘요"}
    assert await app.ask("POST", f"{path}/feedback", told, {"Idempotency-Key": "once"}) == (204, None)
    assert await app.ask("POST", f"{path}/feedback", told, {"Idempotency-Key": "once"}) == (204, None)
    row = await apps.stage.value(
        """
        SELECT jsonb_build_array(user_viewed_details, user_final_selection, feedback_rating)::text
        FROM chatbot.recommendations_log WHERE recommendation_id = $1
        """,
        answer["recommendation_id"],
    )
    assert json.loads(row) == [[shop_id], shop_id, 4]
    actions = "SELECT array_agg(user_action ORDER BY id) FROM ml_training.recommendation_feedback WHERE user_id = $1"
    assert await apps.stage.value(actions, await app.user_id()) == ["viewed", "ignored"]
    review = await apps.stage.value(
        "SELECT review_text FROM chatbot.reviews WHERE shop_id = $1 AND data_source = 'chat'", shop_id
    )
    assert "010" not in review
    elsewhere = {"shop_id": 10**6}
    status, problem = await app.ask("POST", f"{path}/selection", elsewhere)
    assert (status, problem["code"]) == (422, "shop_not_recommended")
    assert (await app.ask("POST", f"{path}/events", {**seen, "action": "eaten"}))[0] == 400
    assert (await app.ask("POST", f"{path}/events", {**seen, "at": "2026-11-23T12:31:00"}))[0] == 400


async def test_the_document_is_whole_and_its_page_needs_nothing_from_elsewhere(apps: Apps) -> None:
    app = apps.new()
    status, document = await app.ask("GET", "/openapi.json", headers={"Authorization": ""})
    assert (status, document["openapi"]) == (200, "3.1.0")
    known = document["components"]["schemas"]
    text = json.dumps(document)
    for reference in {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}:
        assert reference in known
    assert {"shop_id", "items", "coupon_ids"} <= set(known["OrderRequest"]["properties"])
    socket = document["paths"]["/api/v1/ws"]["get"]
    assert set(socket["responses"]) == {"101", "400"}
    told = {
        way: {known[one["$ref"].split("/")[-1]]["properties"]["type"]["const"] for one in messages["oneOf"]}
        for way, messages in socket["x-websocket"].items()
    }
    assert told == {"sent": {"token", "message"}, "received": {"ready", "answer", "notice", "error"}}
    assert {"type", "text", "session_id", "location", "action"} <= set(known["SocketMessage"]["properties"])
    ids = [op["operationId"] for methods in document["paths"].values() for op in methods.values()]
    assert len(ids) == len(set(ids))
    async with app.session.get(f"{apps.stage.url}/api/v1/docs") as response:
        page = await response.text()
    assert response.status == 200
    assert "http://" not in page
    assert "https://" not in page
    assert "<script" not in page
    async with app.session.get(f"{apps.stage.url}/api/v1/docs/style.css") as response:
        assert (response.status, response.content_type) == (200, "text/css")
