"""The sample programme: what is given to somebody new and to regulars, out of a budget that is play money."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from bot.sample.files import read_benefits
from bot.sample.load import coupon
from core.clock import SEOUL
from db import benefits, coupons
from db.pool import Database

_PROGRAMME = "예시 나비얌 첫걸음"
_BUDGET = 100_000_000


async def load_benefits(database: Database, data: Path, now: datetime) -> None:
    """Load `data/sample/benefits.yaml` once; what stands already stays as it is.

    Raises:
        SampleError: the file is wrong.
    """
    offers = read_benefits(data)
    today = now.astimezone(SEOUL).date()
    async with database.transaction() as connection:
        if await benefits.has_programme(connection, _PROGRAMME):
            return
        programme = await benefits.add_programme(connection, _PROGRAMME, "예시 데이터예요.", None, _BUDGET, None)
        await coupons.add(connection, [coupon(offer, {}, today) for offer in offers])
        for offer in offers:
            if offer.given_for is not None:
                await coupons.give_at(connection, offer.id, offer.given_for, programme)
