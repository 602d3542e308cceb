"""What is given without asking: once a card or account, within the programme's budget, and never on the web alone."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from core.coupons.benefits import Benefits, Given
from core.messages import Account
from tests.core.orders.conftest import market
from tests.core.orders.market import CIPHER, NOON, PIN, Market

__all__ = ["market"]

CARD = b"c" * 32
REAL = Benefits(CIPHER, samples=False)


async def welcome(
    market: Market,
    user_id: int,
    name: str,
    card: bytes | None = None,
    benefits: Benefits = REAL,
    platform: str = "kakao",
) -> list[Given]:
    async with market.database.transaction() as connection:
        return await benefits.welcome(connection, user_id, Account(platform, name), card, NOON)


@pytest.fixture
async def occasions(market: Market) -> None:
    await market.coupon("W", discount_amount=3000, given_for="welcome", is_stackable=True)
    await market.coupon(
        *("F",), coupon_type="PERCENTAGE", discount_rate=0.1, max_discount_amount=2000, usage_type="NEW_USER",
        given_for="first_order", is_stackable=True,
    )  # fmt: skip


@pytest.mark.usefixtures("occasions")
async def test_an_account_is_welcomed_once_whoever_it_becomes(market: Market) -> None:
    first, again = await market.person(), await market.person()
    assert [one.coupon_id for one in await welcome(market, first, "a")] == ["W", "F"]
    assert await welcome(market, first, "a") == []
    assert await welcome(market, again, "a") == []
    await market.assert_books_agree()


@pytest.mark.usefixtures("occasions")
async def test_a_card_is_welcomed_once_through_any_number_of_accounts(market: Market) -> None:
    people = [await market.person() for _ in range(8)]
    given = await asyncio.gather(*(welcome(market, who, f"a{who}", CARD) for who in people))
    assert sorted(len(one) for one in given) == [0] * 7 + [2]
    # an account that was welcomed before its card was linked has used up the card's welcome too
    early, late = await market.person(), await market.person()
    assert len(await welcome(market, early, "early")) == 2
    assert await welcome(market, early, "early", b"d" * 32) == []
    assert await welcome(market, late, "late", b"d" * 32) == []


@pytest.mark.usefixtures("occasions")
async def test_the_web_alone_mints_nothing_but_play_money(market: Market) -> None:
    visitor = await market.person()
    assert await welcome(market, visitor, "sim-f-1", platform="web") == []
    assert len(await welcome(market, visitor, "sim-f-1", CARD, platform="web")) == 2
    other = await market.person()
    assert len(await welcome(market, other, "sim-f-2", None, Benefits(CIPHER, samples=True), "web")) == 2


@pytest.mark.usefixtures("occasions")
async def test_who_comes_when_the_budget_is_spent_is_welcomed_later(market: Market) -> None:
    await market.execute("UPDATE chatbot.programmes SET money_budget = 4000")
    child = await market.person()
    assert [one.coupon_id for one in await welcome(market, child, "a")] == ["W"]
    await market.execute("UPDATE chatbot.programmes SET money_budget = 100000")
    assert [one.coupon_id for one in await welcome(market, child, "a")] == ["F"]
    await market.assert_books_agree()


async def test_every_tenth_order_is_thanked(market: Market) -> None:
    await market.coupon("L", given_for="loyalty", usage_type="LOYALTY", max_use_per_user=9)
    coupon = await market.coupon("A", max_use_per_user=99)
    child = await market.person()
    for number in range(1, 11):
        await market.claims.claim(child, coupon)
        placed = await market.placed(child, coupon)
        said = await market.confirming.by_pin(child, placed.order.id, PIN)
        assert (getattr(said, "thanks", None) is not None) == (number == 10)
        # tomorrow
        await market.execute(
            "UPDATE chatbot.orders SET ordered_at = ordered_at - $1::interval, "
            "completed_at = completed_at - $1::interval",
            timedelta(days=1),
        )
    assert await market.value("SELECT acquisition_source FROM chatbot.user_coupon_wallet WHERE coupon_id = 'L'") == (
        "LOYALTY_REWARD"
    )


async def test_referral_is_off_unless_it_is_turned_on(market: Market) -> None:
    await market.coupon("R", given_for="referral")
    old, new = await market.person(), await market.person()
    await market.execute("INSERT INTO chatbot.referrals (referrer_user_id, referred_user_id) VALUES ($1, $2)", old, new)
    async with market.database.transaction() as connection:
        assert await REAL.brought(connection, new, NOON) == []
        on = Benefits(CIPHER, samples=False, refers=True)
        assert len(await on.brought(connection, new, NOON)) == 2
        assert await on.brought(connection, new, NOON) == []
