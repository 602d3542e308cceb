"""An order's way from wish to the shop's word, with books that agree at every step."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from redis.asyncio import Redis

from core.coupons.refusals import Refusal
from core.orders import codes, ordering
from core.orders.confirming import Confirmed
from core.orders.ordering import LIFETIME, Placed
from tests.core.orders.market import NOON, OTHER_SHOP_ID, PIN, SHOP, SHOP_ID, TOKEN, Market, services


async def test_the_shops_page_confirms_what_the_childs_phone_shows(market: Market) -> None:
    child = await market.holding(await market.coupon("A"))
    placed = await market.placed(child, "A")
    assert (placed.order.total_amount, placed.discounts, placed.order.amount_to_pay) == (3500, (("A", 1000),), 2500)
    assert placed.expires_at == NOON + LIFETIME

    at_shop = await market.confirming.shop(TOKEN)
    assert at_shop is not None
    (waiting,) = await market.confirming.waiting(at_shop.id)
    assert (waiting.code, waiting.voucher.amount_to_pay) == (placed.code, 2500)
    assert await market.confirming.by_page(SHOP_ID, placed.order.id, "000000x") is Refusal.WRONG_CODE
    assert await market.confirming.by_page(OTHER_SHOP_ID, placed.order.id, waiting.code) is Refusal.NOT_OPEN
    assert await market.confirming.by_page(SHOP_ID, placed.order.id, waiting.code) == Confirmed(placed.order.id)
    assert await market.confirming.by_page(SHOP_ID, placed.order.id, waiting.code) is Refusal.NOT_OPEN
    assert await market.value("SELECT status FROM chatbot.user_coupon_wallet") == "USED"
    assert await market.value("SELECT recent_orders->0->>'amount' FROM chatbot.user_profiles") == "3500"
    assert await market.value("SELECT favorite_shops FROM chatbot.user_profiles") == [SHOP_ID]
    assert await market.order(child, ["A"]) is Refusal.USED
    await market.assert_books_agree()


def test_a_code_lives_a_minute_and_a_little() -> None:
    secret, other = codes.new_secret(), codes.new_secret()
    code = codes.code_at(secret, 600.0)
    assert code == codes.code_at(secret, 659.9) != codes.code_at(secret, 660.0)
    assert len(code) == 6
    assert code.isdecimal()
    assert codes.holds(secret, code, 719.9)
    assert not codes.holds(secret, code, 720.0)
    assert not codes.holds(other, code, 600.0)
    assert (codes.seconds_left(600.0), codes.seconds_left(659.9)) == (60, 1)


async def test_the_pin_has_five_tries_on_a_voucher_and_ten_a_day(market: Market) -> None:
    child = await market.holding(await market.coupon("A"))
    placed = await market.placed(child, "A")
    said = [await market.confirming.by_pin(child, placed.order.id, "0000") for _ in range(6)]
    assert said == [Refusal.WRONG_PIN] * 4 + [Refusal.NO_TRIES] * 2
    assert await market.confirming.by_pin(child, placed.order.id, PIN) is Refusal.NO_TRIES
    assert await market.ordering.cancel(child, placed.order.id) is None
    again = await market.placed(child, "A")
    assert [await market.confirming.by_pin(child, again.order.id, "0000") for _ in range(5)][-1] is Refusal.NO_TRIES
    await market.ordering.cancel(child, again.order.id)
    third = await market.placed(child, "A")
    assert await market.confirming.by_pin(child, third.order.id, PIN) is Refusal.NO_TRIES
    (waiting,) = await market.confirming.waiting(SHOP_ID)
    assert isinstance(await market.confirming.by_page(SHOP_ID, third.order.id, waiting.code), Confirmed)
    await market.assert_books_agree()


async def test_the_right_pin_on_ones_own_voucher_confirms(market: Market) -> None:
    child, other = await market.holding(await market.coupon("A")), await market.person()
    placed = await market.placed(child, "A")
    assert await market.confirming.by_pin(other, placed.order.id, PIN) is Refusal.NOT_OPEN
    assert await market.confirming.by_pin(child, placed.order.id, PIN) == Confirmed(placed.order.id)


async def test_a_repeated_request_is_the_same_order(market: Market) -> None:
    child = await market.holding(await market.coupon("A"))
    request = uuid4()
    first, again = [await market.order(child, ["A"], request_id=request) for _ in range(2)]
    assert isinstance(first, Placed)
    assert first == again
    assert await market.value("SELECT count(*) FROM chatbot.orders") == 1
    assert await market.ordering.cancel(child, first.order.id) is None
    ended = await market.order(child, ["A"], request_id=request)
    assert isinstance(ended, Placed)
    assert (ended.order.status, ended.code) == ("CANCELLED", None)


async def test_undo_restores(market: Market, redis: Redis) -> None:
    """After a cancellation, and after ten minutes, the coupon can be used as if nothing had been."""
    child, other = await market.holding(await market.coupon("A")), await market.person()
    first = await market.placed(child, "A")
    assert await market.order(child, ["A"]) is Refusal.RESERVED
    assert await market.ordering.cancel(other, first.order.id) is Refusal.NOT_OPEN
    assert await market.ordering.cancel(child, first.order.id) is None
    assert await market.ordering.cancel(child, first.order.id) is Refusal.NOT_OPEN
    second = await market.placed(child, "A")
    later = services(market.database, redis, NOON + LIFETIME)
    assert await later.confirming.waiting(SHOP_ID) == []
    third = await later.placed(child, "A")
    assert second.order.amount_to_pay == third.order.amount_to_pay == first.order.amount_to_pay
    await market.assert_books_agree()


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"min_order_amount": 3501}, Refusal.BELOW_MINIMUM),
        ({"usage_type": "SHOP", "applicable_shop_ids": [OTHER_SHOP_ID]}, Refusal.OTHER_SHOP),
        ({"usage_type": "CATEGORY", "target_categories": ["한식"]}, Refusal.OTHER_CATEGORY),
        ({"usage_type": "FOODCARD"}, Refusal.NEEDS_CARD),
        ({"usage_type": "LOYALTY"}, Refusal.ONLY_LOYAL),
        ({"target_user_types": ["vip"]}, Refusal.OTHER_PEOPLE),
        ({"coupon_type": "FREEBIE", "free_item": "계란말이"}, Refusal.ITEM_MISSING),
        ({"coupon_type": "BOGO"}, Refusal.NOT_TWO_EQUAL),
    ],
)
async def test_a_rule_that_refuses_leaves_nothing(market: Market, columns: dict[str, object], reason: Refusal) -> None:
    child = await market.holding(await market.coupon("A", **columns, programme_id=None))
    assert await market.order(child, ["A"]) is reason
    assert await market.value("SELECT count(*) FROM chatbot.orders") == 0
    assert await market.value("SELECT count(*) FROM chatbot.coupon_ledger WHERE entry <> 'ISSUED'") == 0


async def test_what_is_not_held_ran_out_or_is_no_partners_is_told_apart(market: Market, redis: Redis) -> None:
    child = await market.holding(await market.coupon("A"))
    assert await market.order(child, ["B"]) is Refusal.NOT_HELD
    assert await market.order(child, ["A"], at=replace(SHOP, partner=False)) is Refusal.NOT_PARTNER
    later = services(market.database, redis, NOON + timedelta(days=8))
    assert await later.order(child, ["A"]) is Refusal.EXPIRED
    await market.execute("UPDATE chatbot.user_coupon_wallet SET status = 'EXPIRED'")
    assert await market.order(child, ["A"]) is Refusal.EXPIRED


async def test_nobody_opens_vouchers_without_end(market: Market) -> None:
    ids = [await market.coupon(f"C{number}", discount_amount=100 + number) for number in range(5)]
    child = await market.holding(*ids)
    for coupon_id in ids[:3]:
        await market.placed(child, coupon_id)
    assert await market.order(child, [ids[3]]) is Refusal.TOO_MANY_VOUCHERS


async def test_a_card_or_a_shop_sees_only_so_many(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ordering, "COMPLETED_A_DAY", 1)
    first, second = await market.coupon("A"), await market.coupon("B")
    child = await market.holding(first, second)
    placed = await market.placed(child, "A")
    await market.confirming.by_pin(child, placed.order.id, PIN)
    linked = await market.holding(second)
    await market.execute("UPDATE chatbot.users SET main_user_id = $1 WHERE id = $2", child, linked)
    assert await market.order(child, ["B"]) is Refusal.TOO_MANY_VOUCHERS
    assert await market.order(linked, ["B"]) is Refusal.TOO_MANY_VOUCHERS
    monkeypatch.setattr(ordering, "OPENED_AT_A_SHOP_AN_HOUR", 1)
    assert await market.order(await market.holding(second), ["B"]) is Refusal.SHOP_TOO_BUSY


async def test_what_caches_hold_of_an_order_is_forgotten(market: Market, redis: Redis) -> None:
    child = await market.holding(await market.coupon("A"))
    kept, gone = "user:7:profile", (f"user:{child}:recent_orders", f"user:{child}:profile", "stats:daily:2026-11-23")
    for key in (kept, *gone):
        await redis.set(key, b"1")
    placed = await market.placed(child, "A")
    await market.confirming.by_pin(child, placed.order.id, PIN)
    assert [await redis.exists(key) for key in (kept, *gone)] == [1, 0, 0, 0]
