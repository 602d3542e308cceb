"""Who says that something is wrong with a shop: a witness without a name, who cannot flood the list (domain.md 3)."""

from __future__ import annotations

from datetime import datetime

import structlog
from redis.asyncio import Redis

from core.messages import Account
from db.crypto import Cipher
from db.redis import OUTAGES
from db.shop_reports import ShopReport

REPORTS_A_DAY = 5
"""How many reports of one account count on one day of KST, over all shops."""

_DAY_SECONDS = 24 * 3600
_log = structlog.get_logger()


class Witnesses:
    """Turns an account into a keyed hash of account and shop, so that nobody can tell what else the person said.

    How much one account reported today stands in Redis alone, under a keyed hash, for a day. Without Redis it is not
    counted: nobody doubts a shop alone, however often. `note` is what a shop's card note becomes when two people found
    the card refused.
    """

    def __init__(self, redis: Redis, cipher: Cipher, note: str) -> None:
        self._redis = redis
        self._cipher = cipher
        self._note = note

    async def hear(self, account: Account, shop_id: int, kind: str, at: datetime) -> ShopReport | None:
        """The report to be written with the turn, or None where the account has reported enough that day.

        The same told again counts once.
        """
        reporter = self._cipher.keyed_hash(f"{account} {shop_id}", "shop_report")
        if await self._told_today(account, f"{reporter.hex()} {kind}", at) > REPORTS_A_DAY:
            return None
        return ShopReport(shop_id, kind, reporter, at, self._note)

    async def _told_today(self, account: Account, report: str, at: datetime) -> int:
        """How many different reports the account told on that day, this one counted in."""
        key = f"reports:{self._cipher.keyed_hash(f'{account} {at.date()}', 'reports').hex()}"
        try:
            async with self._redis.pipeline() as pipe:
                pipe.sadd(key, report)
                pipe.scard(key)
                pipe.expire(key, _DAY_SECONDS)
                _, told, _ = await pipe.execute()
        except OUTAGES:
            _log.warning("reports_not_counted")
            return 0
        return int(told)
