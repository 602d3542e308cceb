"""The web chat's member: somebody who agreed, with a sample card and sample coupons."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from bot.sample.files import SampleError, read_member
from bot.sample.forms import MemberCard
from bot.sample.load import DATA_SOURCE
from core.clock import SEOUL
from core.messages import Account
from db import coupons, foodcard, people, places
from db.pool import Connection, Database

_CONSENTS = frozenset({"service", "location"})


async def prepare_member(database: Database, account: Account, data: Path, now: datetime) -> None:
    """Make `account` the member of `data/sample/member.yaml`. What it has already stays as it is: its card's
    balance, coupons it used, a consent it took back.

    Raises:
        SampleError: the file is wrong, or names a region that is not there.
    """
    member = read_member(data)
    async with database.transaction() as connection:
        person = await people.find(connection, account.platform, account.external_id)
        asked = person.granted | person.withdrawn if person else frozenset()
        user_id = await people.add(
            connection, account.platform, account.external_id, _CONSENTS - asked, "token", member.birth_year
        )
        await _link(connection, user_id, member.card, now)
        await coupons.give(
            connection,
            user_id,
            {coupon.id: _end_of_day(now, coupon.days) for coupon in member.coupons},
            source="PROMOTION",
            issued_by=DATA_SOURCE,
        )


async def _link(connection: Connection, user_id: int, card: MemberCard, now: datetime) -> None:
    region_id = await _region_id(connection, card.region, now.astimezone(SEOUL).date())
    card_id = await foodcard.link(connection, user_id, region_id, card.charge_day, card.age_group)
    if card_id is not None:
        await foodcard.sync_balance(connection, card_id, card.balance, "ACTIVE", now)


async def _region_id(connection: Connection, name: str, today: date) -> int:
    for region in await places.regions(connection, today):
        if region.region_name == name:
            return region.id
    raise SampleError(f"member.yaml: the region {name} is not in regions.yaml")


def _end_of_day(now: datetime, days: int) -> datetime:
    """The midnight (KST) that ends the day `days` days after `now`."""
    day = now.astimezone(SEOUL).date() + timedelta(days=days + 1)
    return datetime(day.year, day.month, day.day, tzinfo=SEOUL)
