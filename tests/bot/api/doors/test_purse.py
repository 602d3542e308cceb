"""The doors of operators onto money: who may, once for a key, within one's region, every row accounted for."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from bot.auth import Role
from db import foodcard, people
from db.crypto import Cipher
from db.foodcard import CardReference
from tests.bot.api.doors.conftest import App, Apps
from tests.bot.api.doors.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

HELD = "SELECT count(*) FROM chatbot.user_coupon_wallet WHERE coupon_id = $1"


async def with_card(apps: Apps, region: str) -> tuple[App, str]:
    """Somebody with a card of that region, and the card's reference."""
    app, ref = apps.new(), f"R-{uuid4().hex[:8]}"
    cipher = Cipher.from_hex(apps.stage.settings.data_key.get_secret_value())
    async with apps.stage.database.transaction() as connection:
        consents = ("service", "guardian")
        user_id = await people.add(connection, "test", app.account.external_id, consents, "office", birth_year=2008)
        region_id = await connection.fetchval("SELECT id FROM chatbot.regions WHERE region_name = $1", region)
        card = CardReference(b"\0" * 40, cipher.keyed_hash(ref, "card_ref"))
        await foodcard.link_reference(connection, user_id, region_id, card, "고등학생")
    return app, ref


async def balance(apps: Apps, app: App) -> Any:  # noqa: ANN401 - a column's own type
    return await apps.stage.value(
        "SELECT f.balance FROM chatbot.foodcard_users f JOIN chatbot.users u ON u.id = f.user_id "
        "WHERE u.external_user_id = $1",
        app.account.external_id,
    )


def sheet(*rows: tuple[str, int]) -> bytes:
    return "\n".join(["카드번호,잔액(원)", *(f"{ref},{won}" for ref, won in rows)]).encode("cp949")


@pytest.mark.parametrize("role", [Role.USER, Role.VIEWER, Role.MARKETER])
async def test_only_an_admin_moves_money(apps: Apps, role: Role) -> None:
    desk = Desk(apps, role)
    assert (await desk.ask("POST", "/ops/grants", {}))[0] == 403
    assert (await desk.upload("/ops/balances", sheet(("R-1", 1))))[0] == 403
    assert (await desk.ask("GET", "/ops/settlements?month=2026-11"))[0] == (403 if role is Role.USER else 200)


async def test_a_grant_repeated_with_its_key_is_one_coupon_in_the_audit_log(apps: Apps) -> None:
    desk, app, coupon = Desk(apps, Role.ADMIN), apps.new(), await apps.coupon()
    await app.user_id()
    wish = {"user": str(app.account), "coupon_id": coupon, "reason": "생일"}
    key = uuid4().hex
    said = [await desk.ask("POST", "/ops/grants", wish, **{"Idempotency-Key": key}) for _ in range(2)]
    assert said[0] == said[1]
    assert said[0][0] == 201
    assert await apps.stage.value(HELD, coupon) == 1
    logged = "SELECT count(*) FROM chatbot.audit_log WHERE action = 'grant_coupon' AND details->>'coupon_id' = $1"
    assert await apps.stage.value(logged, coupon) == 1
    status, problem = await desk.ask("POST", "/ops/grants", wish)
    assert (status, problem["code"]) == (409, "coupon_already_held")


@pytest.mark.parametrize(
    "wrong",
    [{"user": "nobody"}, {"user": "nowhere:1"}, {"reason": ""}, {"coupon_id": 5}, {"coupon_id": "x" * 51}],
)
async def test_a_grant_that_cannot_be_read_says_which_field(apps: Apps, wrong: dict[str, object]) -> None:
    wish = {"user": "test:1", "coupon_id": "A", "reason": "생일", **wrong}
    status, problem = await Desk(apps, Role.ADMIN).ask("POST", "/ops/grants", wish)
    assert (status, [error["field"] for error in problem["errors"]]) == (400, list(wrong))


