"""100,000 cards within five minutes; three processes and any number of deaths give each low card aid once."""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from bot.config import ROOT
from bot.sample import load_reference
from bot.standins.foodcard import Card, FoodcardStandIn
from db.crypto import Cipher
from db.pool import Connection, Database
from tests.servers import Databases
from tests.soak.card_worker import KEY

pytestmark = pytest.mark.soak

AT = "2026-11-18T12:00:00+09:00"
ONCE = """
SELECT (SELECT count(*) FROM chatbot.user_coupon_wallet WHERE coupon_id = 'EMERGENCY_FOOD_AID') AS coupons,
       (SELECT count(DISTINCT user_id) FROM chatbot.user_coupon_wallet) AS people,
       (SELECT count(*) FROM chatbot.benefit_grants WHERE benefit = 'emergency_aid') AS grants,
       (SELECT count(*) FROM chatbot.foodcard_users WHERE balance_alert_sent) AS flags,
       (SELECT count(*) FROM chatbot.outbox WHERE kind = 'aid') AS notices,
       (SELECT total_issued FROM chatbot.coupons WHERE id = 'EMERGENCY_FOOD_AID') AS issued,
       (SELECT count(*) FROM chatbot.coupon_ledger WHERE entry = 'ISSUED') AS ledger
"""


@dataclass
class Town:
    """A database and a card system full of the same cards."""

    url: str
    database: Database
    system: FoodcardStandIn

    async def settle(self, cards: int, low: int) -> None:
        """So many people with a card each; the first `low` of them have 3,000 won."""
        cipher = Cipher.from_hex(KEY)
        refs = [f"R-{number:06}" for number in range(cards)]
        async with self.database.transaction() as connection:
            await _people(connection, cipher, refs)
        for number, ref in enumerate(refs):
            self.system.issue(Card(ref, 3000 if number < low else 50_000))

    async def once(self) -> dict[str, int]:
        async with self.database.acquire() as connection:
            (row,) = await connection.fetch(ONCE)
        return dict(row)

    async def start(self) -> asyncio.subprocess.Process:
        """A worker process."""
        words = ("-m", "tests.soak.card_worker", self.url, self.system.url, AT)
        return await asyncio.create_subprocess_exec(sys.executable, *words, cwd=ROOT, stdout=asyncio.subprocess.PIPE)


async def _people(connection: Connection, cipher: Cipher, refs: list[str]) -> None:
    await connection.execute(
        "INSERT INTO chatbot.users (platform, external_user_id) SELECT 'line', unnest($1::text[])", refs
    )
    await connection.execute(
        """
        INSERT INTO chatbot.foodcard_users (user_id, region_id, card_ref_hash, card_type, target_age_group)
        SELECT u.id, r.id, said.hash, '아동급식카드', '초등학생'
        FROM unnest($1::text[], $2::bytea[]) AS said (ref, hash)
        JOIN chatbot.users u ON u.external_user_id = said.ref
        CROSS JOIN (SELECT id FROM chatbot.regions WHERE region_name = '서울') r
        """,
        refs,
        [cipher.keyed_hash(ref, "card_ref") for ref in refs],
    )


@pytest.fixture
async def town(servers: tuple[Databases, str]) -> AsyncIterator[Town]:
    with servers[0].copy() as url:
        database = await Database.connect(url, application="tests", size=4, statement_seconds=120)
        await load_reference(database, ROOT / "data")
        system = await FoodcardStandIn.start()
        yield Town(url, database, system)
        await system.stop()
        await database.close()


async def _ended(process: asyncio.subprocess.Process) -> str:
    out, _ = await process.communicate()
    assert process.returncode == 0
    return out.decode().strip()


async def test_a_hundred_thousand_cards_within_five_minutes(town: Town) -> None:
    await town.settle(100_000, low=0)
    began = time.monotonic()
    told = await _ended(await town.start())
    seconds = time.monotonic() - began
    sys.stdout.write(f"\n100,000 cards: {seconds:.1f} s ({told})")
    assert "100000 changed" in told
    began = time.monotonic()
    again = await _ended(await town.start())
    sys.stdout.write(f"and again, nothing changed: {time.monotonic() - began:.1f} s ({again})")
    assert seconds < 300


async def test_three_processes_give_each_low_card_aid_once(town: Town) -> None:
    low = 500
    await town.settle(3_000, low=low)
    began = time.monotonic()
    told = await asyncio.gather(*[_ended(process) for process in [await town.start() for _ in range(3)]])
    sys.stdout.write(f"\nthree processes, {low} low cards: {time.monotonic() - began:.1f} s; {told}")
    assert set((await town.once()).values()) == {low}


async def test_killed_again_and_again_nothing_is_lost_or_doubled(town: Town) -> None:
    low, kills, chance = 500, 12, random.Random(7)  # noqa: S311 - when to kill
    town.system.page_size = 200
    await town.settle(3_000, low=low)
    done = 0
    for _ in range(kills):
        process = await town.start()
        try:
            await asyncio.wait_for(process.wait(), chance.uniform(2.0, 9.0))
            done += 1
        except TimeoutError:
            process.kill()
            await process.wait()
    last = await _ended(await town.start())
    sys.stdout.write(f"\n{kills - done} kills, {done} runs that ended before; then {last}; {await town.once()}")
    assert set((await town.once()).values()) == {low}
    async with town.database.acquire() as connection:
        unread = await connection.fetchval("SELECT count(*) FROM chatbot.foodcard_users WHERE last_sync_at IS NULL")
    assert unread == 0
