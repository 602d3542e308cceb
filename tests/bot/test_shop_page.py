"""The shop's page: what a shop sees and presses on its phone."""

from __future__ import annotations

import re

import pytest

from bot import shop_page
from tests.bot.api.doors.conftest import SHOP_TOKEN, App, Apps, apps

__all__ = ["apps"]

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def ordered(apps: Apps) -> tuple[App, str, int]:
    app, coupon = apps.new(), await apps.coupon()
    await app.ask("POST", "/coupons/claim", {"coupon_id": coupon})
    wish = {"shop_id": apps.shop_id, "items": [{"menu_id": apps.menu_id}], "coupon_ids": [coupon]}
    _, order = await app.ask("POST", "/orders", wish)
    return app, order["voucher"]["code"], order["order_id"]


async def test_the_shop_sees_the_code_and_presses_once(apps: Apps) -> None:
    app, code, order_id = await ordered(apps)
    page = f"{apps.stage.url}/s/{SHOP_TOKEN}"
    async with app.session.get(page) as response:
        text = await response.text()
        policy = response.headers["Content-Security-Policy"]
    assert response.status == 200
    assert f"{code[:3]} {code[3:]}" in text
    assert f"{apps.price - 1000:,}원" in text
    assert app.account.external_id not in text
    assert "script" not in text
    assert "default-src 'none'" in policy
    form = {"order": str(order_id), "code": code}
    async with app.session.post(page, data=form) as response:
        assert "확인했어요" in await response.text()
    async with app.session.post(page, data=form) as response:
        assert "이미 끝났거나" in await response.text()
    _, order = await app.ask("GET", f"/orders/{order_id}")
    assert (order["status"], order["voucher"]["code"]) == ("COMPLETED", None)


async def test_a_page_left_open_confirms_nothing(apps: Apps) -> None:
    app, code, order_id = await ordered(apps)
    page = f"{apps.stage.url}/s/{SHOP_TOKEN}"
    old = f"{(int(code) + 1) % 10**6:06}"
    async with app.session.post(page, data={"order": str(order_id), "code": old}) as response:
        assert "번호가 바뀌었어요" in await response.text()
    _, order = await app.ask("GET", f"/orders/{order_id}")
    assert order["status"] == "PENDING"


@pytest.mark.parametrize("form", [{}, {"order": "x"}, {"order": "9" * 40}, {"order": "1", "code": "' OR 1=1"}])
async def test_nonsense_is_answered_kindly(apps: Apps, form: dict[str, str]) -> None:
    async with apps.session.post(f"{apps.stage.url}/s/{SHOP_TOKEN}", data=form) as response:
        assert response.status == 200
        assert "이미 끝났거나" in await response.text()


async def test_strangers_and_other_sites_get_nothing(apps: Apps) -> None:
    app, code, order_id = await ordered(apps)
    async with app.session.get(f"{apps.stage.url}/s/{'x' * 32}") as response:
        assert (response.status, "열 수 없는 주소" in await response.text()) == (404, True)
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}):
        form = {"order": str(order_id), "code": code}
        async with app.session.post(f"{apps.stage.url}/s/{SHOP_TOKEN}", data=form, headers=headers) as response:
            assert response.status == 404
    _, order = await app.ask("GET", f"/orders/{order_id}")
    assert order["status"] == "PENDING"


async def test_the_style_is_our_own(apps: Apps) -> None:
    async with apps.session.get(f"{apps.stage.url}{shop_page.STYLE_PATH}") as response:
        assert (response.status, response.content_type) == (200, "text/css")
        assert not re.search(r"https?:|@import", await response.text())