async def test_an_operator_gives_only_to_people_of_their_region(apps: Apps) -> None:
    desk = await Desk.of_region(apps, "서울")
    coupon = await apps.coupon()
    near, far, none = (await with_card(apps, "서울"))[0], (await with_card(apps, "부산"))[0], apps.new()
    await none.user_id()
    said = {}
    for name, app in (("near", near), ("far", far), ("none", none)):
        wish = {"user": str(app.account), "coupon_id": coupon, "reason": "생일"}
        said[name] = (await desk.ask("POST", "/ops/grants", wish))[0]
    assert said == {"near": 201, "far": 403, "none": 403}
    elsewhere = await apps.stage.value(
        "INSERT INTO chatbot.programmes (programme_name, description, region_id) "
        "SELECT $1, '부산', id FROM chatbot.regions WHERE region_name = '부산' RETURNING id",
        uuid4().hex,
    )
    theirs = await apps.coupon(programme_id=elsewhere)
    status, problem = await desk.ask(
        "POST", "/ops/grants", {"user": str(near.account), "coupon_id": theirs, "reason": "생일"}
    )
    assert (status, problem["code"]) == (404, "coupon_not_offered")


async def test_a_sheet_is_taken_over_row_by_row_and_a_dry_run_changes_nothing(apps: Apps) -> None:
    desk, (app, ref) = Desk(apps, Role.ADMIN), await with_card(apps, "서울")
    content = sheet((ref, 12_300), ("R-nobody", 1), ("R-wrong", -5))
    status, told = await desk.upload("/ops/balances?dry_run=true", content)
    assert (status, told["updated"], told["strangers"], told["rejected"]) == (200, 1, 1, 1)
    assert await balance(apps, app) == 0
    key = uuid4().hex
    assert (await desk.upload("/ops/balances?dry_run=true", content, **{"Idempotency-Key": key}))[0] == 200
    assert (await desk.upload("/ops/balances", content, **{"Idempotency-Key": key}))[0] == 422  # another request
    key = uuid4().hex
    first = await desk.upload("/ops/balances", content, **{"Idempotency-Key": key})
    assert await desk.upload("/ops/balances", content, **{"Idempotency-Key": key}) == first
    assert first[1]["errors"] == [{"row": 4, "column": "balance", "reason": "not_believable"}]
    assert await balance(apps, app) == 12_300
    assert (await desk.upload("/ops/balances", content))[1]["known"] == 1


async def test_a_sheet_changes_cards_of_the_operators_region_only(apps: Apps) -> None:
    desk = await Desk.of_region(apps, "서울")
    (near, near_ref), (far, far_ref) = await with_card(apps, "서울"), await with_card(apps, "부산")
    _, told = await desk.upload("/ops/balances", sheet((near_ref, 7000), (far_ref, 9000)))
    assert (told["updated"], told["strangers"]) == (1, 1)
    assert (await balance(apps, near), await balance(apps, far)) == (7000, 0)


async def test_a_sheet_may_be_larger_than_other_bodies_and_still_has_its_limit(apps: Apps) -> None:
    desk = Desk(apps, Role.ADMIN)
    long = "\n".join(["비고,카드번호,잔액", *(f"{'가' * 200},R-{n:07},{n}" for n in range(3_000))]).encode()
    status, told = await desk.upload("/ops/balances?dry_run=1", long)
    assert (status, told["rows"], told["strangers"]) == (200, 3_000, 3_000)
    assert (await desk.upload("/ops/balances", b"x" * (20 * 1024 * 1024 + 1)))[0] == 413


@pytest.mark.parametrize(
    ("path", "content", "kind", "expected"),
    [
        ("/ops/balances", b"PK\x03\x04 no workbook", "application/octet-stream", (400, "sheet_unreadable")),
        ("/ops/balances", b"", "text/csv", (400, "sheet_unreadable")),
        ("/ops/balances", b"a,b", "image/png", (415, None)),
        ("/ops/balances?as_of=2099-01-01T00:00:00%2B09:00", b"a,b", "text/csv", (400, None)),
        ("/ops/balances?as_of=yesterday", b"a,b", "text/csv", (400, None)),
    ],
)
async def test_what_is_no_sheet_changes_nothing(
    apps: Apps, path: str, content: bytes, kind: str, expected: tuple[int, str | None]
) -> None:
    status, problem = await Desk(apps, Role.ADMIN).upload(path, content, kind)
    assert (status, problem.get("code")) == expected


