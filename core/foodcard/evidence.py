"""Where cards are really taken: payments matched to shops, and what follows for the catalogue (domain.md 5)."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from core.foodcard.merchants import Merchants
from db import card_sync, shop_reports
from db.crypto import Cipher
from db.pool import Database
from db.shop_reports import ShopReport

PAID_WITHIN = timedelta(days=7)
ACCEPTED_WITHIN = timedelta(days=30)
REFUSED_WITHIN = timedelta(days=14)
_BATCH = 200


class Evidence:
    """Turns payments into what is known of shops. `note` is what the card note of a doubted shop becomes."""

    def __init__(self, database: Database, cipher: Cipher, note: str) -> None:
        self._database = database
        self._cipher = cipher
        self._note = note

    async def weigh(self, now: datetime) -> int:
        """Match what is new, then let the catalogue learn from it; returns how many payments were looked at.

        Raises:
            DatabaseUnavailableError: PostgreSQL went away; what was matched stays.
        """
        matched = 0
        regions: dict[int, Merchants] = {}
        while batch := await self._match_some(regions):
            matched += batch
        if matched:
            await self._learn(now)
        return matched

    async def _match_some(self, regions: dict[int, Merchants]) -> int:
        """Match a batch; `regions` holds the shops of the regions met so far."""
        async with self._database.transaction() as connection:
            waiting = await card_sync.unmatched(connection, _BATCH)
            for payment in waiting:
                if payment.region_id not in regions:
                    names = await card_sync.shop_names(connection, payment.region_id)
                    regions[payment.region_id] = await asyncio.to_thread(Merchants, names)
                shop_id, score = regions[payment.region_id].find(payment.merchant_name)
                await card_sync.match(connection, payment.id, shop_id, "name", score)
        return len(waiting)

    async def _learn(self, now: datetime) -> None:
        """Shops of three cards take the card; a shop that turned two away, and took none since, is doubted."""
        async with self._database.transaction() as connection:
            places = await card_sync.paid_places(connection, now - ACCEPTED_WITHIN)
            await card_sync.accept_paid(connection, [place.shop_id for place in places])
            for shop in await card_sync.turned_away(connection, now - REFUSED_WITHIN):
                for card_id in shop.card_ids:
                    witness = self._cipher.keyed_hash(f"card {card_id} {shop.shop_id}", "shop_report")
                    told = ShopReport(shop.shop_id, "card_refused", witness, now, self._note)
                    await shop_reports.take(connection, told)
            await card_sync.announce_payments(connection)
