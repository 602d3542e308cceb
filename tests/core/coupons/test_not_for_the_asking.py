"""What is given at an occasion cannot be asked for: aid least of all."""

from __future__ import annotations

import pytest

from core.coupons.refusals import Refusal
from tests.core.orders.conftest import market
from tests.core.orders.market import Market

__all__ = ["market"]


@pytest.mark.parametrize("occasion", ["welcome", "first_order", "loyalty", "referral", "emergency_aid", "grant"])
async def test_an_occasions_coupon_is_neither_offered_nor_claimed(market: Market, occasion: str) -> None:
    child = await market.person()
    await market.coupon("A", given_for=occasion)
    await market.coupon("B")
    assert [offer.coupon_id for offer in await market.claims.offered(child, 5)] == ["B"]
    assert await market.claims.claim(child, "A") is Refusal.NOT_FOR_THE_ASKING
