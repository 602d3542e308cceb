"""Which versions answer, and how they do."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg
import pytest

from db import training
from db.pool import Connection, Database
from db.training import Label, Measurement
from tests.db.training import rows
from tests.db.training.rows import insert

AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


async def version(connection: Connection, number: str, group: str | None = None, model_type: str = "nlu") -> int:
    made: int = await insert(
        connection,
        "ml_training.model_versions",
        model_type=model_type,
        version=number,
        performance_metrics={},
        model_path=f"models/{number}",
        ab_test_group=group,
    )
    return made


async def settle(connection: Connection) -> None:
    """Check now what is checked at commit."""
    await connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
    await connection.execute("SET CONSTRAINTS ALL DEFERRED")


async def test_who_becomes_active_retires_the_one_before(connection: Connection) -> None:
    old, new = await version(connection, "1.0.0"), await version(connection, "1.1.0")
    await training.activate(connection, [old], [100])
    change = "UPDATE ml_training.model_versions SET is_active = TRUE, traffic_percentage = 100 WHERE id = $1"
    await connection.execute(change, new)
    await settle(connection)
    (active,) = await training.active_models(connection)
    assert (active.id, active.traffic, active.model_path) == (new, 100, "models/1.1.0")
    retired = await connection.fetchrow("SELECT * FROM ml_training.model_versions WHERE id = $1", old)
    assert retired is not None
    assert (retired["traffic_percentage"], retired["deployment_status"]) == (0, "deprecated")
    assert retired["retired_at"] is not None
    await training.activate(connection, [old], [100])  # rolled back in one step
    await settle(connection)
    assert [model.id for model in await training.active_models(connection)] == [old]


async def test_two_groups_share_the_traffic(connection: Connection) -> None:
    a, b = await version(connection, "1.0.0", "A"), await version(connection, "2.0.0", "B")
    await training.activate(connection, [a, b], [90, 10])
    await settle(connection)
    assert [(m.group, m.traffic) for m in await training.active_models(connection)] == [("A", 90), ("B", 10)]


@pytest.mark.parametrize("shares", [(60, 30), (60, 41), (0, 0), (99.99, 0)])
async def test_shares_that_do_not_make_a_hundred_are_refused_at_the_end(
    connection: Connection, shares: tuple[float, float]
) -> None:
    a, b = await version(connection, "1.0.0", "A"), await version(connection, "2.0.0", "B")
    await training.activate(connection, [a, b], shares)
    with pytest.raises(asyncpg.CheckViolationError) as caught:
        await settle(connection)
    assert caught.value.constraint_name == "model_versions_traffic_sums_to_100"


async def test_types_do_not_share_their_traffic_and_none_active_is_right(connection: Connection) -> None:
    nlu, rag = await version(connection, "1.0.0"), await version(connection, "1.0.0", model_type="rag")
    await training.activate(connection, [nlu], [100])
    await training.activate(connection, [rag], [100])
    await settle(connection)
    await connection.execute("UPDATE ml_training.model_versions SET is_active = FALSE WHERE id = $1", nlu)
    await connection.execute("DELETE FROM ml_training.model_versions WHERE id = $1", rag)
    await settle(connection)
    assert await training.active_models(connection) == []


async def test_taking_away_an_active_version_leaves_a_gap_that_is_refused(connection: Connection) -> None:
    a, b = await version(connection, "1.0.0", "A"), await version(connection, "2.0.0", "B")
    await training.activate(connection, [a, b], [50, 50])
    await settle(connection)
    await connection.execute("DELETE FROM ml_training.model_versions WHERE id = $1", b)
    with pytest.raises(asyncpg.CheckViolationError):
        await settle(connection)


@pytest.mark.parametrize("group", [None, "A"])
async def test_one_is_active_in_a_group_without_the_trigger_too(connection: Connection, group: str | None) -> None:
    await connection.execute(
        "ALTER TABLE ml_training.model_versions DISABLE TRIGGER ensure_single_active_model_trigger"
    )
    first, second = await version(connection, "1.0.0", group), await version(connection, "2.0.0", group)
    change = "UPDATE ml_training.model_versions SET is_active = TRUE WHERE id = $1"
    await connection.execute(change, first)
    with pytest.raises(asyncpg.UniqueViolationError) as caught:
        await connection.execute(change, second)
    assert caught.value.constraint_name == "model_versions_one_active"


async def test_changes_that_are_right_alone_and_wrong_together(database: Database) -> None:
    async with database.acquire() as connection:
        versions = [await version(connection, "1.0.0", "A"), await version(connection, "2.0.0", "B")]
    both = asyncio.Barrier(2)

    async def take_all(newcomer: int) -> None:
        async with database.transaction() as connection:
            await connection.execute(
                "UPDATE ml_training.model_versions SET is_active = TRUE, traffic_percentage = 100 WHERE id = $1",
                newcomer,
            )
            await both.wait()

    outcomes = await asyncio.gather(*map(take_all, versions), return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {type(None), asyncpg.CheckViolationError}


async def test_the_dashboard_shows_the_last_day(connection: Connection) -> None:
    now = datetime.now(UTC)
    model = await version(connection, "1.0.0")
    await version(connection, "1.1.0")  # nobody measured it
    await training.activate(connection, [model], [100])
    for hours, requests, successes in [(1, 200, 190), (23, 3, 1), (25, 100, 100)]:
        await training.measure(
            connection,
            Measurement(
                model_type="nlu",
                model_version_id=model,
                measured_at=now - timedelta(hours=hours),
                window_minutes=60,
                requests=requests,
                successes=successes,
                errors=requests - successes,
                mean_ms=12.345,
                p50_ms=10,
                p95_ms=20,
                p99_ms=30,
                specific={"intent_accuracy": 0.9},
            ),
        )
    shown = await connection.fetch("SELECT * FROM ml_training.v_model_performance_dashboard")
    assert [(row["request_count"], float(row["success_rate"])) for row in shown] == [(200, 0.95), (3, 0.3333)]
    assert {(row["version"], row["is_active"], row["traffic_percentage"]) for row in shown} == {("1.0.0", True, 100)}
    assert shown[0]["model_specific_metrics"] == {"intent_accuracy": 0.9}


async def test_measurements_lie_in_their_month_and_odd_ones_in_the_default(connection: Connection) -> None:
    odd = datetime(2040, 5, 31, 14, 59, tzinfo=UTC), datetime(2040, 5, 31, 15, 0, tzinfo=UTC)
    for at in odd:
        await insert(
            connection,
            "ml_training.performance_metrics",
            model_type="nlu",
            measured_at=at,
            request_count=0,
            success_count=0,
        )
    where = "SELECT tableoid::regclass::text, success_rate FROM ml_training.performance_metrics ORDER BY measured_at"
    default = "ml_training.performance_metrics_default"
    assert [tuple(row) for row in await connection.fetch(where)] == [(default, 0), (default, 0)]
    make = "SELECT ml_training.make_metric_partitions('2040-05-10', 1)"
    assert [await connection.fetchval(make) for _ in range(2)] == [2, 0]
    assert [row[0].rpartition("_m")[2] for row in await connection.fetch(where)] == ["etrics_2040_05", "etrics_2040_06"]


async def test_the_label_that_is_trusted_more_stays(connection: Connection) -> None:
    turn_id = uuid4()

    def given(source: str, intent: str) -> Label:
        return Label(turn_id, "배고파", intent, {}, source, "operator:1", 0.9, 0.8)

    kept = [
        await training.label(connection, given(source, intent))
        for source, intent in [
            ("auto", "UNKNOWN"),
            ("corrected", "FOOD_REQUEST"),
            ("verified", "GENERAL_CHAT"),
            ("weak", "UNKNOWN"),
            ("corrected", "EMERGENCY_FOOD"),
        ]
    ]
    assert kept == [True, True, False, False, True]
    labels = await connection.fetch("SELECT true_intent, label_source FROM ml_training.nlu_training_data")
    assert [tuple(row) for row in labels] == [("EMERGENCY_FOOD", "corrected")]


async def test_messages_ready_for_training(connection: Connection) -> None:
    for text, intent, quality, confidence, source, used in [
        ("first", "FOOD_REQUEST", 0.9, 0.9, "corrected", False),  # 0.81
        ("second", "FOOD_REQUEST", 0.7, 0.8, "manual", False),  # 0.56
        ("third", "BALANCE_CHECK", 0.61, 0.71, "verified", False),  # 0.4331
        ("poor text", "FOOD_REQUEST", 0.6, 0.9, "manual", False),
        ("unsure", "FOOD_REQUEST", 0.9, 0.7, "manual", False),
        ("nobody's", "FOOD_REQUEST", 0.9, 0.9, "auto", False),
        ("used", "FOOD_REQUEST", 0.9, 0.9, "manual", True),
    ]:
        await insert(
            connection,
            "ml_training.nlu_training_data",
            input_text=text,
            true_intent=intent,
            text_quality_score=quality,
            label_confidence=confidence,
            label_source=source,
            is_used_for_training=used,
        )
    shown = await connection.fetch(
        "SELECT input_text, overall_quality::float8, intent_count FROM ml_training.v_nlu_ready_for_training"
    )
    assert [tuple(row) for row in shown] == [("first", 0.81, 2), ("second", 0.56, 2), ("third", 0.4331, 1)]


async def test_feedback_worth_learning_from(connection: Connection) -> None:
    user_id, shop_id = await rows.person(connection), await rows.shop(connection)
    for minute, (action, value, outlier) in enumerate(
        [
            ("selected", 0.9, False),
            ("clicked", 0.8, False),
            ("viewed", 0.51, False),
            ("ignored", 0.5, False),
            ("clicked", 0.9, True),
            ("clicked", None, False),
        ]
    ):
        await insert(
            connection,
            "ml_training.recommendation_feedback",
            user_id=user_id,
            session_id=uuid4(),
            recommended_shops=[],
            user_action=action,
            selected_shop_id=shop_id if action == "selected" else None,
            action_timestamp=AT,
            context_features={},
            user_features={},
            learning_value=value,
            is_outlier=outlier,
            created_at=AT + timedelta(minutes=minute),
        )
    shown = await connection.fetch("SELECT user_action, reward::float8 FROM ml_training.v_recommendation_training_data")
    assert [tuple(row) for row in shown] == [("viewed", 0.0), ("clicked", 0.5), ("selected", 1.0)]


@pytest.mark.parametrize(("good", "bad", "quality"), [(0, 0, 0.5), (3, 1, 0.75), (0, 2, 0), (2, 1, 0.667)])
async def test_a_document_is_as_good_as_people_say(connection: Connection, good: int, bad: int, quality: float) -> None:
    await insert(
        connection,
        "ml_training.rag_embeddings_queue",
        document_id="shop_1",
        document_type="shop",
        content="김밥천국",
        positive_feedback=good,
        negative_feedback=bad,
    )
    assert await connection.fetchval("SELECT quality_score::float8 FROM ml_training.rag_embeddings_queue") == quality


async def test_the_nearest_vector_is_found(connection: Connection) -> None:
    for name, vector in [("shop_1", "[1,0,0]"), ("shop_2", "[0,1,0]"), ("shop_3", "[0.9,0.1,0]")]:
        await insert(
            connection,
            "ml_training.rag_embeddings_queue",
            document_id=name,
            document_type="shop",
            content=name,
            embedding_vector=vector,
            embedding_dimension=3,
            embedding_model="static",
            status="active",
        )
    found = await connection.fetch(
        "SELECT document_id FROM ml_training.rag_embeddings_queue ORDER BY embedding_vector <=> '[1,0.2,0]'::vector"
    )
    assert [row[0] for row in found] == ["shop_3", "shop_1", "shop_2"]
