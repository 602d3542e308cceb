"""Nobody reads or moves what is somebody else's: every door against every caller."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bot.api.doors.conftest import App, Apps

pytestmark = pytest.mark.asyncio(loop_scope="session")

DOORS: tuple[tuple[str, str, Any], ...] = (
    ("GET", "/users/{user}/profile", None),
    ("PUT", "/users/{user}/preferences", {"categories": ["한식"]}),
    ("GET", "/users/{user}/coupons", None),
    ("POST", "/coupons/apply", {
        "user_id": "{user}", "coupon_id": "{coupon}", "shop_id": "{shop}", "order_amount": 5000,
    }),
    ("GET", "/orders/{order}", None),
    ("POST", "/orders/{order}/cancel", {}),
    ("POST", "/orders/{order}/confirm", {"pin": "0000"}),
    ("POST", "/recommendations/{recommendation}/selection", {"shop_id": "{shown}"}),
    ("POST", "/recommendations/{recommendation}/feedback", {"rating": 5}),
    ("POST", "/recommendations/{recommendation}/events", {
        "action": "viewed", "shop_id": "{shown}", "at": "2026-11-23T12:30:00+09:00",
    }),
)  # fmt: skip

ANYBODYS = {
    ("POST", "/chat"),
    ("POST", "/coupons/claim"),
    ("POST", "/orders"),
    ("GET", "/ws"),
}
"""Doors that name nobody: they act for the caller alone, who on the WebSocket is known by the first message."""


@pytest.fixture(scope="module")
def things() -> dict[str, Any]:
    return {}


async def owner(apps: Apps, things: dict[str, Any]) -> App:
    """Somebody who has one of everything, made once."""
    if "app" not in things:
        app = apps.new()
        coupon = await apps.coupon()
        await app.ask("POST", "/coupons/claim", {"coupon_id": coupon})
        wish = {"shop_id": apps.shop_id, "items": [{"menu_id": apps.menu_id}], "coupon_ids": [coupon]}
        _, order = await app.ask("POST", "/orders", wish)
        _, answer = await app.ask("POST", "/chat", {"message": "건대입구역에서 만원으로 뭐 먹지"})
        things |= {
            "app": app,
            "user": await app.user_id(),
            "coupon": coupon,
            "shop": apps.shop_id,
            "order": order["order_id"],
            "recommendation": answer["recommendation_id"],
            "shown": answer["recommendations"][0]["shop_id"],
        }
    app = things["app"]
    assert isinstance(app, App)
    return app


def filled(value: Any, things: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return {name: filled(one, things) for name, one in value.items()}
    if isinstance(value, str) and value.startswith("{"):
        return things[value.strip("{}")]
    return value


@pytest.mark.parametrize(("method", "path", "body"), DOORS, ids=[path for _, path, _ in DOORS])
@pytest.mark.parametrize("caller", ["another", "nobody"])
async def test_a_stranger_gets_nothing(
    apps: Apps, things: dict[str, Any], caller: str, method: str, path: str, body: object
) -> None:
    await owner(apps, things)
    stranger = apps.new()
    headers = {"Authorization": ""} if caller == "nobody" else {}
    status, problem = await stranger.ask(method, path.format_map(things), filled(body, things), headers)
    assert status in ({401} if caller == "nobody" else {403, 404}), problem
    assert set(problem) <= {"type", "title", "status", "detail", "request_id", "code", "errors"}


async def test_the_owner_gets_them_all(apps: Apps, things: dict[str, Any]) -> None:
    app = await owner(apps, things)
    said = {
        path: (await app.ask(method, path.format_map(things), filled(body, things)))[0]
        for method, path, body in DOORS
        if not path.endswith(("confirm", "apply", "cancel"))
    }
    assert set(said.values()) <= {200, 204}, said


async def test_no_door_is_left_out(apps: Apps) -> None:
    _, document = await apps.new().ask("GET", "/openapi.json")
    offered = {
        (method.upper(), path.removeprefix("/api/v1"))
        for path, methods in document["paths"].items()
        for method in methods
        if "/ops/" not in path  # operators' doors: test_campaigns.py
    }
    tried = {(method, path) for method, path, _ in DOORS} | ANYBODYS
    plain = {(method, path.replace("{user}", "{id}").replace("{order}", "{id}").replace("{recommendation}", "{id}"))
             for method, path in tried}  # fmt: skip
    assert plain == offered