async def test_what_shops_are_owed_is_told_by_month_and_region(apps: Apps) -> None:
    app, coupon = apps.new(), await apps.coupon()
    await app.ask("POST", "/coupons/claim", {"coupon_id": coupon})
    wish = {"shop_id": apps.shop_id, "items": [{"menu_id": apps.menu_id}], "coupon_ids": [coupon]}
    _, order = await app.ask("POST", "/orders", wish)
    assert (await app.ask("POST", f"/orders/{order['order_id']}/confirm", {"pin": "4821"}))[0] == 200
    _, told = await Desk(apps, Role.VIEWER).ask("GET", "/ops/settlements?month=2026-11")
    (row,) = [row for row in told["rows"] if row["coupon_id"] == coupon]
    assert (row["shop_id"], row["uses"], row["amount"]) == (apps.shop_id, 1, 1000)
    assert told["amount"] == sum(one["amount"] for one in told["rows"])
    assert (await Desk(apps, Role.VIEWER).ask("GET", "/ops/settlements?month=2026-10"))[1]["rows"] == []
    _, elsewhere = await (await Desk.of_region(apps, "부산")).ask("GET", "/ops/settlements?month=2026-11")
    assert coupon not in {one["coupon_id"] for one in elsewhere["rows"]}
    for month in ("2026-13", "11", ""):
        assert (await Desk(apps, Role.VIEWER).ask("GET", f"/ops/settlements?month={month}"))[0] == 400
    assert (await Desk(apps, Role.VIEWER).ask("GET", "/ops/settlements"))[0] == 400


async def test_operators_see_the_coupons_of_their_region_page_by_page(apps: Apps) -> None:
    programme = """
        INSERT INTO chatbot.programmes (programme_name, description, region_id)
        SELECT $1, '시험', id FROM chatbot.regions WHERE region_name = $2 RETURNING id
    """
    busan = await apps.stage.value(programme, uuid4().hex, "부산")
    percent = {"coupon_type": "PERCENTAGE", "discount_amount": None, "discount_rate": 0.15, "max_discount_amount": 2000}
    ours, theirs = await apps.coupon(**percent), await apps.coupon(programme_id=busan)
    app = apps.new()
    await app.ask("POST", "/coupons/claim", {"coupon_id": ours})

    async def every(desk: Desk, limit: int) -> list[dict[str, Any]]:
        found, after = list[dict[str, Any]](), ""
        while True:
            status, page = await desk.ask("GET", f"/ops/coupons?limit={limit}&after={after}")
            assert status == 200
            assert len(page["coupons"]) <= limit
            found += page["coupons"]
            if page["next"] is None:
                return found
            after = page["next"]

    seen = await every(Desk(apps, Role.VIEWER), 3)
    assert [one["id"] for one in seen] == sorted({one["id"] for one in seen})
    assert len(seen) == await apps.stage.value("SELECT count(*) FROM chatbot.coupons")
    assert seen == await every(Desk(apps, Role.VIEWER), 500)
    (told,) = [one for one in seen if one["id"] == ours]
    rule = {name: told[name] for name in ("coupon_type", "percent", "max_discount_amount", "usage_type", "valid_until")}
    assert rule == {
        "coupon_type": "PERCENTAGE",
        "percent": 15,
        "max_discount_amount": 2000,
        "usage_type": "ALL",
        "valid_until": "2099-01-01",
    }
    assert (told["total_issued"], told["total_used"]) == (1, 0)
    assert {one["id"] for one in await every(await Desk.of_region(apps, "부산", Role.VIEWER), 500)} >= {ours, theirs}
    seoul = {one["id"] for one in await every(await Desk.of_region(apps, "서울", Role.VIEWER), 500)}
    assert ours in seoul
    assert theirs not in seoul
    assert (await Desk(apps, Role.USER).ask("GET", "/ops/coupons"))[0] == 403
    for wrong in ("limit=0", "limit=501", "limit=many", f"after={'x' * 51}"):
        assert (await Desk(apps, Role.VIEWER).ask("GET", f"/ops/coupons?{wrong}"))[0] == 400
