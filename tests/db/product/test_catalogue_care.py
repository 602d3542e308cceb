"""Reports that doubt a shop, imports that can be taken back, and who hears of a change."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import asyncpg
import pytest

from db import imports, shop_reports
from db.catalogue import ALL_FROM, announce
from db.imports import ImportCounts
from db.pool import Connection, Database
from db.shop_reports import OpenReports

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SHOP, OPERATOR = 1, 1


async def shop(connection: Connection, shop_id: int, column: str) -> object:
    return await connection.fetchval(f"SELECT {column} FROM chatbot.shops WHERE id = $1", shop_id)


async def test_two_people_doubt_a_shop_and_one_person_does_not(connection: Connection) -> None:
    assert await shop_reports.report(connection, SHOP, "card_refused", b"a" * 32, NOW) == 1
    assert await shop_reports.report(connection, SHOP, "card_refused", b"a" * 32, NOW) == 1
    assert await shop_reports.report(connection, SHOP, "price", b"b" * 32, NOW) == 1
    assert await shop_reports.open_reports(connection, 2, 10) == []
    assert await shop_reports.report(connection, SHOP, "card_refused", b"b" * 32, NOW) == 2
    assert await shop_reports.open_reports(connection, 2, 10) == [OpenReports(SHOP, "참맛분식", "card_refused", 2, NOW)]


async def test_a_decided_report_forgets_its_reporters(connection: Connection) -> None:
    for reporter in (b"a" * 32, b"b" * 32):
        await shop_reports.report(connection, SHOP, "closed", reporter, NOW)
    await shop_reports.report(connection, SHOP, "price", b"a" * 32, NOW)
    assert await shop_reports.decide(connection, SHOP, "closed", "confirmed", OPERATOR, NOW) == 2
    assert await shop_reports.decide(connection, SHOP, "closed", "rejected", OPERATOR, NOW) == 0
    rows = await connection.fetch("SELECT state, reporter_hash FROM chatbot.shop_reports WHERE kind = 'closed'")
    assert [tuple(row) for row in rows] == [("confirmed", None)] * 2
    assert [each.kind for each in await shop_reports.open_reports(connection, 1, 10)] == ["price"]
    assert await shop_reports.report(connection, SHOP, "closed", b"a" * 32, NOW) == 1  # it may close again


@pytest.mark.parametrize(("before", "doubted", "after"), [("Y", True, "P"), ("U", True, "P"), ("N", False, "N")])
async def test_doubt_never_makes_a_shop_better(connection: Connection, before: str, doubted: bool, after: str) -> None:
    await connection.execute("UPDATE chatbot.shops SET is_food_card_shop = $1 WHERE id = 1", before)
    assert await shop_reports.doubt_card(connection, SHOP, "확인 중이에요") is doubted
    assert await shop(connection, SHOP, "is_food_card_shop") == after


async def imported(connection: Connection) -> int:
    """A batch that renamed shop 1 and brought shop 2."""
    batch = await imports.begin(connection, "가게.xlsx", b"h" * 32, OPERATOR, 1)
    was = await connection.fetchval("SELECT to_jsonb(s) FROM chatbot.shops s WHERE id = 1")
    await connection.execute("UPDATE chatbot.shops SET shop_name = '새 이름', phone = '02-1' WHERE id = 1")
    await imports.note_changes(connection, batch, {1: {"shop_name": was["shop_name"], "phone": None}, 2: None})
    counts = ImportCounts(rows=3, inserted=1, updated=1, rejected=1, menus=4)
    errors = [{"row": 3, "column": "category", "reason": "not_food"}]
    await imports.finish(connection, batch, counts, ["전화번호 없음"], errors, NOW)
    return batch


async def test_an_import_is_taken_back(connection: Connection) -> None:
    batch = await imported(connection)
    assert await imports.undo(connection, batch, NOW) == 2
    assert (await shop(connection, 1, "shop_name"), await shop(connection, 1, "phone")) == ("참맛분식", None)
    assert await shop(connection, 1, "category") == "분식"
    assert (await shop(connection, 1, "is_listed"), await shop(connection, 2, "is_listed")) == (True, False)
    assert await imports.undo(connection, batch, NOW) is None


async def test_a_shop_that_was_changed_since_is_left_alone(world_url: str) -> None:
    database = await Database.connect(world_url, application="tests", size=1)
    async with database.transaction() as connection:
        batch = await imported(connection)
    async with database.transaction() as connection:  # a later moment: updated_at is the transaction's
        await connection.execute("UPDATE chatbot.shops SET phone = '02-2' WHERE id = 1")
    async with database.transaction() as connection:
        assert await imports.undo(connection, batch, NOW) == 1
        assert await shop(connection, 1, "phone") == "02-2"
        await connection.execute("UPDATE chatbot.shops SET shop_name = '참맛분식', phone = NULL, is_listed = TRUE")
    await database.close()


async def test_an_import_that_failed_cannot_be_taken_back(connection: Connection) -> None:
    batch = await imports.begin(connection, "가게.xlsx", b"h" * 32, None, None)
    await imports.fail(connection, batch, NOW)
    assert await imports.undo(connection, batch, NOW) is None


CHANGES: tuple[tuple[str, list[str]], ...] = (
    ("UPDATE chatbot.shops SET kiosk = TRUE WHERE id = 1", ["1"]),
    ("UPDATE chatbot.shops SET kiosk = FALSE", []),
    ("UPDATE chatbot.shops SET phone = '02-123-4567'", ["1", "2"]),
    ("DELETE FROM chatbot.shops WHERE id = 2", ["2"]),
    ("UPDATE chatbot.shops SET popularity_score = 0.5, recommendation_count = 9, current_status = 'OPEN'", []),
    ("UPDATE chatbot.shops SET token_hash = '\\x01' WHERE id = 1", []),
    ("INSERT INTO chatbot.menus (shop_id, menu_name, price) VALUES (2, '국수', 5000)", ["2"]),
    ("UPDATE chatbot.menus SET shop_id = 2 WHERE id = 1", ["1", "2"]),
    ("UPDATE chatbot.menus SET recommendation_frequency = 1", []),
    ("INSERT INTO chatbot.reviews (shop_id, rating, visited_month) VALUES (2, 5, '2026-11-01')", ["2"]),
    ("INSERT INTO chatbot.shop_facilities (shop_id, seats) VALUES (1, 8)", ["1"]),
    (f"INSERT INTO chatbot.shop_reports (shop_id, kind, reporter_hash) VALUES (2, 'closed', '\\x{'61' * 32}')", ["2"]),
)


@pytest.mark.parametrize(("change", "shops"), CHANGES)
async def test_a_change_of_the_catalogue_is_announced_by_shop(
    database: Database, database_url: str, change: str, shops: list[str]
) -> None:
    async with database.transaction() as connection:
        await connection.execute(
            "INSERT INTO chatbot.shops (shop_name, category, address_name) "
            "SELECT name, '한식', '화양동' FROM unnest(ARRAY['a', 'b']) AS name"
        )
        await connection.execute("INSERT INTO chatbot.menus (shop_id, menu_name, price) VALUES (1, '김밥', 3000)")
    async with announced(database, database_url) as (connection, events):
        await connection.execute(change)
    assert sorted(events) == shops


@pytest.mark.parametrize("count", [ALL_FROM - 1, ALL_FROM])
async def test_the_tables_and_the_encoder_announce_the_same_number_of_shops_at_once(
    database: Database, database_url: str, count: int
) -> None:
    async with announced(database, database_url) as (connection, by_the_tables):
        await connection.execute(
            "INSERT INTO chatbot.shops (shop_name, category, address_name) "
            "SELECT n, '한식', '화양동' FROM generate_series(1, $1) AS n",
            count,
        )
    async with announced(database, database_url) as (connection, by_the_encoder):
        await announce(connection, range(1, count + 1))
    wanted = ["shops"] if count == ALL_FROM else sorted(map(str, range(1, count + 1)))
    assert sorted(by_the_tables) == sorted(by_the_encoder) == wanted


@asynccontextmanager
async def announced(database: Database, url: str) -> AsyncIterator[tuple[Connection, list[str]]]:
    """A transaction, and what everybody has heard of it once it is over."""
    heard: asyncio.Queue[str] = asyncio.Queue()
    events: list[str] = []
    listener = await asyncpg.connect(url)
    await listener.add_listener("catalogue", lambda *event: heard.put_nowait(str(event[3])))
    async with database.transaction() as connection:
        yield connection, events
        await connection.execute("NOTIFY catalogue, 'end'")
    async with asyncio.timeout(10):
        while (event := await heard.get()) != "end":
            events.append(event)
    await listener.close()
