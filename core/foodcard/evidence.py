"""Where cards are really taken: payments matched to shops, and what follows for the catalogue (domain.md 5)."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta

from core.clock import Clock
from db import card_sync, shop_reports
from db.card_sync import Alike
from db.crypto import Cipher
from db.pool import Database
from db.shop_reports import ShopReport

PAID_WITHIN = timedelta(days=7)
ACCEPTED_WITHIN = timedelta(days=30)
REFUSED_WITHIN = timedelta(days=14)
LEAST_LIKENESS = 0.6
_BATCH = 200
_LIKE = 5

_FRINGE = re.compile(r"주식회사|유한회사|\((?:주|유|재|사)\)|㈜|[\s()·.,_\-]")


class Evidence:
    """Turns payments into what is known of shops. `note` is what the card note of a doubted shop becomes."""

    def __init__(self, database: Database, cipher: Cipher, clock: Clock, note: str) -> None:
        self._database = database
        self._cipher = cipher
        self._clock = clock
        self._note = note

    async def weigh(self) -> int:
        """Match what is new, then let the catalogue learn from it; returns how many payments were looked at.

        Raises:
            DatabaseUnavailableError: PostgreSQL went away; what was matched stays.
        """
        matched = 0
        while batch := await self._match_some():
            matched += batch
        if matched:
            await self._learn()
        return matched

    async def _match_some(self) -> int:
        async with self._database.transaction() as connection:
            waiting = await card_sync.unmatched(connection, _BATCH)
            for payment in waiting:
                alike = await card_sync.shops_like(connection, payment.merchant_name, payment.region_id, _LIKE)
                shop_id, score = the_one(payment.merchant_name, alike)
                await card_sync.match(connection, payment.id, shop_id, "name", score)
        return len(waiting)

    async def _learn(self) -> None:
        """Shops of three cards take the card; a shop that turned two away, and took none since, is doubted."""
        now = self._clock.now()
        async with self._database.transaction() as connection:
            places = await card_sync.paid_places(connection, now - ACCEPTED_WITHIN)
            await card_sync.accept_paid(connection, [place.shop_id for place in places])
            for shop in await card_sync.turned_away(connection, now - REFUSED_WITHIN):
                for card_id in shop.card_ids:
                    witness = self._cipher.keyed_hash(f"card {card_id} {shop.shop_id}", "shop_report")
                    told = ShopReport(shop.shop_id, "card_refused", witness, now, self._note)
                    await shop_reports.take(connection, told)
            await card_sync.announce_payments(connection)


def the_one(merchant: str, shops: list[Alike]) -> tuple[int | None, float]:
    """The shop that a merchant's name means, and how sure (0 to 1); None where none is, or two are equally likely."""
    scored = sorted(((_likeness(merchant, shop), shop.shop_id) for shop in shops), reverse=True)
    if not scored or scored[0][0] < LEAST_LIKENESS:
        return None, scored[0][0] if scored else 0.0
    if len(scored) > 1 and scored[1][0] == scored[0][0]:
        return None, scored[0][0]
    return scored[0][1], scored[0][0]


def _likeness(merchant: str, shop: Alike) -> float:
    """1 where the names are one but for legal forms and spaces, else how alike they are."""
    return 1.0 if _plain(merchant) == _plain(shop.shop_name) else min(shop.likeness, 0.999)


def _plain(name: str) -> str:
    return _FRINGE.sub("", unicodedata.normalize("NFKC", name)).casefold()
