"""Every check finds its fault and names the row; a world without a fault passes them all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import datetime

import pytest

from bot.commands.check_data import unreadable
from core.clock import SEOUL
from core.privacy import mask_value
from db.checks import Check, every_check, run_checks
from db.checks.turns import LEADING
from db.keys import SEALED
from db.pool import Connection, Database
from tests.db.checks import world
from tests.db.checks.faults import FAULTS, Fault
from tests.servers import Databases

CHECKS = {check.name: check for check in every_check(mask_value, unreadable, world.CIPHER.key_id)}


@pytest.fixture(scope="module")
def world_url(servers: tuple[Databases, str]) -> Iterator[str]:
    with servers[0].copy() as url:
        asyncio.run(_build(url))
        yield url


async def _build(url: str) -> None:
    database = await Database.connect(url, application="tests", size=1)
    async with database.transaction() as connection:
        await world.build(connection, datetime.now(SEOUL))
    await database.close()


@pytest.fixture
async def connection(world_url: str) -> AsyncIterator[Connection]:
    """In a transaction that is taken back."""
    database = await Database.connect(world_url, application="tests", size=1)
    async with database.acquire() as lent:
        rollback = lent.transaction(isolation="repeatable_read")
        await rollback.start()
        yield lent
        await rollback.rollback()
    await database.close()


async def test_a_world_without_a_fault_passes_every_check(connection: Connection) -> None:
    assert [finding for finding in await run_checks(connection, CHECKS.values()) if finding.found] == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.check}-{fault.names}")
async def test_a_fault_is_found_and_named(connection: Connection, fault: Fault) -> None:
    if fault.past:
        await connection.execute(fault.past)
    await connection.execute(fault.sql)
    (finding,) = await run_checks(connection, [CHECKS[fault.check]])
    assert finding.found == 1
    assert fault.names in finding.ids[0]


def test_every_check_has_a_fault() -> None:
    assert {fault.check for fault in FAULTS} == set(CHECKS)


async def test_no_more_than_five_rows_are_named(connection: Connection) -> None:
    await connection.execute(
        """
        INSERT INTO chatbot.menus (shop_id, menu_name, price) SELECT 1, i || '번', 2000000 FROM generate_series(1, 7) i
        """
    )
    (finding,) = await run_checks(connection, [CHECKS["menus_of_absurd_price"]])
    assert (finding.found, len(finding.ids)) == (7, 5)
    judged = Check("all", "no menu at all", "SELECT id, price AS value FROM chatbot.menus", lambda price: price > 0)
    (finding,) = await run_checks(connection, [judged])
    assert (finding.found, len(finding.ids)) == (9, 5)


async def test_no_sealed_column_and_no_turn_id_is_left_out(connection: Connection) -> None:
    rows = await connection.fetch(
        """
        SELECT n.nspname || '.' || c.relname AS owner, a.attname AS name FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('chatbot', 'ml_training', 'ml_features', 'analytics')
          AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND (a.attname ~ '_enc$' OR a.attname = 'turn_id')
        """
    )
    found = {(row["owner"], row["name"]) for row in rows}
    sealed = {(sealed.table, sealed.column) for sealed in SEALED if sealed.column.endswith("_enc")}
    leading = {(table, "turn_id") for table, _ in LEADING}
    itself = {("chatbot.conversations", "turn_id"), ("chatbot.inbox", "turn_id")}  # an event may need no turn
    assert found == sealed | leading | itself
