"""From a turn to a training: what is collected, made ready, taken by a job."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from db import training
from db.pool import Connection, Database
from tests.db.training import rows
from tests.db.training.rows import insert

AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


async def queue(connection: Connection) -> list[dict[str, Any]]:
    return [dict(row) for row in await connection.fetch("SELECT * FROM ml_training.data_queue ORDER BY id")]


@pytest.mark.parametrize(("confidence", "collected"), [(0.700, 0), (0.701, 1), (1, 1), (None, 0)])
async def test_a_turn_is_collected_when_it_was_understood_well(
    connection: Connection, confidence: float | None, collected: int
) -> None:
    await rows.turn(connection, AT, intent_confidence=confidence)
    assert len(await queue(connection)) == collected


async def test_what_is_collected_of_a_turn(connection: Connection) -> None:
    user_id, session = await rows.person(connection), uuid4()
    turn_id = await rows.turn(
        connection,
        AT,
        user_id=user_id,
        session_id=session,
        input_text="만원으로 치킨",
        extracted_intent="BUDGET_INQUIRY",
        intent_confidence=0.91,
        extracted_entities={"budget": 10000},
    )
    (row,) = await queue(connection)
    assert row["raw_data"] == {
        "input_text": "만원으로 치킨",
        "intent": "BUDGET_INQUIRY",
        "entities": {"budget": 10000},
        "confidence": 0.91,
    }
    source = await connection.fetchval("SELECT id FROM chatbot.conversations WHERE turn_id = $1", turn_id)
    assert (row["model_type"], row["status"], float(row["quality_score"])) == ("nlu", "pending", 0.91)
    assert (row["source_table"], row["source_id"], row["turn_id"]) == ("conversations", source, turn_id)
    assert (row["user_id"], row["session_id"]) == (user_id, session)


async def test_turns_are_collected_in_every_partition(connection: Connection) -> None:
    await connection.execute("SELECT chatbot.make_conversation_partitions('2030-01-01', 0)")
    for at in (AT, datetime(2030, 1, 5, tzinfo=UTC), datetime(2040, 1, 5, tzinfo=UTC)):
        await rows.turn(connection, at, intent_confidence=0.9)
    assert len(await queue(connection)) == 3


async def test_a_replayed_turn_is_collected_once(connection: Connection) -> None:
    turn_id = await rows.turn(connection, AT, intent_confidence=0.9)
    await connection.execute(
        """
        INSERT INTO chatbot.conversations (
            turn_id, session_id, conversation_id, platform, input_text, response_text, timestamp, intent_confidence)
        VALUES ($1, $1, $1, 'test', 'a', 'b', $2, 0.9) ON CONFLICT (turn_id, timestamp) DO NOTHING
        """,
        turn_id,
        AT,
    )
    assert len(await queue(connection)) == 1


@pytest.mark.parametrize(
    ("milliseconds", "quality"), [(4999, 0.9), (5000, 0.7), (29999, 0.7), (30000, 0.5), (None, 0.5)]
)
async def test_a_choice_is_collected_and_is_better_the_sooner_it_came(
    connection: Connection, milliseconds: int | None, quality: float
) -> None:
    shop_id = await rows.shop(connection)
    log_id = await rows.recommendation(
        connection, AT, request_entities={"food_type": ["김밥"]}, recommendations=[{"shop_id": shop_id}]
    )
    change = "UPDATE chatbot.recommendations_log SET user_final_selection = $2, time_to_decision_ms = $3 WHERE id = $1"
    await connection.execute(change, log_id, shop_id, milliseconds)
    await connection.execute(change, log_id, shop_id, milliseconds)
    (row,) = await queue(connection)
    assert (row["model_type"], float(row["quality_score"]), row["source_id"]) == ("recommendation", quality, log_id)
    assert row["raw_data"] == {
        "recommendations": [{"shop_id": shop_id}],
        "user_selection": shop_id,
        "time_to_decision": milliseconds,
        "context": {"food_type": ["김밥"]},
    }


async def test_a_rating_alone_is_not_collected(connection: Connection) -> None:
    log_id = await rows.recommendation(connection, AT)
    await connection.execute("UPDATE chatbot.recommendations_log SET feedback_rating = 5 WHERE id = $1", log_id)
    assert await queue(connection) == []


async def test_with_the_person_goes_what_was_collected(connection: Connection) -> None:
    user_id = await rows.person(connection)
    await insert(connection, "ml_training.data_queue", model_type="nlu", raw_data={"a": 1}, user_id=user_id)
    await connection.execute("DELETE FROM chatbot.users WHERE id = $1", user_id)
    assert await queue(connection) == []


async def test_good_rows_of_any_day_become_ready(connection: Connection) -> None:
    for model_type, quality, days in [
        ("nlu", 0.6, 0),
        ("nlu", 0.601, 0),
        ("nlu", 0.9, 40),
        ("rag", 0.5, 0),
        ("rag", 0.51, 3),
        ("recommendation", 0.5, 0),
        ("recommendation", 0.7, 0),
        ("recommendation", 0.8, 2),
        ("nlu", None, 0),
    ]:
        await insert(
            connection,
            "ml_training.data_queue",
            model_type=model_type,
            raw_data={"a": 1},
            quality_score=quality,
            created_at=datetime.now(UTC) - timedelta(days=days),
        )
    assert await training.prepare(connection) == [
        training.Prepared("nlu", 2, 0.751),  # (0.601 + 0.9) / 2 = 0.7505
        training.Prepared("rag", 1, 0.51),
        training.Prepared("recommendation", 2, 0.75),
    ]
    assert Counter(row["status"] for row in await queue(connection)) == {"ready": 5, "pending": 4}
    assert all((row["processed_at"] is not None) == (row["status"] == "ready") for row in await queue(connection))
    assert await training.prepare(connection) == []


@pytest.mark.parametrize(
    ("model_type", "least", "split"),
    [
        ("nlu", 100, {"train": 70, "validation": 20, "test": 10}),
        ("recommendation", 500, {"train": 350, "validation": 100, "test": 50}),
        ("rag", 50, {"train": 35, "validation": 10, "test": 5}),
    ],
)
async def test_a_job_needs_enough_rows_and_shares_them_out(
    connection: Connection, model_type: str, least: int, split: dict[str, int]
) -> None:
    await rows.queued(connection, least - 1, model_type)
    await rows.queued(connection, 3, model_type, "pending")
    savepoint = connection.transaction()
    await savepoint.start()
    with pytest.raises(
        asyncpg.ObjectNotInPrerequisiteStateError, match=f"{least - 1} rows are ready, {least} are need"
    ):
        await training.create_job(connection, model_type, {"epochs": 3}, "manual")
    await savepoint.rollback()
    await rows.queued(connection, 1, model_type)
    job_id = await training.create_job(connection, model_type, {"epochs": 3}, "manual")
    taken = await training.rows_of_job(connection, job_id)
    assert Counter(row.split for row in taken) == split
    job = await connection.fetchrow("SELECT * FROM ml_training.training_jobs WHERE id = $1", job_id)
    assert job is not None
    assert (job["data_count"], job["train_count"], job["validation_count"], job["test_count"]) == (
        least,
        *split.values(),
    )
    assert (job["status"], job["triggered_by"], job["training_config"]) == ("scheduled", "manual", {"epochs": 3})
    assert job["job_name"].startswith(f"{model_type}_training_20")
    assert Counter(row["status"] for row in await queue(connection)) == {"training": least, "pending": 3}


async def test_what_does_not_divide_trains(connection: Connection) -> None:
    await rows.queued(connection, 109)
    job_id = await training.create_job(connection, "nlu", {}, "manual")
    split = Counter(row.split for row in await training.rows_of_job(connection, job_id))
    assert split == {"train": 78, "validation": 21, "test": 10}


async def test_the_most_urgent_are_taken_first_up_to_the_most_wanted(connection: Connection) -> None:
    await rows.queued(connection, 150)
    await connection.execute("UPDATE ml_training.data_queue SET priority = 9 WHERE raw_data ->> 'n' = '150'")
    job_id = await training.create_job(connection, "nlu", {"max_samples": 100}, "manual")
    taken = {row.raw_data["n"] for row in await training.rows_of_job(connection, job_id)}
    assert taken == {150, *range(1, 100)}


async def test_an_unknown_model_type_is_refused(connection: Connection) -> None:
    with pytest.raises(asyncpg.InvalidParameterValueError, match="no model type llm"):
        await training.create_job(connection, "llm", {}, "manual")


async def test_two_callers_at_once_get_different_rows(database: Database) -> None:
    async with database.acquire() as connection:
        await rows.queued(connection, 250)
    first_took, both_took = asyncio.Event(), asyncio.Event()

    async def first() -> int:
        async with database.transaction() as connection:
            job = await training.create_job(connection, "nlu", {"max_samples": 120}, "manual")
            first_took.set()
            await asyncio.wait_for(both_took.wait(), 10)
        return job

    async def second() -> int:
        await asyncio.wait_for(first_took.wait(), 10)
        async with database.transaction() as connection:
            job = await training.create_job(connection, "nlu", {"max_samples": 120}, "manual")
            both_took.set()
        return job

    one, two = await asyncio.gather(first(), second())
    async with database.acquire() as connection:
        mine, others = [{row.id for row in await training.rows_of_job(connection, job)} for job in (one, two)]
        left = await connection.fetchval("SELECT count(*) FROM ml_training.data_queue WHERE status = 'ready'")
    assert (len(mine), len(others), len(mine & others), left) == (120, 120, 0, 10)


async def test_a_job_that_is_done_marks_its_rows(connection: Connection) -> None:
    await rows.queued(connection, 100)
    job_id = await training.create_job(connection, "nlu", {}, "manual")
    assert not await training.complete_job(connection, job_id, {"f1": 0.9}, "models/nlu")
    assert await training.start_job(connection, job_id)
    assert not await training.start_job(connection, job_id)
    assert await training.complete_job(connection, job_id, {"f1": 0.9}, "models/nlu")
    assert not await training.fail_job(connection, job_id, "too late")
    assert {(row["status"], row["trained_at"] is None) for row in await queue(connection)} == {("completed", False)}


async def test_a_job_that_failed_gives_its_rows_back(connection: Connection) -> None:
    await rows.queued(connection, 100)
    job_id = await training.create_job(connection, "nlu", {}, "manual")
    assert await training.fail_job(connection, job_id, "disk full")
    assert {(row["status"], row["retry_count"]) for row in await queue(connection)} == {("ready", 1)}
    assert await training.create_job(connection, "nlu", {}, "manual") != job_id


async def test_the_time_a_job_took_is_in_seconds(connection: Connection) -> None:
    await rows.queued(connection, 100)
    job_id = await training.create_job(connection, "nlu", {}, "manual")
    seconds = await connection.fetchval(
        """
        UPDATE ml_training.training_jobs SET status = 'cancelled', start_time = $2, end_time = $3 WHERE id = $1
        RETURNING duration_seconds
        """,
        job_id,
        AT,
        AT + timedelta(minutes=2, seconds=5),
    )
    assert seconds == 125


async def test_only_becoming_ready_sets_the_time_of_it(connection: Connection) -> None:
    row_id = await insert(connection, "ml_training.data_queue", model_type="nlu", raw_data=["a"])
    change = "UPDATE ml_training.data_queue SET status = $2 WHERE id = $1 RETURNING processed_at"
    assert await connection.fetchval(change, row_id, "processing") is None
    assert await connection.fetchval(change, row_id, "ready") == await connection.fetchval("SELECT now()")


async def test_index_of_two_json_columns_is_used(connection: Connection) -> None:
    user_id = await rows.person(connection)
    await connection.execute(
        """
        INSERT INTO ml_training.recommendation_feedback (
            user_id, session_id, recommended_shops, user_action, action_timestamp, context_features, user_features)
        SELECT $1, gen_random_uuid(), '[]', 'viewed', now(),
               jsonb_build_object('time_of_day', n % 500), jsonb_build_object('avg_budget', n)
        FROM generate_series(1, 5000) AS n
        """,
        user_id,
    )
    await connection.execute("SELECT gin_clean_pending_list('ml_training.idx_recommendation_feedback_features')")
    await connection.execute("ANALYZE ml_training.recommendation_feedback")
    for wanted in ("context_features @> '{\"time_of_day\": 7}'", "user_features @> '{\"avg_budget\": 7}'"):
        plan = await connection.fetchval(
            f"EXPLAIN (FORMAT JSON) SELECT * FROM ml_training.recommendation_feedback WHERE {wanted}"
        )
        assert "idx_recommendation_feedback_features" in json.dumps(plan)
