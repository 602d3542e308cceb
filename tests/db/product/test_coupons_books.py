"""A coupon's way from claim to settlement: order, voucher, ledger, totals and budgets always agree."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import asyncpg
import psycopg
import pytest

from db import benefits, orders, wallet
from db.orders import Discount, NewItem
from db.pool import Connection, Database
from db.wallet import Expiring, Refusal, Settlement

KST = ZoneInfo("Asia/Seoul")
NOW = datetime(2026, 11, 23, 18, 0, tzinfo=KST)
TEN_MINUTES = timedelta(minutes=10)
CHILD, OTHER, SHOP = 1, 2, 1
KIMBAP = NewItem(1, "참치김밥", 3500, 2, [{"name": "치즈추가", "price": 500}])


async def claim(
    connection: Connection, user_id: int, coupon_id: str, expires_at: datetime | None = None
) -> int | Refusal:
    until = expires_at or NOW + timedelta(days=7)
    return await wallet.claim(connection, user_id, coupon_id, "PROMOTION", "tests", NOW, until)


async def coupon(connection: Connection, coupon_id: str, **columns: object) -> None:
    row: dict[str, object] = {
        "coupon_name": "쿠폰",
        "description": "시험",
        "coupon_type": "FIXED_AMOUNT",
        "discount_amount": 2000,
        "usage_type": "ALL",
        "valid_from": date(2026, 11, 1),
        "valid_until": date(2026, 11, 30),
    } | columns
    places = ", ".join(f"${place}" for place in range(2, len(row) + 2))
    await connection.execute(
        f"INSERT INTO chatbot.coupons (id, {', '.join(row)}) VALUES ($1, {places})", coupon_id, *row.values()
    )


async def book(connection: Connection, wallet_id: int) -> list[tuple[str, int | None, int | None, int]]:
    rows = await connection.fetch(
        "SELECT entry, order_id, shop_id, amount FROM chatbot.coupon_ledger WHERE wallet_id = $1 ORDER BY id", wallet_id
    )
    return [tuple(row) for row in rows]


async def budget(connection: Connection, programme_id: int) -> tuple[int, int, int]:
    row = await connection.fetchrow(
        "SELECT number_issued, money_committed, money_spent FROM chatbot.programmes WHERE id = $1", programme_id
    )
    assert row is not None
    return row["number_issued"], row["money_committed"], row["money_spent"]


async def totals(connection: Connection, coupon_id: str) -> tuple[int, int]:
    row = await connection.fetchrow(
        """
        SELECT total_issued, total_used,
               (SELECT count(*) FROM chatbot.coupon_ledger WHERE coupon_id = c.id AND entry = 'ISSUED') AS issued,
               (SELECT count(*) FROM chatbot.coupon_ledger WHERE coupon_id = c.id AND entry = 'USED') AS used
        FROM chatbot.coupons c WHERE id = $1
        """,
        coupon_id,
    )
    assert row is not None
    assert (row["total_issued"], row["total_used"]) == (row["issued"], row["used"])
    return row["total_issued"], row["total_used"]


async def order_with_coupons(connection: Connection, *discounts: Discount, at: datetime = NOW) -> int:
    """An order of the child with its open voucher; every coupon is reserved for ten minutes."""
    order = await orders.add(connection, uuid4(), CHILD, SHOP, [KIMBAP], at)
    for discount in discounts:
        assert await wallet.reserve(connection, discount.wallet_id, CHILD, order.id, at, at + TEN_MINUTES)
    await orders.add_discounts(connection, order.id, discounts)
    await orders.open_voucher(connection, order.id, SHOP, b"sealed", at + TEN_MINUTES)
    return order.id


async def test_an_order_is_made_once_a_request(connection: Connection) -> None:
    request = UUID(int=7)
    first = await orders.add(connection, request, CHILD, SHOP, [KIMBAP], NOW)
    again = await orders.add(connection, request, CHILD, SHOP, [KIMBAP, KIMBAP], NOW)
    assert again == first == await orders.find(connection, first.id)
    assert (first.status, first.total_amount, first.amount_to_pay) == ("PENDING", 7000, 7000)
    items = await connection.fetch("SELECT amount, options FROM chatbot.order_items WHERE order_id = $1", first.id)
    assert [(item["amount"], item["options"]) for item in items] == [(7000, [{"name": "치즈추가", "price": 500}])]
    assert await orders.find(connection, 10**6) is None


async def test_the_shops_word_uses_the_coupons_and_nothing_else_does(connection: Connection) -> None:
    stacked = [Discount(1, "W3000", 3000), Discount(2, "A1000", 700)]
    order_id = await order_with_coupons(connection, *stacked)
    pending = await orders.find(connection, order_id)
    assert pending is not None
    assert (pending.discount_amount, pending.amount_to_pay) == (3700, 3300)
    assert await orders.voucher_secret(connection, order_id, NOW) == b"sealed"
    assert await totals(connection, "W3000") == (1, 0)

    assert not await orders.confirm(connection, order_id, 2, "page", NOW)  # another shop's word
    assert not await orders.confirm(connection, order_id, SHOP, "page", NOW + TEN_MINUTES)  # too late
    assert await orders.confirm(connection, order_id, SHOP, "page", NOW + timedelta(minutes=9))
    assert not await orders.confirm(connection, order_id, SHOP, "page", NOW)  # once

    done = await orders.find(connection, order_id)
    assert done is not None
    assert done.status == "COMPLETED"
    assert await orders.voucher_secret(connection, order_id, NOW) is None
    assert await book(connection, 1) == [
        ("ISSUED", None, None, 0),
        ("RESERVED", order_id, SHOP, 0),
        ("USED", order_id, SHOP, 3000),
    ]
    assert (await totals(connection, "W3000"), await totals(connection, "A1000")) == ((1, 1), (1, 1))
    used = await connection.fetchrow("SELECT * FROM chatbot.user_coupon_wallet WHERE id = 2")
    assert used is not None
    assert (used["status"], used["used_shop_id"], used["used_order_amount"], used["discount_applied"]) == (
        *("USED", SHOP),
        *(7000, 700),
    )


async def test_the_bots_own_role_can_do_all_of_it(connection: Connection) -> None:
    await connection.execute("SET LOCAL ROLE app_user")
    wallet_id = await claim(connection, CHILD, "SPARE")
    assert isinstance(wallet_id, int)
    order_id = await order_with_coupons(connection, Discount(wallet_id, "SPARE", 3500))
    assert await orders.confirm(connection, order_id, SHOP, "page", NOW)
    other_id = await order_with_coupons(connection, Discount(1, "W3000", 3000))
    assert await orders.release_due(connection, NOW + TEN_MINUTES, 10) == [other_id]
    assert await wallet.expire_due(connection, datetime(2027, 1, 1, tzinfo=KST), 10) == 2
    assert await totals(connection, "SPARE") == (1, 1)


async def test_a_shop_is_settled_by_the_month_in_korea(connection: Connection) -> None:
    last_minute = datetime(2026, 11, 30, 23, 59, tzinfo=KST)
    order_id = await order_with_coupons(connection, Discount(1, "W3000", 3000), at=last_minute)
    await orders.confirm(connection, order_id, SHOP, "page", last_minute)
    assert await wallet.settlements(connection, date(2026, 11, 15)) == [
        Settlement(SHOP, "참맛분식", "W3000", "3천 원", 1, 3000)
    ]
    assert await wallet.settlements(connection, date(2026, 12, 1)) == []


async def test_five_wrong_pins_leave_only_the_page(connection: Connection) -> None:
    order_id = await order_with_coupons(connection)
    left = [await orders.count_wrong_pin(connection, order_id) for _ in range(6)]
    assert left == [4, 3, 2, 1, 0, 0]
    assert not await orders.confirm(connection, order_id, SHOP, "pin", NOW)
    assert await orders.confirm(connection, order_id, SHOP, "page", NOW)


async def test_ten_minutes_unconfirmed_release_the_coupon(connection: Connection) -> None:
    order_id = await order_with_coupons(connection, Discount(1, "W3000", 3000))
    assert await orders.release_due(connection, NOW + timedelta(minutes=9), 10) == []
    assert await orders.release_due(connection, NOW + TEN_MINUTES, 10) == [order_id]
    assert await orders.release_due(connection, NOW + TEN_MINUTES, 10) == []
    ended = await orders.find(connection, order_id)
    assert ended is not None
    assert ended.status == "EXPIRED"
    assert not await orders.confirm(connection, order_id, SHOP, "page", NOW)
    assert [entry for entry, *_ in await book(connection, 1)] == ["ISSUED", "RESERVED", "RELEASED"]
    await order_with_coupons(connection, Discount(1, "W3000", 3000), at=NOW + TEN_MINUTES)


async def test_an_order_is_cancelled_while_it_is_pending(connection: Connection) -> None:
    order_id = await order_with_coupons(connection, Discount(1, "W3000", 3000))
    assert await orders.cancel(connection, order_id, NOW)
    assert not await orders.cancel(connection, order_id, NOW)
    assert not await orders.confirm(connection, order_id, SHOP, "page", NOW)


async def test_a_reserved_coupon_is_nobody_elses_until_it_runs_out(connection: Connection) -> None:
    until = NOW + TEN_MINUTES
    assert not await wallet.reserve(connection, 1, OTHER, 1, NOW, until)
    assert await wallet.reserve(connection, 1, CHILD, 1, NOW, until)
    assert not await wallet.reserve(connection, 1, CHILD, 2, NOW, until)
    assert await wallet.reserve(connection, 1, CHILD, 2, until, until + TEN_MINUTES)
    assert [(entry, order) for entry, order, *_ in await book(connection, 1)] == [
        ("ISSUED", None),
        ("RESERVED", 1),
        ("RELEASED", 1),
        ("RESERVED", 2),
    ]
    assert not await wallet.reserve(connection, 2, CHILD, 1, datetime(2027, 1, 1, tzinfo=KST), until)


async def test_a_coupon_expires_unless_an_order_has_it_in_hand(connection: Connection) -> None:
    after = datetime(2027, 1, 1, tzinfo=KST)
    assert await wallet.reserve(connection, 1, CHILD, 1, NOW, after + TEN_MINUTES)
    assert await wallet.expire_due(connection, NOW, 10) == 0
    assert await wallet.expire_due(connection, after, 10) == 1
    assert await wallet.expire_due(connection, after + TEN_MINUTES, 10) == 1
    assert [entry for entry, *_ in await book(connection, 1)] == ["ISSUED", "RESERVED", "RELEASED", "EXPIRED"]


async def test_a_reminder_is_handed_out_once(connection: Connection) -> None:
    expires = datetime(2026, 12, 31, tzinfo=KST)
    day_before = expires - timedelta(days=1)
    assert await wallet.take_reminders(connection, day_before - timedelta(hours=1), day_before, 10) == []
    taken = await wallet.take_reminders(connection, day_before, expires, 10)
    assert sorted(taken, key=lambda each: each.wallet_id) == [
        Expiring(1, CHILD, "3천 원", expires),
        Expiring(2, CHILD, "천 원", expires),
    ]
    assert await wallet.take_reminders(connection, day_before, expires, 10) == []


@pytest.mark.parametrize("status", ["ACTIVE", "EXPIRED"])
async def test_a_coupon_that_ended_stays_so(connection: Connection, status: str) -> None:
    await connection.execute("UPDATE chatbot.user_coupon_wallet SET status = 'CANCELLED' WHERE id = 1")
    with pytest.raises(asyncpg.RestrictViolationError, match="CANCELLED stays so"):
        await connection.execute("UPDATE chatbot.user_coupon_wallet SET status = $1 WHERE id = 1", status)


async def test_an_erased_person_leaves_the_books_right(connection: Connection) -> None:
    await coupon(connection, "PAID", programme_id=1)
    wallet_id = await claim(connection, OTHER, "PAID")
    assert isinstance(wallet_id, int)
    assert await budget(connection, 1) == (1, 2000, 0)
    await connection.execute("DELETE FROM chatbot.users WHERE id = $1", OTHER)
    assert await budget(connection, 1) == (1, 0, 0)
    assert [entry for entry, *_ in await book(connection, wallet_id)] == ["ISSUED", "CANCELLED"]
    assert await totals(connection, "PAID") == (1, 0)


async def test_an_order_whose_coupon_is_gone_is_not_confirmed(connection: Connection) -> None:
    order_id = await order_with_coupons(connection, Discount(1, "W3000", 3000), Discount(2, "A1000", 700))
    await connection.execute("DELETE FROM chatbot.user_coupon_wallet WHERE id = 2")
    assert not await orders.confirm(connection, order_id, SHOP, "page", NOW)
    assert [entry for entry, *_ in await book(connection, 1)] == ["ISSUED", "RESERVED"]


TERMS = (
    "coupon_type = 'PERCENTAGE', discount_amount = NULL, discount_rate = 0.1",
    "discount_amount = 500",
    "max_discount_amount = 500",
    "programme_id = 1",
)


@pytest.mark.parametrize("terms", TERMS)
async def test_a_coupon_that_was_given_keeps_its_terms(connection: Connection, terms: str) -> None:
    await coupon(connection, "NEW")
    await connection.execute(f"UPDATE chatbot.coupons SET {terms} WHERE id = 'NEW'")
    await connection.execute("UPDATE chatbot.coupons SET is_active = FALSE, priority_score = 1 WHERE id = 'W3000'")
    with pytest.raises(asyncpg.RestrictViolationError, match="keeps its terms"):
        await connection.execute(f"UPDATE chatbot.coupons SET {terms} WHERE id = 'W3000'")


async def test_a_claim_keeps_every_limit_and_says_which(connection: Connection) -> None:
    await coupon(connection, "ONE", max_issue_count=1)
    await coupon(connection, "OFF", is_active=False)
    await coupon(connection, "OVER", valid_until=date(2026, 11, 22))
    await coupon(connection, "SOON", valid_from=date(2026, 11, 24))
    assert [await claim(connection, CHILD, name) for name in ("OFF", "OVER", "SOON", "NONE")] == (
        [Refusal.NOT_OFFERED] * 4
    )
    assert isinstance(await claim(connection, CHILD, "ONE"), int)
    assert await claim(connection, CHILD, "ONE") is Refusal.HELD
    assert await claim(connection, OTHER, "ONE") is Refusal.SOLD_OUT
    assert await totals(connection, "ONE") == (1, 0)


async def test_a_used_coupon_counts_towards_what_one_person_may_have(connection: Connection) -> None:
    order_id = await order_with_coupons(connection, Discount(1, "W3000", 3000))
    await orders.confirm(connection, order_id, SHOP, "page", NOW)
    assert await claim(connection, CHILD, "W3000") is Refusal.USED_UP
    await connection.execute("UPDATE chatbot.coupons SET max_use_per_user = 2")
    assert isinstance(await claim(connection, CHILD, "W3000"), int)


async def test_a_coupon_lives_no_longer_than_its_last_day(connection: Connection) -> None:
    await coupon(connection, "LAST", valid_until=date(2026, 11, 23))
    wallet_id = await claim(connection, CHILD, "LAST")
    expires = await connection.fetchval("SELECT expires_at FROM chatbot.user_coupon_wallet WHERE id = $1", wallet_id)
    assert expires == datetime(2026, 11, 24, tzinfo=KST)


async def test_a_programme_promises_no_more_than_it_has(connection: Connection) -> None:
    programme = await benefits.add_programme(connection, "방학", "점심", 1, money_budget=5000, number_budget=2)
    for name in ("P1", "P2", "P3"):
        await coupon(connection, name, programme_id=programme)
    await coupon(connection, "OPEN", programme_id=programme, coupon_type="BOGO", discount_amount=None)
    assert await claim(connection, CHILD, "OPEN") is Refusal.NO_BUDGET  # nobody knows what it costs
    first = await claim(connection, CHILD, "P1")
    assert isinstance(first, int)
    assert await budget(connection, programme) == (1, 2000, 0)
    order_id = await order_with_coupons(connection, Discount(first, "P1", 1500))
    await orders.confirm(connection, order_id, SHOP, "page", NOW)
    assert await budget(connection, programme) == (1, 0, 1500)
    assert isinstance(await claim(connection, CHILD, "P2"), int)
    assert await budget(connection, programme) == (2, 2000, 1500)
    assert await claim(connection, CHILD, "P3") is Refusal.NO_BUDGET  # two were given
    await connection.execute("UPDATE chatbot.programmes SET number_budget = NULL WHERE id = $1", programme)
    assert await claim(connection, CHILD, "P3") is Refusal.NO_BUDGET  # 1,500 won are left
    await connection.execute("UPDATE chatbot.programmes SET money_budget = 5500 WHERE id = $1", programme)
    assert isinstance(await claim(connection, CHILD, "P3"), int)
    assert await wallet.expire_due(connection, NOW + timedelta(days=8), 10) == 2
    assert await budget(connection, programme) == (3, 0, 1500)


async def test_a_benefit_is_had_once_and_aid_is_counted(connection: Connection) -> None:
    card, since = b"c" * 32, NOW - timedelta(hours=24)
    assert await benefits.grant(connection, "welcome", card, 1, NOW)
    assert not await benefits.grant(connection, "welcome", card, 2, NOW)
    assert await benefits.grant(connection, "first_order", card, 2, NOW)
    assert await benefits.grant(connection, "emergency_aid", card, 1, since - timedelta(seconds=1))
    assert await benefits.grant(connection, "emergency_aid", card, 1, NOW)
    assert await benefits.times_granted(connection, "emergency_aid", card, since) == 1
    assert await benefits.times_granted(connection, "emergency_aid", b"d" * 32, since) == 0


async def test_a_referral_counts_once(connection: Connection) -> None:
    assert await benefits.refer(connection, CHILD, OTHER)
    assert not await benefits.refer(connection, 3, OTHER)
    assert await benefits.end_referral(connection, OTHER, "REWARDED", NOW) == CHILD
    assert await benefits.end_referral(connection, OTHER, "REWARDED", NOW) is None


@pytest.fixture
async def crowd(database: Database, database_url: str) -> Database:
    """Fifty people and ten coupons of a programme that can pay for seven, for real transactions at once."""
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "INSERT INTO chatbot.users (platform, external_user_id) SELECT 'test', n FROM generate_series(1, 50) n"
        )
        connection.execute(
            "INSERT INTO chatbot.programmes (programme_name, description, money_budget) VALUES ('p', 'p', 14999)"
        )
        connection.execute(
            """
            INSERT INTO chatbot.coupons (id, coupon_name, description, coupon_type, discount_amount, usage_type,
                                         valid_from, valid_until, max_issue_count, programme_id)
            VALUES ('TEN', 'ten', 'ten', 'FIXED_AMOUNT', 2000, 'ALL', '2026-11-01', '2026-11-30', 10, NULL),
                   ('PAID', 'paid', 'paid', 'FIXED_AMOUNT', 2000, 'ALL', '2026-11-01', '2026-11-30', NULL, 1)
            """
        )
    return database


@pytest.mark.parametrize(
    ("coupon_id", "given", "refusal"), [("TEN", 10, Refusal.SOLD_OUT), ("PAID", 7, Refusal.NO_BUDGET)]
)
async def test_of_fifty_at_once_no_more_get_one_than_there_are(
    crowd: Database, coupon_id: str, given: int, refusal: Refusal
) -> None:
    async def one(user_id: int) -> int | Refusal:
        async with crowd.transaction(timeout=20) as connection:
            return await claim(connection, user_id, coupon_id)

    outcomes = await asyncio.gather(*(one(user_id) for user_id in range(1, 51)))
    assert sum(isinstance(outcome, int) and not isinstance(outcome, Refusal) for outcome in outcomes) == given
    assert outcomes.count(refusal) == 50 - given
    async with crowd.acquire() as connection:
        assert await totals(connection, coupon_id) == (given, 0)


async def test_of_twenty_orders_at_once_one_gets_the_coupon(crowd: Database) -> None:
    async with crowd.transaction() as connection:
        wallet_id = await claim(connection, 1, "TEN")
        assert isinstance(wallet_id, int)
        shop = "INSERT INTO chatbot.shops (shop_name, category, address_name) VALUES ('a', '한식', 'b')"
        await connection.execute(shop)
        made = [await orders.add(connection, uuid4(), 1, 1, [], NOW) for _ in range(20)]

    async def one(order_id: int) -> bool:
        async with crowd.transaction(timeout=20) as connection:
            return await wallet.reserve(connection, wallet_id, 1, order_id, NOW, NOW + TEN_MINUTES)

    assert sum(await asyncio.gather(*(one(order.id) for order in made))) == 1
