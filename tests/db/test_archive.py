"""Months: made ahead, rescued from the DEFAULT partition, put away without breaking what leads to them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import psycopg
import pytest

from db import archive
from db.migrate import migrate
from db.pool import Connection, Database
from tests.db.training import rows
from tests.db.training.rows import insert

MAY = date(2025, 5, 1)
FIRST_OF_MAY = datetime(2025, 4, 30, 15, 0, tzinfo=UTC)  # midnight in Seoul
LAST_OF_MAY = datetime(2025, 5, 31, 14, 59, 59, tzinfo=UTC)
JUNE = datetime(2025, 5, 31, 15, 0, tzinfo=UTC)


async def partitions(connection: Connection) -> dict[str, int]:
    """Rows of each partition that has some."""
    found = await connection.fetch("SELECT tableoid::regclass::text, count(*) FROM chatbot.conversations GROUP BY 1")
    return {name.removeprefix("chatbot.conversations_"): count for name, count in found}


async def archived(connection: Connection) -> list[dict[str, Any]]:
    found = await connection.fetch("SELECT turns FROM chatbot.conversations_archive ORDER BY month, chunk")
    return [turn for row in found for turn in row["turns"]]


async def put_away(database: Database, month: date) -> int:
    async with database.transaction() as connection:
        return await archive.archive(connection, month)


async def test_months_begin_at_midnight_in_seoul_and_take_their_rows_along(database: Database) -> None:
    async with database.transaction() as connection:
        for at in (FIRST_OF_MAY - timedelta(seconds=1), FIRST_OF_MAY, LAST_OF_MAY, JUNE):
            await rows.turn(connection, at, intent_confidence=0.9)
        assert await partitions(connection) == {"default": 4}
        assert await archive.make_partitions(connection, MAY) == 8
        assert await partitions(connection) == {"default": 1, "2025_05": 2, "2025_06": 1}
        assert await archive.make_partitions(connection, MAY) == 0
        await rows.turn(connection, FIRST_OF_MAY, intent_confidence=0.9)
        assert await partitions(connection) == {"default": 1, "2025_05": 3, "2025_06": 1}
        collected = await connection.fetchval("SELECT count(*) FROM ml_training.data_queue")
    assert collected == 5  # moving a turn does not collect it again


def test_migrate_makes_the_coming_months(database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        coming = """
            SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent::regclass::text IN ('chatbot.conversations', 'ml_training.performance_metrics')
              AND c.relname NOT LIKE '%default'
        """
        names = {name for (name,) in connection.execute(coming)}
        assert len(names) == 8
        connection.execute("DROP TABLE ml_training." + max(n for n in names if n.startswith("performance")))
        connection.execute("DROP TABLE chatbot." + max(n for n in names if n.startswith("conversations")))
        assert migrate(database_url) == []
        assert {name for (name,) in connection.execute(coming)} == names


async def test_a_month_is_put_away_whole_and_names_nobody(database: Database) -> None:
    session, other = uuid4(), uuid4()
    async with database.acquire() as connection:
        user_id = await rows.person(connection)
        for minute, asked in enumerate(["배고파", "치킨 말고"]):
            await rows.turn(
                connection,
                FIRST_OF_MAY + timedelta(minutes=minute + 61),
                user_id=user_id,
                session_id=session,
                conversation_id=session,
                platform_message_id="message-4711",
                conversation_turn=minute + 1,
                input_text=asked,
                recommended_shop_ids=[3, 4],
            )
        await rows.turn(connection, LAST_OF_MAY, session_id=other, conversation_id=other)
        await rows.turn(connection, JUNE, user_id=user_id)
    assert await put_away(database, date(2025, 5, 17)) == 3
    async with database.acquire() as connection:
        turns = await archived(connection)
        assert await partitions(connection) == {"default": 1}
        assert await connection.fetchval("SELECT to_regclass('chatbot.conversations_2025_05')") is None
        whole = await connection.fetchrow("SELECT * FROM chatbot.conversations_archive")
    assert whole is not None
    assert (whole["month"], whole["chunk"], whole["turn_count"]) == (MAY, 1, 3)
    mine = [turn for turn in turns if turn["recommended_shop_ids"] == [3, 4]]
    assert [turn["input_text"] for turn in mine] == ["배고파", "치킨 말고"]
    assert {turn["hour"] for turn in mine} == {"2025-05-01T01:00:00+09:00"}
    assert len({turn["session"] for turn in mine}) == 1
    assert {turn["session"] for turn in turns} == {1, 2}
    said = json.dumps(turns)
    assert not [key for key in (str(session), str(other), "message-4711", "user_id", "turn_id") if key in said]


async def test_nothing_leads_to_a_turn_that_was_put_away(database: Database) -> None:
    async with database.acquire() as connection:
        user_id = await rows.person(connection)
        gone = await rows.turn(connection, LAST_OF_MAY, user_id=user_id, intent_confidence=0.9)
        stays = await rows.turn(connection, JUNE, user_id=user_id, intent_confidence=0.9)
        for turn_id in (gone, stays):
            await rows.recommendation(connection, LAST_OF_MAY, turn_id=turn_id)
            await insert(
                connection, "chatbot.performance_logs", turn_id=turn_id, operation_type="turn", total_time_ms=9
            )
            await insert(
                connection,
                "ml_training.nlu_training_data",
                turn_id=turn_id,
                input_text="배고파",
                true_intent="FOOD_REQUEST",
            )
    await put_away(database, MAY)
    async with database.acquire() as connection:
        for table in (
            *("chatbot.recommendations_log", "chatbot.performance_logs"),
            *("ml_training.nlu_training_data", "ml_training.data_queue"),
        ):
            left = {row["turn_id"] for row in await connection.fetch(f"SELECT turn_id FROM {table}")}
            assert left == {None, stays}, table


def test_every_turn_id_can_be_emptied(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        found = connection.execute(
            """
            SELECT table_name FROM information_schema.columns
            WHERE column_name = 'turn_id' AND is_nullable = 'NO' AND table_schema IN ('chatbot', 'ml_training')
              AND table_name NOT LIKE 'conversations%'
            """
        ).fetchall()
    assert found == []


async def test_a_large_month_is_cut_into_chunks_that_compress(database: Database) -> None:
    async with database.acquire() as connection:
        await archive.make_partitions(connection, MAY)
        await connection.execute(
            """
            INSERT INTO chatbot.conversations (
                turn_id, session_id, conversation_id, platform, input_text, response_text, timestamp)
            SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'line', '만원으로 치킨 먹고 싶어',
                   repeat('여기 어때요? ', 10), $1::timestamptz + make_interval(secs => n)
            FROM generate_series(1, 2001) n
            """,
            FIRST_OF_MAY,
        )
        before = await connection.fetchval("SELECT pg_total_relation_size('chatbot.conversations_2025_05')")
    assert await put_away(database, MAY) == 2001
    async with database.acquire() as connection:
        counts = await connection.fetch("SELECT turn_count FROM chatbot.conversations_archive ORDER BY chunk")
        after = await connection.fetchval("SELECT pg_total_relation_size('chatbot.conversations_archive')")
        assert len(await archived(connection)) == 2001
    assert [row[0] for row in counts] == [1000, 1000, 1]
    assert after < before / 4


async def test_turns_that_come_late_are_put_away_beside_the_others(database: Database) -> None:
    async with database.acquire() as connection:
        await rows.turn(connection, FIRST_OF_MAY)
    assert await put_away(database, MAY) == 1
    assert await put_away(database, MAY) == 0
    async with database.acquire() as connection:
        await rows.turn(connection, LAST_OF_MAY)
        assert await archive.months_before(connection, date(2025, 6, 1)) == [MAY]
    assert await put_away(database, MAY) == 1
    async with database.acquire() as connection:
        assert len(await archived(connection)) == 2


async def test_a_month_that_is_not_over_stays(database: Database) -> None:
    async with database.acquire() as connection:
        today = await connection.fetchval("SELECT (now() AT TIME ZONE 'Asia/Seoul')::date")
    with pytest.raises(asyncpg.InvalidParameterValueError, match="is not over"):
        await put_away(database, today)


async def test_what_fails_half_way_changes_nothing(database: Database) -> None:
    async with database.acquire() as connection:
        turn_id = await rows.turn(connection, FIRST_OF_MAY)
        await rows.recommendation(connection, FIRST_OF_MAY, turn_id=turn_id)
        await archive.make_partitions(connection, MAY)
        await connection.execute("CREATE VIEW holds_may AS SELECT * FROM chatbot.conversations_2025_05")
    with pytest.raises(asyncpg.DependentObjectsStillExistError):
        await put_away(database, MAY)
    async with database.acquire() as connection:
        assert await partitions(connection) == {"2025_05": 1}
        assert await archived(connection) == []
        assert await connection.fetchval("SELECT turn_id FROM chatbot.recommendations_log") == turn_id


async def test_which_months_are_due_and_what_is_forgotten(database: Database) -> None:
    async with database.acquire() as connection:
        for at in (FIRST_OF_MAY, LAST_OF_MAY, JUNE, JUNE + timedelta(days=31)):
            await rows.turn(connection, at)
        assert await archive.months_before(connection, date(2025, 7, 1)) == [MAY, date(2025, 6, 1)]
    for month in (MAY, date(2025, 6, 1)):
        await put_away(database, month)
    async with database.acquire() as connection:
        assert await archive.forget_archives(connection, date(2025, 6, 1)) == 2
        assert await archive.forget_archives(connection, date(2025, 6, 1)) == 0
        assert len(await archived(connection)) == 1
