"""People with linked cards, and the card system that has those cards."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

import pytest_asyncio
from aiohttp import ClientSession
from prometheus_client import CollectorRegistry

from adapters.foodcard import FoodcardClient, service
from adapters.outside import OutsideClient, OutsideMetrics
from bot.config import ROOT
from bot.sample import load_reference
from bot.standins.foodcard import Card, FoodcardStandIn
from core.clock import SEOUL
from core.foodcard.aid import Aid
from core.foodcard.sync import CardSync
from db import foodcard, people
from db.crypto import Cipher
from db.foodcard import CardReference
from db.outbox import Outbox
from db.pool import Database
from tests.rows import Rows
from tests.servers import Databases

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=SEOUL)  # a Wednesday; Seoul charges on the 1st
KEY = "0123456789abcdef" * 4


@dataclass
class Office(Rows):
    """Where cards are linked and looked at."""

    database: Database
    system: FoodcardStandIn
    cipher: Cipher
    client: FoodcardClient

    async def link(self, ref: str, platform: str = "line", name: str | None = None) -> int:
        """Somebody with that card, of Seoul; their user id."""
        async with self.database.transaction() as connection:
            consents = ("guardian", "service")
            user_id = await people.add(connection, platform, name or ref, consents, "office", birth_year=2014)
            region = await connection.fetchval("SELECT id FROM chatbot.regions WHERE region_name = '서울'")
            sealed = self.cipher.seal(ref.encode(), f"foodcard_users.card_ref_enc:{user_id}")
            card = CardReference(sealed, self.cipher.keyed_hash(ref, "card_ref"))
            await foodcard.link_reference(connection, user_id, region, card, "초등학생")
        return user_id

    @property
    def sync(self) -> CardSync:
        return CardSync(self.database, self.client, self.cipher)

    @property
    def aid(self) -> Aid:
        notice = {"lines": ["나비얌이 준비한 게 있어요"]}
        return Aid(self.database, self.cipher, Outbox(self.database, self.cipher), notice)

    async def balance(self, user_id: int) -> object:
        return await self.value("SELECT balance FROM chatbot.foodcard_users WHERE user_id = $1", user_id)

    async def low(self, ref: str, balance: int = 3000, at: datetime = NOON) -> int:
        """Somebody whose card holds so little, as the card system says."""
        user_id = await self.link(ref)
        self.system.issue(Card(ref, balance))
        await self.sync.run(at)
        return user_id


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def opened(servers: tuple[Databases, str]) -> AsyncIterator[Office]:
    """One office a module, of its own database."""
    with servers[0].copy() as url:
        database = await Database.connect(url, application="tests", size=10)
        await load_reference(database, ROOT / "data")
        system = await FoodcardStandIn.start()
        system.key = "a-key"
        async with ClientSession() as session:
            client = OutsideClient(session, service(system.url, "a-key"), OutsideMetrics(CollectorRegistry()))
            yield Office(database, system, Cipher.from_hex(KEY), FoodcardClient(client))
        await system.stop()
        await database.close()


@pytest_asyncio.fixture(loop_scope="module")
async def office(opened: Office) -> Office:
    """The office as on its first day."""
    await opened.execute("SELECT chatbot.erase_person(id) FROM chatbot.users")
    await opened.execute("DELETE FROM chatbot.card_syncs")
    await opened.execute("DELETE FROM chatbot.benefit_grants")
    await opened.execute("UPDATE chatbot.programmes SET money_budget = NULL")
    await opened.execute("UPDATE chatbot.regions SET aid_below_meal = FALSE")
    opened.system.empty()
    return opened
