"""Amounts kept on a card for a voucher: once, taken with the shop's word, given back otherwise, whatever breaks."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession
from prometheus_client import CollectorRegistry
from redis.asyncio import Redis

from adapters.foodcard import FoodcardClient, service
from adapters.outside import OutsideClient, OutsideMetrics
from bot.standins.foodcard import Card, FoodcardStandIn
from bot.standins.server import Fault
from core.clock import SEOUL, Clock
from core.coupons.refusals import Refusal
from core.orders.card_holding import CardHolding
from core.orders.ordering import Placed
from db.pool import Database
from tests.core.orders.market import CIPHER, NOON, PIN, Market, services


@pytest.fixture
async def system() -> AsyncIterator[FoodcardStandIn]:
    system = await FoodcardStandIn.start()
    system.issue(Card("R1", 10_000))
    yield system
    await system.stop()


@pytest.fixture
async def holding(system: FoodcardStandIn, database: Database) -> AsyncIterator[CardHolding]:
    async with ClientSession() as session:
        client = FoodcardClient(OutsideClient(session, service(system.url, "k"), OutsideMetrics(CollectorRegistry())))
        yield CardHolding(database, CIPHER, client, Clock(SEOUL, NOON, 0.0, 0.0))


@pytest.fixture
async def child(market: Market) -> int:
    user_id = await market.holding(await market.coupon("A"))
    sealed = CIPHER.seal(b"R1", f"foodcard_users.card_ref_enc:{user_id}")
    await market.execute(
        """
        INSERT INTO chatbot.foodcard_users (
            user_id, region_id, card_type, target_age_group, card_ref_enc, card_ref_hash)
        VALUES ($1, 1, '아동급식카드', '초등학생', $2, $3)
        """,
        user_id,
        sealed,
        CIPHER.keyed_hash("R1", "card_ref"),
    )
    await market.execute("SELECT chatbot.sync_card_balance(id, 10000, 'ACTIVE', $1) FROM chatbot.foodcard_users", NOON)
    return user_id


async def test_the_shops_word_takes_what_was_kept(
    market: Market, redis: Redis, system: FoodcardStandIn, holding: CardHolding, child: int
) -> None:
    held = services(market.database, redis, holding=holding)
    placed = await held.placed(child, "A")
    assert placed.hold_id is not None
    assert await market.value("SELECT available FROM chatbot.card_money WHERE user_id = $1", child) == 7_500
    await held.confirming.by_pin(child, placed.order.id, PIN)
    assert system.card("R1").balance == 7_500
    assert await market.value("SELECT status FROM chatbot.foodcard_holds") == "CAPTURED"
    await market.assert_books_agree()


async def test_a_voucher_that_ends_otherwise_gives_it_back(
    market: Market, redis: Redis, system: FoodcardStandIn, holding: CardHolding, child: int
) -> None:
    held = services(market.database, redis, holding=holding)
    placed = await held.placed(child, "A")
    await held.ordering.cancel(child, placed.order.id)
    assert await market.value("SELECT status FROM chatbot.foodcard_holds") == "CANCELLED"
    assert system.card("R1").balance == 10_000
    await market.assert_books_agree()


async def test_a_card_that_has_not_so_much_opens_no_voucher(
    market: Market, redis: Redis, system: FoodcardStandIn, holding: CardHolding, child: int
) -> None:
    system.issue(Card("R1", 1_000))
    held = services(market.database, redis, holding=holding)
    assert await held.order(child, ["A"]) is Refusal.CARD_REFUSED
    assert await market.value("SELECT status FROM chatbot.orders") == "CANCELLED"
    assert await market.value("SELECT reserved_order_id FROM chatbot.user_coupon_wallet") is None
    await market.assert_books_agree()


async def test_an_answer_that_was_lost_is_found_again_by_the_sweep(
    market: Market, redis: Redis, system: FoodcardStandIn, holding: CardHolding, child: int
) -> None:
    """The card system kept the amount and then fell silent: the voucher opens, and nothing is kept for ever."""
    held = services(market.database, redis, holding=holding)
    assert await holding.keep(child, 0, 0) is not None  # it has said that it can hold
    assert isinstance(await held.order(child, []), Placed)
    await market.execute("UPDATE chatbot.orders SET status = 'CANCELLED', ended_at = $1", NOON)
    await market.execute("UPDATE chatbot.redemptions SET state = 'released', secret_enc = NULL, finished_at = $1", NOON)
    system.faults += [Fault.CUT_AFTER] * 3
    await holding.sweep()
    system.faults.clear()
    assert await holding.sweep() <= 1
    assert await holding.sweep() == 0
    assert await market.value("SELECT status FROM chatbot.foodcard_holds") == "CANCELLED"
    assert system.card("R1").balance == 10_000


async def test_without_the_card_system_the_child_pays_at_the_counter(
    market: Market, redis: Redis, system: FoodcardStandIn, holding: CardHolding, child: int
) -> None:
    await system.stop()
    held = services(market.database, redis, holding=holding)
    placed = await held.placed(child, "A")
    assert (placed.hold_id, placed.order.amount_to_pay) == (None, 2_500)
