"""A turn that reports a shop is one transaction of its own: whole or not at all, and nobody else's wait."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID, uuid4

import asyncpg
import pytest

from db.pool import Database
from db.shop_reports import ShopReport
from db.turns import ConversationRow, TurnRecord, TurnWriter

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NO_SHOP = 99


@pytest.fixture
async def writer(database: Database) -> AsyncIterator[TurnWriter]:
    async with database.acquire() as connection:
        await connection.execute(
            "INSERT INTO chatbot.shops (shop_name, category, address_name) VALUES ('참맛분식', '분식', '화양동 1')"
        )
    writer = TurnWriter(database)
    yield writer
    await writer.stop()


def turn(shop_id: int | None = None) -> TurnRecord:
    """Somebody new says that a shop is closed, or nothing of the kind."""
    said: ConversationRow = ConversationRow(
        *(uuid4(), None, uuid4(), "line", None, "문 닫았는데", "미안해요", NOW, "TIME_INQUIRY", 0.9, {}),
        *(1, None, "NORMAL", 9, 1, 5, 1, (), None, ()),
    )
    report = ShopReport(shop_id, "closed", b"a" * 32, NOW, "") if shop_id else None
    return TurnRecord(said, report=report)


async def stands(database: Database, turn_id: UUID) -> tuple[int, int]:
    """Rows of the turn, and reports."""
    async with database.acquire() as connection:
        row = await connection.fetchrow(
            """
            SELECT (SELECT count(*) FROM chatbot.conversations WHERE turn_id = $1) AS turns,
                   (SELECT count(*) FROM chatbot.shop_reports) AS reports
            """,
            turn_id,
        )
    assert row is not None
    return row["turns"], row["reports"]


async def test_the_turn_and_its_report_are_written_together(database: Database, writer: TurnWriter) -> None:
    told = turn(1)
    await writer.write(told)
    assert await stands(database, told.conversation.turn_id) == (1, 1)


async def test_a_turn_told_again_reports_once(database: Database, writer: TurnWriter) -> None:
    told = turn(1)
    await writer.write(told)
    await writer.write(told)
    assert await stands(database, told.conversation.turn_id) == (1, 1)


async def test_where_the_report_fails_nothing_is_written(database: Database, writer: TurnWriter) -> None:
    told = turn(NO_SHOP)
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await writer.write(told)
    assert await stands(database, told.conversation.turn_id) == (0, 0)


async def test_a_report_that_waits_keeps_no_other_turn_waiting(database: Database, writer: TurnWriter) -> None:
    told, other = turn(1), turn()
    async with database.transaction() as connection:
        await connection.execute("SELECT pg_advisory_xact_lock(hashtext('shop_reports'), 1)")
        waiting = asyncio.create_task(writer.write(told))
        async with asyncio.timeout(2):
            await writer.write(other)
        assert await stands(database, told.conversation.turn_id) == (0, 0)
    await waiting
    assert await stands(database, other.conversation.turn_id) == (1, 1)
