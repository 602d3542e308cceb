"""Any number at once, and deaths anywhere: never one coupon too many, and books that agree."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest
from redis.asyncio import Redis

from core.coupons.refusals import Refusal
from core.orders.ordering import Placed
from db.pool import Database
from tests.core.orders.dying import STATEMENTS, dying
from tests.core.orders.market import NOON, PIN, Market, services

KILLS = pytest.param(20, id="20"), pytest.param(200, id="200", marks=pytest.mark.soak)


@pytest.fixture
async def other(database_url: str, redis: Redis) -> AsyncIterator[Market]:
    """The same market as another process sees it: a pool of its own."""
    second = await Database.connect(database_url, application="other", size=10)
    yield services(second, redis)
    await second.close()


async def test_five_hundred_claims_of_a_hundred_give_a_hundred(market: Market, other: Market) -> None:
    await market.coupon("A", max_issue_count=100)
    await market.execute(
        """
        INSERT INTO chatbot.users (id, platform, external_user_id) SELECT n, 'test', n FROM generate_series(1, 500) n
        """
    )
    claims = ((market, other)[user_id % 2].claims.claim(user_id, "A") for user_id in range(1, 501))
    said = Counter(claimed if isinstance(claimed, Refusal) else "given" for claimed in await asyncio.gather(*claims))
    assert said == {"given": 100, Refusal.SOLD_OUT: 400}
    assert await market.value("SELECT count(*) FROM chatbot.user_coupon_wallet") == 100
    assert await market.value("SELECT total_issued FROM chatbot.coupons") == 100
    await market.assert_books_agree()


async def test_one_person_who_asks_fifty_times_gets_one(market: Market, other: Market) -> None:
    child = await market.holding()
    await market.coupon("A", max_use_per_user=50)
    claimed = await asyncio.gather(*((market, other)[n % 2].claims.claim(child, "A") for n in range(50)))
    assert Counter(one if isinstance(one, Refusal) else "given" for one in claimed) == {"given": 1, Refusal.HELD: 49}


async def test_two_hundred_applications_of_one_coupon_apply_it_once(market: Market, other: Market) -> None:
    child = await market.holding(await market.coupon("A"))
    placed = await asyncio.gather(*((market, other)[n % 2].order(child, ["A"]) for n in range(200)))
    assert Counter(one if isinstance(one, Refusal) else "placed" for one in placed) == {
        "placed": 1,
        Refusal.RESERVED: 199,
    }
    assert await market.value("SELECT count(*) FROM chatbot.orders") == 1
    await market.assert_books_agree()


async def test_page_pin_and_cancellation_at_once_end_an_order_one_way(market: Market, other: Market) -> None:
    coupon = await market.coupon("A", max_use_per_user=20)
    for _ in range(10):
        child = await market.holding(coupon)
        placed = await market.placed(child, coupon)
        order_id, code = placed.order.id, placed.code
        assert code is not None
        await asyncio.gather(
            market.confirming.by_page(1, order_id, code),
            other.confirming.by_pin(child, order_id, PIN),
            other.ordering.cancel(child, order_id),
            market.confirming.by_page(1, order_id, code),
        )
        assert await market.value("SELECT status FROM chatbot.orders WHERE id = $1", order_id) != "PENDING"
    await market.assert_books_agree()


@pytest.mark.slow
@pytest.mark.parametrize("kills", KILLS)
async def test_a_death_after_any_statement_from_consent_to_confirmation_leaves_books_that_agree(
    market: Market, database_url: str, redis_url: str, kills: int
) -> None:
    """And whoever asks again with the same request comes to the same end: welcomed, one order, one coupon used."""
    coupon = await market.coupon("A")
    await market.coupon("W", discount_amount=3000, given_for="welcome")
    await market.coupon("F", discount_amount=500, given_for="first_order")
    async with dying(database_url, redis_url) as walk:
        length = int(await walk(_way(coupon, kills, STATEMENTS)))
        walked = []
        for number in range(kills):
            way = _way(coupon, kills - number, 1 + number * length // min(kills, length) % length)
            walked.append(await walk(way))
            assert await _welcomes(market, way) in {None, 2}  # nobody is kept without the welcome
            await market.assert_books_agree()
            assert (await walk({**way, "dies": STATEMENTS})).isdecimal()
            assert await _welcomes(market, way) == 2
            user_id = await market.user_id(str(way["person"]))
            assert await market.value("SELECT count(*) FROM chatbot.orders WHERE user_id = $1", user_id) == 1
            used = "SELECT count(*) FROM chatbot.user_coupon_wallet WHERE user_id = $1 AND status = 'USED'"
            assert await market.value(used, user_id) == 1
    assert set(walked) == {"killed"}
    await market.assert_books_agree()
    assert isinstance(await market.order(await market.holding(coupon), [coupon]), Placed)


def _way(coupon: str, left: int, dies: int) -> dict[str, object]:
    """Somebody new, a minute before the next one: a shop opens so many vouchers an hour."""
    at = NOON - timedelta(minutes=left)
    return {"person": uuid4().hex, "coupon": coupon, "request": str(uuid4()), "at": at.isoformat(), "dies": dies}


async def _welcomes(market: Market, way: dict[str, object]) -> int | None:
    """How many coupons somebody was welcomed with; None who is not kept."""
    user_id = await market.user_id(str(way["person"]))
    given = "SELECT count(*) FROM chatbot.user_coupon_wallet WHERE user_id = $1 AND acquisition_source = $2"
    return None if user_id is None else int(await market.value(given, user_id, "WELCOME_BONUS"))
