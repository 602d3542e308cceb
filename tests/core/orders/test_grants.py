"""An operator's coupon is given once for a key, within the budget, and stands in the audit log."""

from __future__ import annotations

import asyncio

import pytest

from core.coupons.grants import Grants, OtherWishError, Wish
from core.coupons.refusals import Refusal
from core.messages import Account
from db import people
from db.grants import Granted
from tests.core.orders.market import NOON, Market


async def somebody(market: Market, name: str = "child", birth_year: int | None = 2000) -> Account:
    async with market.database.transaction() as connection:
        await people.add(connection, "test", name, ("service",), "chat", birth_year=birth_year)
    return Account("test", name)


async def test_twenty_at_once_with_one_key_give_one_coupon(market: Market) -> None:
    wish = Wish(await somebody(market), await market.coupon("A", max_use_per_user=50), "생일", "k1")
    given = await asyncio.gather(*(Grants(market.database).give(wish, NOON) for _ in range(20)))
    assert len({one.wallet_id for one in given if isinstance(one, Granted)}) == 1
    assert not any(isinstance(one, Refusal) for one in given)
    assert await market.value("SELECT count(*) FROM chatbot.user_coupon_wallet") == 1
    assert await market.value("SELECT acquisition_source FROM chatbot.user_coupon_wallet") == "ADMIN_GRANT"
    log = await market.value("SELECT reason || details FROM chatbot.audit_log WHERE action = 'grant_coupon'")
    assert log == '생일{"coupon_id": "A", "wallet_id": 1}'
    await market.assert_books_agree()


async def test_a_key_that_stands_for_another_grant_gives_nothing(market: Market) -> None:
    child, coupon = await somebody(market), await market.coupon("A")
    assert isinstance(await Grants(market.database).give(Wish(child, coupon, "생일", "k1"), NOON), Granted)
    other = Wish(await somebody(market, "other"), coupon, "생일", "k1")
    with pytest.raises(OtherWishError):
        await Grants(market.database).give(other, NOON)


async def test_a_programme_without_money_gives_nothing_and_the_key_may_be_tried_again(market: Market) -> None:
    wish = Wish(await somebody(market), await market.coupon("A"), "생일", "k1")
    await market.execute("UPDATE chatbot.programmes SET money_budget = 500")
    assert await Grants(market.database).give(wish, NOON) is Refusal.NO_BUDGET
    assert await market.value("SELECT count(*) FROM chatbot.audit_log") == 0
    await market.execute("UPDATE chatbot.programmes SET money_budget = 1000")
    assert isinstance(await Grants(market.database).give(wish, NOON), Granted)
    await market.assert_books_agree()


async def test_who_may_not_be_kept_is_given_nothing(market: Market) -> None:
    coupon = await market.coupon("A")
    child = await somebody(market, birth_year=2015)
    assert await Grants(market.database).give(Wish(child, coupon, "생일", "k1"), NOON) is Refusal.NOT_KEPT
    nobody = Wish(Account("test", "nobody"), coupon, "생일", "k2")
    assert await Grants(market.database).give(nobody, NOON) is Refusal.NOT_KEPT
