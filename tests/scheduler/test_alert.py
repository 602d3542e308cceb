"""A balance falls in the card system; within one slot the child has a coupon and one neutral message, once."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from bot.config import ROOT, Settings
from bot.jobs import Work, opened
from bot.sample import load_reference
from bot.standins.foodcard import Card, FoodcardStandIn
from bot.standins.line import LineStandIn
from core.clock import SEOUL
from db import foodcard, people
from db.crypto import Cipher
from db.foodcard import CardReference
from db.pool import Database

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=SEOUL)  # a Wednesday, far from Seoul's charge day
NIGHT = NOON.replace(hour=22, minute=30)
MORNING = (NOON + timedelta(days=1)).replace(hour=8)
CHILD, REF = "U" + "c" * 32, "card-1"


class Town:
    """A linked child, the card system, LINE, and a scheduler's work."""

    def __init__(self, settings: Settings, database: Database, cards: FoodcardStandIn, line: LineStandIn) -> None:
        self.settings = settings
        self.database = database
        self.cards = cards
        self.line = line

    async def link(self) -> int:
        cipher = Cipher.from_hex(self.settings.data_key.get_secret_value())
        async with self.database.transaction() as connection:
            user_id = await people.add(connection, "line", CHILD, ("guardian", "service"), "office", birth_year=2014)
            region = await connection.fetchval("SELECT id FROM chatbot.regions WHERE region_name = '서울'")
            sealed = cipher.seal(REF.encode(), f"foodcard_users.card_ref_enc:{user_id}")
            card = CardReference(sealed, cipher.keyed_hash(REF, "card_ref"))
            await foodcard.link_reference(connection, user_id, region, card, "초등학생")
        return user_id

    async def slot(self, at: datetime) -> None:
        """What every scheduler does at a slot of card-sync, as if it were `at`."""
        async with opened(self.settings, self.database) as work:
            await _named(work, "card-sync").work(at, dry_run=False)
            await work.sender.drain(at)

    async def coupons(self) -> list[tuple[str, datetime]]:
        async with self.database.acquire() as connection:
            rows = await connection.fetch(
                "SELECT acquisition_source, expires_at FROM chatbot.user_coupon_wallet WHERE status = 'ACTIVE'"
            )
        return [(row["acquisition_source"], row["expires_at"]) for row in rows]

    @property
    def pushed(self) -> list[tuple[str, str]]:
        """(whom, what) of every message that LINE accepted."""
        return [(whom, json.dumps(messages, ensure_ascii=False)) for _, whom, messages in self.line.accepted]


def _named(work: Work, name: str) -> Any:  # noqa: ANN401 - a Job
    return next(job for job in work.jobs if job.name == name)


@pytest.fixture
async def town(settings: Settings, database: Database) -> AsyncIterator[Town]:
    await load_reference(database, ROOT / "data")
    cards, line = await FoodcardStandIn.start(), await LineStandIn.start()
    changes: dict[str, object] = {
        "foodcard_provider": "http",
        "foodcard_url": cards.url,
        "foodcard_key": SecretStr("a-key"),
        "line_api_url": line.url,
        "clock": NOON.isoformat(),
    }
    yield Town(settings.model_copy(update=changes), database, cards, line)
    await cards.stop()
    await line.stop()


async def test_within_one_slot_there_is_a_coupon_and_one_neutral_message(town: Town) -> None:
    await town.link()
    town.cards.issue(Card(REF, 9000))
    await town.slot(NOON)
    assert (town.pushed, await town.coupons()) == ([], [])
    town.cards.issue(Card(REF, 3000, updated_at=NOON + timedelta(minutes=4)))
    for minutes in (5, 10):  # the second slot adds nothing
        await town.slot(NOON + timedelta(minutes=minutes))
    ((whom, what),) = town.pushed
    assert whom == CHILD
    assert "나비얌이 준비한 게 있어요" in what
    assert not any(word in what for word in ("카드", "잔액", "급식", "3,000", "긴급", "지원"))
    assert [source for source, _ in await town.coupons()] == ["EMERGENCY_ASSIST"]


async def test_by_night_the_message_waits_and_the_coupon_lasts_a_day_from_then(town: Town) -> None:
    await town.link()
    town.cards.issue(Card(REF, 3000))
    await town.slot(NIGHT)
    assert town.pushed == []
    assert await town.coupons() == [("EMERGENCY_ASSIST", MORNING + timedelta(hours=24))]
    await town.slot(MORNING)
    assert len(town.pushed) == 1


async def test_three_schedulers_at_once_give_and_send_once(town: Town) -> None:
    await town.link()
    town.cards.issue(Card(REF, 3000))
    await asyncio.gather(*(town.slot(NOON) for _ in range(3)))
    assert Counter(source for source, _ in await town.coupons()) == {"EMERGENCY_ASSIST": 1}
    await town.slot(NOON + timedelta(minutes=5))  # what another had in hand while it looked
    assert len(town.pushed) == 1


async def test_what_is_kept_for_an_order_that_ended_is_given_back_at_the_next_slot(town: Town) -> None:
    user_id = await town.link()
    town.cards.issue(Card(REF, 20_000))
    await town.slot(NOON)
    async with town.database.acquire() as connection:
        await connection.execute(
            """
            WITH shop AS (
                INSERT INTO chatbot.shops (shop_name, category, address_name) VALUES ('가', '분식', '나') RETURNING id
            ), ended AS (
                INSERT INTO chatbot.orders (request_id, user_id, shop_id, status, total_amount, ended_at)
                SELECT gen_random_uuid(), $1, id, 'EXPIRED', 5000, now() FROM shop RETURNING id
            )
            INSERT INTO chatbot.foodcard_holds (card_id, order_id, amount)
            SELECT c.id, ended.id, 5000 FROM ended, chatbot.foodcard_users c WHERE c.user_id = $1
            """,
            user_id,
        )
    await town.slot(NOON + timedelta(minutes=5))
    async with town.database.acquire() as connection:
        assert await connection.fetchval("SELECT status FROM chatbot.foodcard_holds") == "CANCELLED"
    assert town.cards.card(REF).balance == 20_000
