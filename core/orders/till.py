"""Everything that moves money, made once and handed over together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from redis.asyncio import Redis

from core.clock import Clock
from core.coupons.benefits import Benefits
from core.coupons.claims import Claims
from core.orders.buying import Buying
from core.orders.confirming import Confirming
from core.orders.holding import Holding
from core.orders.ordering import Ordering
from core.recommend.shop import Shop
from db.cache import Caches
from db.crypto import Cipher
from db.lane import Lane
from db.pool import Database


@dataclass(frozen=True, slots=True)
class Till:
    """Claims, orders, the shop's word and benefits over one lane to the database."""

    claims: Claims
    ordering: Ordering
    buying: Buying
    confirming: Confirming
    benefits: Benefits
    caches: Caches
    lane: Lane

    @classmethod
    def make(
        cls,
        database: Database,
        redis: Redis,
        cipher: Cipher,
        clock: Clock,
        holding: Holding,
        shop_of: Callable[[int], Shop | None],
        *,
        samples: bool,
    ) -> Self:
        """Wire it. `samples`: the money is play money (embedded mode)."""
        lane, caches = Lane(database), Caches(redis)
        benefits = Benefits(cipher, samples=samples)
        ordering = Ordering(lane, cipher, clock, holding)
        return cls(
            claims=Claims(lane, clock),
            ordering=ordering,
            buying=Buying(ordering, shop_of),
            confirming=Confirming(lane, cipher, clock, holding, benefits, caches),
            benefits=benefits,
            caches=caches,
            lane=lane,
        )
