"""The doors of operators: who may look, who may write to people, and a campaign from segment to results."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

import pytest

from bot.auth import Role
from tests.bot.api.doors.conftest import Apps
from tests.bot.api.doors.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

MESSAGES = {"a": {"text": "여기 봐요 {link}", "link": "https://example.org/menu"}}
CHANGES = ("/ops/segments", "/ops/campaigns", *(f"/ops/campaigns/1/{move}" for move in ("start", "pause", "cancel")))


async def draft(desk: Desk, **more: object) -> int:
    _, segment = await desk.ask("POST", "/ops/segments", {"name": uuid4().hex, "rules": {}})
    plan: Mapping[str, object] = {"name": "봄", "segment_id": segment["id"], "messages": MESSAGES, **more}
    status, campaign = await desk.ask("POST", "/ops/campaigns", plan)
    assert status == 201, campaign
    return int(campaign["id"])


@pytest.mark.parametrize("path", CHANGES)
async def test_only_who_may_write_to_people_changes_anything(apps: Apps, path: str) -> None:
    for role in (Role.USER, Role.VIEWER):
        status, _ = await Desk(apps, role).ask("POST", path, {})
        assert status == 403, role


async def test_a_viewer_looks_and_a_user_does_not(apps: Apps) -> None:
    assert (await Desk(apps, Role.VIEWER).ask("GET", "/ops/campaigns"))[0] == 200
    assert (await Desk(apps, Role.USER).ask("GET", "/ops/campaigns"))[0] == 403


async def test_rules_are_counted_live_with_a_masked_sample(apps: Apps) -> None:
    desk, app = Desk(apps), apps.new()
    before = (await desk.ask("POST", "/ops/segments/count", {"rules": {}, "advertising": False}))[1]["count"]
    await app.user_id()
    _, found = await desk.ask("POST", "/ops/segments/count", {"rules": {}, "advertising": False})
    assert found["count"] == before + 1
    assert found["sample"]
    assert all(len(person["account"]) == 3 for person in found["sample"])
    assert app.account.external_id not in str(found)
    _, advertised = await desk.ask("POST", "/ops/segments/count", {"rules": {}})
    assert advertised["count"] < found["count"]  # a token vouches for no advertising


async def test_a_campaign_from_segment_to_results(apps: Apps) -> None:
    desk = Desk(apps)
    campaign = await draft(desk, hold_out_percent=10, throttle_per_minute=600)
    _, preview = await desk.ask("GET", f"/ops/campaigns/{campaign}/preview")
    variant = preview["variants"]["a"]
    assert variant["lines"][0].startswith("(광고) 나비얌: 여기 봐요 http")
    assert {"kakao", "line", "web"} <= set(variant["platforms"])
    assert "(광고)" in str(variant["platforms"]["kakao"])
    for move, status in (("start", "SCHEDULED"), ("cancel", "CANCELLED")):
        said, now = await desk.ask("POST", f"/ops/campaigns/{campaign}/{move}", {})
        assert (said, now["status"]) == (200, status)
    said, problem = await desk.ask("POST", f"/ops/campaigns/{campaign}/resume", {})
    assert (said, problem["code"]) == (409, "wrong_status")
    _, results = await desk.ask("GET", f"/ops/campaigns/{campaign}/results")
    assert (results["variants"], results["delivered"], results["opened"]) == ([], None, None)


async def test_a_plan_that_cannot_be_read_names_its_field(apps: Apps) -> None:
    status, problem = await Desk(apps).ask(
        "POST", "/ops/campaigns", {"name": "봄", "segment_id": 1, "messages": {"a": {"text": "{name}님"}}}
    )
    assert (status, problem["errors"][0]["field"]) == (400, "messages")
    assert "no such variable" in problem["errors"][0]["reason"]


async def test_a_telling_message_is_refused_by_its_rule(apps: Apps) -> None:
    desk = Desk(apps)
    _, segment = await desk.ask("POST", "/ops/segments", {"name": uuid4().hex, "rules": {}})
    plan = {"name": "봄", "segment_id": segment["id"], "messages": {"a": {"text": "급식카드 잔액이 적어요"}}}
    status, problem = await desk.ask("POST", "/ops/campaigns", plan)
    assert (status, problem["code"]) == (422, "stigma")


async def test_a_repeated_request_makes_one_campaign(apps: Apps) -> None:
    desk = Desk(apps)
    _, segment = await desk.ask("POST", "/ops/segments", {"name": uuid4().hex, "rules": {}})
    plan = {"name": "봄", "segment_id": segment["id"], "messages": MESSAGES}
    key = {"Idempotency-Key": uuid4().hex}
    first, second = [await desk.ask("POST", "/ops/campaigns", plan, **key) for _ in range(2)]
    assert first == second


async def test_an_operator_of_a_region_sees_and_moves_only_its_own(apps: Apps) -> None:
    nation, busan = Desk(apps), await Desk.of_region(apps, "부산", Role.MARKETER)
    region = await apps.stage.value("SELECT id FROM chatbot.regions WHERE region_name = '부산'")
    theirs, ours = await draft(nation), await draft(busan)
    assert (await busan.ask("GET", f"/ops/campaigns/{theirs}"))[0] == 404
    assert (await busan.ask("POST", f"/ops/campaigns/{theirs}/start", {}))[0] == 404
    assert [row["id"] for row in (await busan.ask("GET", "/ops/campaigns"))[1]["campaigns"]] == [ours]
    assert (await nation.ask("GET", f"/ops/campaigns/{ours}"))[1]["region_id"] == region
    status, problem = await busan.ask("POST", "/ops/segments", {"name": "서울", "rules": {}, "region": "서울"})
    assert (status, problem["code"]) == (422, "unknown_region")
    deeds = await apps.stage.value(
        """
        SELECT count(*) FROM chatbot.audit_log a JOIN chatbot.operators o ON o.id = a.operator_id
        WHERE o.operator_name = $1
        """,
        busan.name,
    )
    assert deeds == 2  # a segment and a campaign


@pytest.mark.parametrize("code", ["1", "99999999999", "abc"])
async def test_what_is_no_campaign_is_not_found(apps: Apps, code: str) -> None:
    if code == "1":
        code = "2147483647"
    assert (await Desk(apps).ask("GET", f"/ops/campaigns/{code}"))[0] == 404


async def test_a_link_leads_on_and_a_previewer_is_no_person(apps: Apps) -> None:
    code = uuid4().hex[:12]
    await apps.stage.execute(
        """
        INSERT INTO chatbot.tracked_links (code, target_url, created_at, expires_at)
        VALUES ($1, 'https://example.org/menu', '2026-11-01', '2026-12-01')
        """,
        code,
    )
    url = f"{apps.stage.url}/r/{code}"
    agents = ("Mozilla/5.0", "facebookexternalhit/1.1; kakaotalk-scrap/1.0")
    for agent in agents:
        async with apps.session.get(url, allow_redirects=False, headers={"User-Agent": agent}) as response:
            assert (response.status, response.headers["Location"]) == (302, "https://example.org/menu")
    async with apps.session.head(url, allow_redirects=False) as response:
        assert response.status == 302
    assert await apps.stage.value("SELECT count(*) FROM chatbot.link_clicks") == 1
    for wrong in ("nosuchlink", "x", "a%27b-------"):
        async with apps.session.get(f"{apps.stage.url}/r/{wrong}", allow_redirects=False) as response:
            assert response.status == 404
