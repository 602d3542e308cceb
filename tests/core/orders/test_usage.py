"""How likely a coupon is to be used follows what happened to coupons before, and is the same for the same rows."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from db import usage
from tests.core.orders.market import NOON, Market

LONG_AGO = NOON - timedelta(days=20)


async def ended(
    market: Market, coupon: str, user_id: int, *, used: int, expired: int, source: str = "PROMOTION"
) -> None:
    """Coupons that ended so; each of a person's own, as one may hold one at a time."""
    await market.execute(
        """
        INSERT INTO chatbot.user_coupon_wallet (
            user_id, coupon_id, status, issued_at, issued_by, acquisition_source, expires_at, used_at)
        SELECT $1, $2, CASE WHEN n <= $3 THEN 'USED' ELSE 'EXPIRED' END, $5, 'test', $6,
               $5::timestamptz + INTERVAL '1 day', CASE WHEN n <= $3 THEN $5::timestamptz END
        FROM generate_series(1, $3::int + $4::int) n
        """,
        *(user_id, coupon, used, expired, LONG_AGO, source),
    )


async def fit(market: Market) -> int:
    async with market.database.transaction() as connection:
        return await usage.fit(connection, NOON)


async def likely(market: Market, user_id: int, coupon: str) -> Decimal:
    found: Decimal = await market.value(
        "SELECT usage_probability FROM chatbot.user_coupon_wallet "
        "WHERE user_id = $1 AND coupon_id = $2 AND status = 'ACTIVE'",
        user_id,
        coupon,
    )
    return found


async def test_without_a_past_it_is_one_half(market: Market) -> None:
    child = await market.holding(await market.coupon("A"))
    assert await fit(market) == 0
    assert await likely(market, child, "A") == Decimal("0.5")


async def test_it_follows_coupon_and_person_and_comes_out_the_same_again(market: Market) -> None:
    liked, disliked = await market.coupon("A", max_use_per_user=99), await market.coupon("B", max_use_per_user=99)
    crowd = await market.person()
    user, loser = await market.holding(liked, disliked), await market.holding(liked)
    await ended(market, liked, crowd, used=40, expired=10)
    await ended(market, disliked, crowd, used=10, expired=40)
    await ended(market, liked, user, used=3, expired=0)
    await ended(market, liked, loser, used=0, expired=3)
    assert await fit(market) == 3
    assert await likely(market, user, liked) > await likely(market, user, disliked)
    assert await likely(market, user, liked) > await likely(market, loser, liked)
    # all 53/106 -> 0.5; PROMOTION the same; coupon A (43 + 10 * 0.5) / 66; the person (3 + 10 * that) / 13
    assert await likely(market, user, liked) == Decimal("0.790")
    assert await fit(market) == 0


async def test_emergency_aid_says_nothing_of_liking(market: Market) -> None:
    child = await market.holding(await market.coupon("A"))
    await ended(market, await market.coupon("AID"), child, used=30, expired=0, source="EMERGENCY_ASSIST")
    assert await fit(market) == 0
