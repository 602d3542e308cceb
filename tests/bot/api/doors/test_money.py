"""Coupons and orders over HTTP, exactly as contracts.md tells them."""

from __future__ import annotations

import asyncio
from collections import Counter
from uuid import uuid4

import pytest

from tests.bot.api.doors.conftest import PIN, SHOP_TOKEN, Apps

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_claimed_coupon_is_held_listed_and_claimed_once(apps: Apps) -> None:
    app, coupon = apps.new(), await apps.coupon()
    status, claimed = await app.ask("POST", "/coupons/claim", {"coupon_id": coupon})
    assert (status, set(claimed)) == (201, {"wallet_id", "expires_at"})
    status, again = await app.ask("POST", "/coupons/claim", {"coupon_id": coupon})
    assert (status, again["code"], again["detail"]) == (409, "coupon_already_held", "이미 가지고 있는 쿠폰이에요.")
    status, wallet = await app.ask("GET", "/users/me/coupons")
    assert status == 200
    assert set(wallet) == {"active_coupons", "expired_coupons", "used_coupons"}
    (active,) = wallet["active_coupons"]
    assert (active["coupon_id"], active["name"], active["discount_amount"]) == (coupon, "쿠폰", 1000)
    assert (active["discount_rate"], active["applicable_shops"]) == (None, [])
    assert active["expires_at"] == claimed["expires_at"]


async def test_what_cannot_be_claimed_says_why(apps: Apps) -> None:
    sold_out = await apps.coupon(max_issue_count=0)
    for_grants = await apps.coupon(given_for="grant")
    for coupon, wanted in (
        (sold_out, (409, "coupon_sold_out")),
        ("NO_SUCH", (404, "coupon_not_offered")),
        (for_grants, (403, "coupon_not_for_the_asking")),
    ):
        status, problem = await apps.new().ask("POST", "/coupons/claim", {"coupon_id": coupon})
        assert (status, problem["code"]) == wanted


async def test_applying_reserves_for_ten_minutes_and_once(apps: Apps) -> None:
    app, coupon = apps.new(), await apps.coupon(min_order_amount=4000)
    await app.ask("POST", "/coupons/claim", {"coupon_id": coupon})
    asked = {"user_id": await app.user_id(), "coupon_id": coupon, "shop_id": apps.shop_id, "order_amount": 5000}
    status, problem = await app.ask("POST", "/coupons/apply", asked | {"order_amount": 3999})
    assert (status, problem["code"]) == (422, "order_below_minimum")
    status, applied = await app.ask("POST", "/coupons/apply", asked)
    assert (status, applied["discount"], applied["to_pay"]) == (200, 1000, 4000)
    assert applied["expires_at"] == "2026-11-23T12:40:00+09:00"
    status, problem = await app.ask("POST", "/coupons/apply", asked)
    assert (status, problem["code"]) == (409, "coupon_reserved")
    status, _ = await app.ask("POST", "/coupons/apply", asked | {"user_id": 1 + await app.user_id()})
    assert status == 403


async def test_two_hundred_applications_at_once_reserve_once(apps: Apps) -> None:
    app, coupon = apps.new(), await apps.coupon()
    await app.ask("POST", "/coupons/claim", {"coupon_id": coupon})
    asked = {"coupon_id": coupon, "shop_id": apps.shop_id, "order_amount": 5000}
    said = await asyncio.gather(*(app.ask("POST", "/coupons/apply", asked) for _ in range(200)))
    assert Counter(status for status, _ in said) == {200: 1, 409: 199}


async def test_an_order_lives_from_voucher_to_the_shops_word(apps: Apps) -> None:
    app, coupon = apps.new(), await apps.coupon()
    await app.ask("POST", "/coupons/claim", {"coupon_id": coupon})
    wish = {
        "shop_id": apps.shop_id,
        "items": [{"menu_id": apps.menu_id, "quantity": 1, "options": []}],
        "coupon_ids": [coupon],
    }
    key = {"Idempotency-Key": str(uuid4())}
    status, order = await app.ask("POST", "/orders", wish, key)
    assert (status, order["total"], order["to_pay"]) == (201, apps.price, apps.price - 1000)
    assert (order["discounts"], order["hold_id"]) == ([{"coupon_id": coupon, "amount": 1000}], None)
    assert len(order["voucher"]["code"]) == 6
    assert await app.ask("POST", "/orders", wish, key) == (201, order)
    status, problem = await app.ask("POST", "/orders", wish | {"coupon_ids": []}, key)
    assert (status, problem["code"]) == (422, "idempotency_key_reused")
    path = f"/orders/{order['order_id']}"
    status, shown = await app.ask("GET", path)
    assert (status, shown["status"]) == (200, "PENDING")
    assert (await apps.new().ask("POST", f"{path}/confirm", {"pin": PIN}))[0] == 404
    status, problem = await app.ask("POST", f"{path}/confirm", {"pin": "0000"})
    assert (status, problem["code"]) == (403, "pin_wrong")
    status, _ = await app.ask("POST", f"{path}/confirm", {"shop_token": "x" * 32, "code": shown["voucher"]["code"]})
    assert status == 403
    word = {"shop_token": SHOP_TOKEN, "code": shown["voucher"]["code"]}
    assert await app.ask("POST", f"{path}/confirm", word) == (
        200,
        {"order_id": order["order_id"], "status": "COMPLETED"},
    )
    status, problem = await app.ask("POST", f"{path}/cancel")
    assert (status, problem["code"]) == (409, "voucher_not_open")
    _, wallet = await app.ask("GET", "/users/me/coupons")
    assert [one["coupon_id"] for one in wallet["used_coupons"]] == [coupon]
    _, profile = await app.ask("GET", "/users/me/profile")
    assert profile["statistics"] == {
        "total_orders": 1,
        "favorite_shops": [apps.shop_id],
        "avg_spending": apps.price,
    }


async def test_a_cancelled_order_gives_the_coupon_back(apps: Apps) -> None:
    app, coupon = apps.new(), await apps.coupon()
    await app.ask("POST", "/coupons/claim", {"coupon_id": coupon})
    wish = {"shop_id": apps.shop_id, "items": [{"menu_id": apps.menu_id, "quantity": 1}], "coupon_ids": [coupon]}
    _, order = await app.ask("POST", "/orders", wish)
    assert await app.ask("POST", f"/orders/{order['order_id']}/cancel") == (
        200,
        {"order_id": order["order_id"], "status": "CANCELLED"},
    )
    assert (await app.ask("POST", "/orders", wish))[0] == 201


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"shop_id": 999_999}, (404, "shop_unknown")),
        ({"items": [{"menu_id": 999_999}]}, (422, "menu_unknown")),
        ({"coupon_ids": ["NOT_MINE"]}, (422, "coupon_not_held")),
        ({"items": []}, (400, None)),
        ({"items": [{"menu_id": 1, "quantity": 0}]}, (400, None)),
        ({"items": [{"menu_id": "1"}]}, (400, None)),
    ],
)
async def test_an_order_that_cannot_be_says_why(
    apps: Apps, change: dict[str, object], wanted: tuple[int, str | None]
) -> None:
    wish = {"shop_id": apps.shop_id, "items": [{"menu_id": apps.menu_id}], "coupon_ids": []}
    status, problem = await apps.new().ask("POST", "/orders", wish | change)
    assert (status, problem.get("code")) == wanted
