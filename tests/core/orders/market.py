"""A partner shop, people and coupons of every kind in a database of the test's own, with the services over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from redis.asyncio import Redis

from core.clock import SEOUL, Clock
from core.coupons.benefits import Benefits
from core.coupons.claims import Claims
from core.coupons.refusals import Refusal
from core.orders.confirming import Confirming, pin_hash
from core.orders.holding import Holding, NoHolding
from core.orders.ordering import Ordering, Placed, Wanted
from core.people.newcomers import Newcomers
from core.recommend.shop import Shop
from db import vouchers
from db.cache import Caches
from db.checks import run_checks
from db.checks.coupons import COUPONS
from db.checks.orders import ORDERS
from db.crypto import Cipher
from db.lane import Lane
from db.orders import NewItem
from db.pool import Connection, Database
from tests.core.recommend.sample import menu, shop
from tests.rows import Rows

NOON = datetime(2026, 11, 23, 12, 30, tzinfo=SEOUL)
CIPHER = Cipher(b"k" * 32)
TOKEN, PIN = "t" * 32, "4821"
SHOP_ID, OTHER_SHOP_ID = 1, 2

_WORLD = """
INSERT INTO chatbot.regions (id, region_name, contact_name, contact_phone) VALUES (1, '광진구', '아동과', '02');
INSERT INTO chatbot.shops (id, shop_name, category, address_name, region_id, is_food_card_shop, is_coupon_partner)
VALUES (1, '참맛분식', '분식', '화양동 1', 1, 'Y', TRUE), (2, '성수국수', '한식', '성수동 1', 1, 'Y', TRUE);
INSERT INTO chatbot.menus (id, shop_id, menu_name, price) VALUES (1, 1, '참치김밥', 3500), (2, 1, '계란말이', 2000);
INSERT INTO chatbot.programmes (id, programme_name, description, money_budget) VALUES (1, '환영', '첫 만남', 10000000);
"""


@dataclass(frozen=True, slots=True)
class Market(Rows):
    """The services, with the people of the test by number."""

    database: Database
    ordering: Ordering
    confirming: Confirming
    claims: Claims
    benefits: Benefits
    newcomers: Newcomers

    async def person(self) -> int:
        """Somebody new; returns the id."""
        user_id: int = await self.value(
            "INSERT INTO chatbot.users (platform, external_user_id) VALUES ('test', $1) RETURNING id", uuid4().hex
        )
        await self.execute("INSERT INTO chatbot.user_profiles (user_id) VALUES ($1)", user_id)
        return user_id

    async def user_id(self, name: str) -> int | None:
        """The id under which an account of KakaoTalk is kept, if it is."""
        found: int | None = await self.value(
            "SELECT id FROM chatbot.users WHERE platform = 'kakao' AND external_user_id = $1", name
        )
        return found

    async def coupon(self, coupon_id: str, **columns: object) -> str:
        """A coupon of 1,000 won for everybody, but for `columns`; returns its id."""
        row = {
            "coupon_name": "쿠폰",
            "description": "시험",
            "coupon_type": "FIXED_AMOUNT",
            "usage_type": "ALL",
            "valid_from": date(2026, 11, 1),
            "valid_until": date(2026, 11, 30),
            "programme_id": 1,
            **({} if columns.get("coupon_type") else {"discount_amount": 1000}),
            **columns,
        }
        places = ", ".join(f"${place}" for place in range(2, len(row) + 2))
        await self.execute(
            f"INSERT INTO chatbot.coupons (id, {', '.join(row)}) VALUES ($1, {places})", coupon_id, *row.values()
        )
        return coupon_id

    async def order(
        self,
        user_id: int,
        coupon_ids: Sequence[str],
        quantity: int = 1,
        request_id: UUID | None = None,
        at: Shop | None = None,
    ) -> Placed | Refusal:
        """Try to buy 참치김밥 with coupons."""
        items = (NewItem(1, "참치김밥", 3500, quantity),)
        return await self.ordering.place(Wanted(request_id or uuid4(), user_id, False, at or SHOP, items, coupon_ids))

    async def placed(self, user_id: int, *coupon_ids: str) -> Placed:
        """An order that must not be refused."""
        made = await self.order(user_id, coupon_ids)
        assert isinstance(made, Placed), made
        return made

    async def holding(self, *coupon_ids: str) -> int:
        """Somebody who claimed these coupons."""
        user_id = await self.person()
        for coupon_id in coupon_ids:
            claimed = await self.claims.claim(user_id, coupon_id)
            assert not isinstance(claimed, Refusal), claimed
        return user_id

    async def assert_books_agree(self) -> None:
        """The checks of `check-data` on money find nothing: ledger = totals = wallet, orders = items = discounts."""
        async with self.database.acquire() as connection:
            found = {one.check.name: one.ids for one in await run_checks(connection, (*COUPONS, *ORDERS)) if one.found}
        assert found == {}


SHOP = shop(menu("참치김밥", 3500, id=1), menu("계란말이", 2000, id=2), id=SHOP_ID, name="참맛분식", partner=True)


def services(database: Database, redis: Redis, at: datetime = NOON, holding: Holding | None = None) -> Market:
    """The services as the program wires them, at a fixed business time."""
    clock = Clock(SEOUL, at, 0.0, 0.0)
    holds = holding or NoHolding()
    benefits = Benefits(CIPHER, samples=True)
    lane = Lane(database)
    confirming = Confirming(lane, CIPHER, clock, holds, benefits, Caches(redis))
    newcomers = Newcomers(lane, benefits)
    return Market(database, Ordering(lane, CIPHER, clock, holds), confirming, Claims(lane, clock), benefits, newcomers)


async def open_market(connection: Connection) -> None:
    """Fill an empty database; the shop can confirm by TOKEN and PIN."""
    await connection.execute(_WORLD)
    token = CIPHER.keyed_hash(TOKEN, "shop_token")
    assert await vouchers.let_in(connection, SHOP_ID, token, pin_hash(CIPHER, SHOP_ID, PIN))
