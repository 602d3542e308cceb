"""What a coupon takes off: never more than the price, only where and when it counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import SEOUL
from core.coupons.price import HeldCoupon, Order, best, discount

NOW = datetime(2026, 11, 23, 12, 30, tzinfo=SEOUL)
LATER = datetime(2026, 12, 23, tzinfo=SEOUL)
COUPON = HeldCoupon(
    1, "C", "쿠폰", "FIXED_AMOUNT", 1000, 3000, "ALL", (), (), date(2026, 11, 1), date(2026, 11, 30), LATER, 0.5
)
ORDER = Order(shop_id=7, category="분식", partner=True, total=5000, pays_by_card=True)


@pytest.mark.parametrize(
    ("coupon", "order", "off"),
    [
        (COUPON, ORDER, 1000),
        (COUPON, replace(ORDER, total=3000), 1000),
        (COUPON, replace(ORDER, total=2999), 0),
        (COUPON, replace(ORDER, partner=False), 0),
        (replace(COUPON, reserved=True), ORDER, 0),
        (replace(COUPON, amount=9000), ORDER, 5000),
        (replace(COUPON, scope="SHOP", shop_ids=(7,)), ORDER, 1000),
        (replace(COUPON, scope="SHOP", shop_ids=(8,)), ORDER, 0),
        (replace(COUPON, scope="CATEGORY", categories=("분식",)), ORDER, 1000),
        (replace(COUPON, scope="CATEGORY", categories=("한식",)), ORDER, 0),
        (replace(COUPON, scope="FOODCARD"), ORDER, 1000),
        (replace(COUPON, scope="FOODCARD"), replace(ORDER, pays_by_card=False), 0),
    ],
)
def test_rules(coupon: HeldCoupon, order: Order, off: int) -> None:
    assert discount(coupon, order, NOW) == off


@pytest.mark.parametrize(
    ("moment", "counts"),
    [
        ("2026-10-31T23:59:59", False),
        ("2026-11-01T00:00:00", True),
        ("2026-11-30T23:59:59", True),
        ("2026-12-01T00:00:00", False),
    ],
)
def test_its_days_are_whole_days_in_korea(moment: str, counts: bool) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=SEOUL)
    assert (discount(COUPON, ORDER, at) > 0) == counts


def test_the_best_leaves_least_to_pay_then_ends_soonest_then_has_priority() -> None:
    more = replace(COUPON, coupon_id="more", amount=1500)
    sooner = replace(COUPON, coupon_id="sooner", expires_at=LATER - timedelta(days=1))
    liked = replace(COUPON, coupon_id="liked", priority=0.9)

    def chosen(*held: HeldCoupon) -> str:
        applied = best(held, ORDER, NOW)
        assert applied is not None
        return applied.coupon.coupon_id

    assert chosen(COUPON, sooner, more) == "more"
    assert chosen(COUPON, liked, sooner) == "sooner"
    assert chosen(COUPON, liked) == "liked"
    assert best([], ORDER, NOW) is None


@given(st.integers(0, 50_000), st.lists(st.integers(1, 60_000), max_size=4))
def test_what_is_paid_and_what_is_off_add_up(total: int, amounts: list[int]) -> None:
    held = [replace(COUPON, amount=amount, minimum=0) for amount in amounts]
    applied = best(held, replace(ORDER, total=total), NOW)
    if applied is None:
        assert not amounts or total == 0
        return
    assert applied.to_pay >= 0
    assert applied.to_pay + applied.discount == total
    assert applied.discount == min(total, max(amounts))
