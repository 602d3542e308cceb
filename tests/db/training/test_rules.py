"""Every rule of the learning and statistics tables: a row that it takes beside one that it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import psycopg
import pytest

from db.pool import Connection
from tests.db.training import rows
from tests.db.training.rows import insert

AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
DAY = date(2026, 11, 23)
SESSION = UUID(int=7)

# One person, shop, region, coupon, job and queue row stand in every test, each with the id 1.
BASE: dict[str, dict[str, Any]] = {
    "ml_training.training_jobs": {
        "job_name": "nightly",
        "model_type": "nlu",
        "training_config": {"epochs": 1},
        "data_count": 100,
        "train_count": 70,
        "validation_count": 20,
        "test_count": 10,
    },
    "ml_training.data_queue": {"model_type": "nlu", "raw_data": {"input_text": "배고파"}},
    "ml_training.model_versions": {
        "model_type": "nlu",
        "version": "1.0.0",
        "performance_metrics": {},
        "model_path": "models/nlu",
    },
    "ml_training.performance_metrics": {
        "model_type": "nlu",
        "measured_at": AT,
        "request_count": 10,
        "success_count": 9,
    },
    "ml_training.nlu_training_data": {"input_text": "배고파", "true_intent": "FOOD_REQUEST"},
    "ml_training.rag_embeddings_queue": {"document_id": "shop_1", "document_type": "shop", "content": "김밥천국"},
    "ml_training.recommendation_feedback": {
        "user_id": 1,
        "session_id": SESSION,
        "recommended_shops": [],
        "user_action": "viewed",
        "action_timestamp": AT,
        "context_features": {},
        "user_features": {},
    },
    "ml_features.user_features": {
        "user_id": 1,
        "category_preferences": {},
        "meal_time_patterns": {},
        "request_count": 2,
        "selection_count": 1,
        "window_end": DAY,
    },
    "ml_features.shop_features": {
        "shop_id": 1,
        "popularity_score": 0.5,
        "shown_count": 2,
        "selected_count": 1,
        "review_count": 0,
        "window_end": DAY,
    },
    "ml_features.shop_cochoice": {
        "shop_id": 1,
        "other_shop_id": 5,
        "likeness": 0.5,
        "people": 3,
        "window_end": DAY,
    },
    "analytics.daily_turns": {
        "day": DAY,
        "platform": "line",
        "turn_count": 3,
        "session_count": 2,
        "person_count": 1,
        "anonymous_turn_count": 1,
    },
    "analytics.daily_intents": {"day": DAY, "intent": "UNKNOWN", "turn_count": 2, "low_confidence_count": 1},
    "analytics.daily_coupons": {
        "day": DAY,
        "coupon_id": "C1",
        "issued_count": 1,
        "used_count": 0,
        "expired_count": 0,
        "discount_total": 0,
    },
    "analytics.daily_aid": {
        "day": DAY,
        "region_id": None,
        "person_count": 1,
        "given_count": 1,
        "used_count": 0,
        "used_total": 0,
    },
    "analytics.daily_recommendations": {
        "day": DAY,
        "recommendation_method": "HYBRID",
        "recommendation_count": 2,
        "empty_count": 0,
        "selected_count": 1,
        "rated_count": 0,
    },
    "analytics.monthly_segments": {"month": date(2026, 11, 1), "segment": "new", "person_count": 3},
    "chatbot.conversations_archive": {"month": date(2026, 10, 1), "chunk": 1, "turn_count": 1, "turns": [{}]},
}

VECTOR = "[1,2,3]"
EMBEDDED = {"embedding_vector": VECTOR, "embedding_dimension": 3, "embedding_model": "static"}


@dataclass(frozen=True)
class Rule:
    """The constraint `name` takes the base row with `taken`, and refuses it with `refused`."""

    table: str
    name: str
    taken: dict[str, Any]
    refused: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.name}:{'+'.join(self.refused)}"


def rules(table: str, *cases: tuple[str, dict[str, Any], dict[str, Any]]) -> Iterator[Rule]:
    return (Rule(table, *case) for case in cases)


RULES = [
    *rules(
        "ml_training.training_jobs",
        ("training_jobs_model_type_check", {"model_type": "rag"}, {"model_type": "llm"}),
        ("training_jobs_data_counts", {"data_count": 100}, {"data_count": 99}),
        ("training_jobs_data_counts", {"test_count": 0}, {"test_count": -1}),
        ("training_jobs_status_check", {"status": "queued"}, {"status": "waiting"}),
        *(
            ("training_jobs_running_has_started", {"status": status, "start_time": AT}, {"status": status})
            for status in ("preparing", "training", "evaluating")
        ),
        (
            "training_jobs_running_has_started",
            {"status": "completed", "start_time": AT, "end_time": LATER, "metrics": {}},
            {"status": "completed", "end_time": LATER, "metrics": {}},
        ),
        ("training_jobs_over_has_ended", {"status": "cancelled", "end_time": AT}, {"status": "cancelled"}),
        (
            "training_jobs_over_has_ended",
            {"status": "training", "start_time": AT},
            {"status": "training", "start_time": AT, "end_time": LATER},
        ),
        (
            "training_jobs_completed_has_metrics",
            {"status": "completed", "start_time": AT, "end_time": LATER, "metrics": {"accuracy": 0.9}},
            {"status": "completed", "start_time": AT, "end_time": LATER},
        ),
        (
            "training_jobs_failed_has_reason",
            {"status": "failed", "end_time": AT, "error_message": "disk full"},
            {"status": "failed", "end_time": AT},
        ),
        (
            "training_jobs_period_check",
            {"status": "cancelled", "start_time": AT, "end_time": AT},
            {"status": "cancelled", "start_time": LATER, "end_time": AT},
        ),
        ("training_jobs_improvement_check", {"improvement_rate": -1}, {"improvement_rate": 1.5}),
        ("training_jobs_size_check", {"model_size_mb": 0}, {"model_size_mb": -1}),
        ("training_jobs_triggered_by_check", {"triggered_by": "threshold"}, {"triggered_by": "whim"}),
    ),
    *rules(
        "ml_training.data_queue",
        ("data_queue_model_type_check", {"model_type": "recommendation"}, {"model_type": "llm"}),
        ("data_queue_raw_data_not_empty", {"raw_data": {"a": 1}}, {"raw_data": {}}),
        ("data_queue_raw_data_not_empty", {"raw_data": [1]}, {"raw_data": []}),
        ("data_queue_raw_data_not_empty", {"raw_data": ["a"]}, {"raw_data": "a"}),
        ("data_queue_quality_check", {"quality_score": 1}, {"quality_score": 1.1}),
        ("data_queue_status_check", {"status": "processing"}, {"status": "waiting"}),
        (
            "data_queue_training_has_job",
            {"status": "training", "training_job_id": 1, "data_split": "train", "processed_at": AT},
            {"status": "training", "processed_at": AT},
        ),
        ("data_queue_training_has_job", {"status": "ready"}, {"training_job_id": 1, "data_split": "train"}),
        (
            "data_queue_prepared_when_ready",
            {"status": "training", "training_job_id": 1, "data_split": "test", "processed_at": AT},
            {"status": "training", "training_job_id": 1, "data_split": "test"},
        ),
        (
            "data_queue_completed_is_trained",
            {
                "status": "completed",
                "training_job_id": 1,
                "data_split": "validation",
                "processed_at": AT,
                "trained_at": LATER,
            },
            {"status": "completed", "training_job_id": 1, "data_split": "validation", "processed_at": AT},
        ),
        ("data_queue_completed_is_trained", {"trained_at": None}, {"trained_at": AT}),
        ("data_queue_error_has_message", {"status": "error", "error_message": "no text"}, {"status": "error"}),
        ("data_queue_rejected_has_errors", {"status": "rejected", "validation_errors": {}}, {"status": "rejected"}),
        (
            "data_queue_split_check",
            {"status": "training", "training_job_id": 1, "data_split": "train", "processed_at": AT},
            {"status": "training", "training_job_id": 1, "data_split": "other", "processed_at": AT},
        ),
        ("data_queue_split_with_job", {"data_split": None}, {"data_split": "train"}),
        ("data_queue_retry_check", {"retry_count": 3}, {"retry_count": -1}),
        ("data_queue_priority_check", {"priority": 100}, {"priority": 101}),
        ("data_queue_user_id_fkey", {"user_id": 1}, {"user_id": 2}),
        (
            "data_queue_training_job_id_fkey",
            {"status": "training", "training_job_id": 1, "data_split": "train", "processed_at": AT},
            {"status": "training", "training_job_id": 2, "data_split": "train", "processed_at": AT},
        ),
        (
            "data_queue_source_once",
            {"source_table": "conversations", "source_id": 6},
            {"source_table": "conversations", "source_id": 5},
        ),
    ),
    *rules(
        "ml_training.model_versions",
        ("model_versions_model_type_check", {"model_type": "rag"}, {"model_type": "llm"}),
        ("model_versions_unique_version", {"version": "0.9.1"}, {"version": "0.9.0"}),
        ("model_versions_deployment_check", {"deployment_status": "staging"}, {"deployment_status": "live"}),
        ("model_versions_traffic_check", {"traffic_percentage": 100}, {"traffic_percentage": 100.5}),
        ("model_versions_checksum_check", {"checksum": "0a" * 32}, {"checksum": "0A" * 32}),
        ("model_versions_size_check", {"model_size_mb": 1}, {"model_size_mb": -1}),
        (
            "model_versions_retired_after_deployed",
            {"deployed_at": AT, "retired_at": LATER},
            {"deployed_at": LATER, "retired_at": AT},
        ),
        ("model_versions_training_job_id_fkey", {"training_job_id": 1}, {"training_job_id": 2}),
    ),
    *rules(
        "ml_training.performance_metrics",
        ("performance_metrics_model_type_check", {"model_type": "rag"}, {"model_type": "llm"}),
        ("performance_metrics_window_check", {"measurement_window_minutes": 1}, {"measurement_window_minutes": 0}),
        ("performance_metrics_counts", {"success_count": 10}, {"success_count": 11}),
        ("performance_metrics_counts", {"error_count": 10}, {"error_count": 11}),
        ("performance_metrics_counts", {"success_count": 0}, {"success_count": -1}),
        ("performance_metrics_times_check", {"min_response_time_ms": 0}, {"min_response_time_ms": -1}),
        (
            "performance_metrics_times_check",
            {"min_response_time_ms": 5, "max_response_time_ms": 5},
            {"min_response_time_ms": 5, "max_response_time_ms": 4},
        ),
        (
            "performance_metrics_times_check",
            {"p50_response_time_ms": 5, "p95_response_time_ms": 5, "p99_response_time_ms": 5},
            {"p50_response_time_ms": 5, "p95_response_time_ms": 6, "p99_response_time_ms": 5},
        ),
        ("performance_metrics_usage_check", {"cpu_usage_percent": 100}, {"cpu_usage_percent": 101}),
        ("performance_metrics_usage_check", {"gpu_usage_percent": 0}, {"gpu_usage_percent": -1}),
        ("performance_metrics_usage_check", {"memory_usage_mb": 0}, {"memory_usage_mb": -1}),
        ("performance_metrics_satisfaction_check", {"user_satisfaction_score": 5}, {"user_satisfaction_score": 5.1}),
        ("performance_metrics_model_version_id_fkey", {"model_version_id": 1}, {"model_version_id": 2}),
    ),
    *rules(
        "ml_training.nlu_training_data",
        ("nlu_training_data_intent_check", {"true_intent": "BALANCE_CHARGE"}, {"true_intent": "FOOD"}),
        ("nlu_training_data_source_check", {"label_source": "weak"}, {"label_source": "guess"}),
        ("nlu_training_data_scores_check", {"label_confidence": 1}, {"label_confidence": 1.1}),
        ("nlu_training_data_scores_check", {"text_quality_score": 0}, {"text_quality_score": -0.1}),
        ("nlu_training_data_scores_check", {"prediction_confidence": 0}, {"prediction_confidence": 1.001}),
        (
            "nlu_training_data_augmented_check",
            {"is_augmented": True, "augmentation_method": "noise", "original_data_id": 1},
            {"is_augmented": True, "augmentation_method": "noise"},
        ),
        ("nlu_training_data_augmented_check", {}, {"augmentation_method": "noise"}),
        (
            "nlu_training_data_original_data_id_fkey",
            {"is_augmented": True, "augmentation_method": "noise", "original_data_id": 1},
            {"is_augmented": True, "augmentation_method": "noise", "original_data_id": 99},
        ),
        ("nlu_training_data_data_queue_id_fkey", {"data_queue_id": 1}, {"data_queue_id": 2}),
        ("nlu_training_data_one_label_a_turn", {"turn_id": UUID(int=2)}, {"turn_id": UUID(int=1)}),
    ),
    *rules(
        "ml_training.rag_embeddings_queue",
        ("rag_embeddings_document_type_check", {"document_type": "faq"}, {"document_type": "poem"}),
        ("rag_embeddings_vector_dimension", EMBEDDED, EMBEDDED | {"embedding_dimension": 4}),
        ("rag_embeddings_vector_dimension", EMBEDDED, EMBEDDED | {"embedding_dimension": None}),
        ("rag_embeddings_vector_dimension", {}, {"embedding_dimension": 3}),
        ("rag_embeddings_vector_names_model", EMBEDDED, EMBEDDED | {"embedding_model": None}),
        *(
            ("rag_embeddings_counts_check", {column: 0}, {column: -1})
            for column in ("search_count", "click_count", "positive_feedback", "negative_feedback")
        ),
        ("rag_embeddings_relevance_check", {"relevance_score": 1}, {"relevance_score": 1.1}),
        ("rag_embeddings_status_check", {"status": "inactive"}, {"status": "gone"}),
        ("rag_embeddings_active_has_vector", EMBEDDED | {"status": "active"}, {"status": "active"}),
        (
            "rag_embeddings_reason_check",
            {"needs_reembedding": True, "reembedding_reason": "menu changed"},
            {"needs_reembedding": True},
        ),
        ("idx_rag_embeddings_document", {"document_id": "shop_2"}, {"document_id": "shop_0"}),
    ),
    *rules(
        "ml_training.recommendation_feedback",
        ("recommendation_feedback_action_check", {"user_action": "ignored"}, {"user_action": "liked"}),
        (
            "recommendation_feedback_action_consistency",
            {"user_action": "selected", "selected_shop_id": 1},
            {"user_action": "selected"},
        ),
        ("recommendation_feedback_action_consistency", {"user_action": "clicked"}, {"selected_shop_id": 1}),
        ("recommendation_feedback_shops_are_listed", {"recommended_shops": [{}]}, {"recommended_shops": {}}),
        ("recommendation_feedback_time_check", {"time_to_action_ms": 0}, {"time_to_action_ms": -1}),
        ("recommendation_feedback_rating_check", {"explicit_rating": 5}, {"explicit_rating": 6}),
        ("recommendation_feedback_scores_check", {"implicit_satisfaction": 1}, {"implicit_satisfaction": 1.1}),
        ("recommendation_feedback_scores_check", {"learning_value": 0}, {"learning_value": -0.1}),
        ("recommendation_feedback_user_id_fkey", {"user_id": 1}, {"user_id": 2}),
        (
            "recommendation_feedback_selected_shop_id_fkey",
            {"user_action": "selected", "selected_shop_id": 1},
            {"user_action": "selected", "selected_shop_id": 2},
        ),
        (
            "recommendation_feedback_recommendation_log_id_fkey",
            {"recommendation_log_id": 1},
            {"recommendation_log_id": 2},
        ),
    ),
    *rules(
        "ml_features.user_features",
        ("user_features_budget_check", {"avg_budget": 0}, {"avg_budget": -1}),
        ("user_features_counts_check", {"selection_count": 2}, {"selection_count": 3}),
        ("user_features_user_id_fkey", {"user_id": 1}, {"user_id": 2}),
    ),
    *rules(
        "ml_features.shop_features",
        ("shop_features_counts_check", {"selected_count": 2}, {"selected_count": 3}),
        ("shop_features_ranking_check", {"mean_ranking": 1}, {"mean_ranking": 0.5}),
        ("shop_features_price_check", {"median_price": 0}, {"median_price": -1}),
        ("shop_features_rating_check", {"mean_rating": 5}, {"mean_rating": 0.5}),
        ("shop_features_shop_id_fkey", {"shop_id": 1}, {"shop_id": 2}),
    ),
    *rules(
        "ml_features.shop_cochoice",
        ("shop_cochoice_two_shops", {}, {"other_shop_id": 1}),
        ("shop_cochoice_likeness_check", {"likeness": 1}, {"likeness": 0}),
        ("shop_cochoice_people_check", {"people": 3}, {"people": 2}),
        ("shop_cochoice_shop_id_fkey", {}, {"shop_id": 3}),
        ("shop_cochoice_other_shop_id_fkey", {}, {"other_shop_id": 3}),
    ),
    *rules(
        "analytics.daily_turns",
        ("daily_turns_counts_check", {"session_count": 3}, {"session_count": 4}),
        ("daily_turns_counts_check", {"anonymous_turn_count": 3}, {"anonymous_turn_count": 4}),
        ("daily_turns_pkey", {"platform": "kakao"}, {"platform": "web"}),
    ),
    *rules(
        "analytics.daily_intents",
        ("daily_intents_count_check", {"turn_count": 1}, {"turn_count": 0, "low_confidence_count": 0}),
        ("daily_intents_low_check", {"low_confidence_count": 2}, {"low_confidence_count": 3}),
        ("daily_intents_pkey", {"intent": "BALANCE_CHECK"}, {"intent": "TIME_INQUIRY"}),
    ),
    *rules(
        "analytics.daily_coupons",
        ("daily_coupons_counts_check", {"used_count": 1}, {"used_count": -1}),
        ("daily_coupons_coupon_id_fkey", {"coupon_id": "C1"}, {"coupon_id": "C9"}),
        ("daily_coupons_pkey", {"day": date(2026, 11, 22)}, {"day": date(2026, 11, 1)}),
    ),
    *rules(
        "analytics.daily_aid",
        ("daily_aid_counts_check", {"given_count": 1}, {"given_count": 0}),
        ("daily_aid_region_id_fkey", {"region_id": 1}, {"region_id": 2}),
        ("daily_aid_unique", {"day": date(2026, 11, 22)}, {"day": date(2026, 11, 1)}),
    ),
    *rules(
        "analytics.daily_recommendations",
        (
            "daily_recommendations_count_check",
            {"recommendation_count": 1},
            {"recommendation_count": 0, "selected_count": 0},
        ),
        ("daily_recommendations_parts_check", {"empty_count": 2}, {"empty_count": 3}),
        ("daily_recommendations_pkey", {"recommendation_method": "RAG"}, {"recommendation_method": "FALLBACK"}),
    ),
    *rules(
        "analytics.monthly_segments",
        ("monthly_segments_month_check", {"month": date(2026, 12, 1)}, {"month": date(2026, 12, 2)}),
        ("monthly_segments_segment_check", {"segment": "loyal"}, {"segment": "lost"}),
        ("monthly_segments_count_check", {"person_count": 1}, {"person_count": 0}),
        ("monthly_segments_pkey", {}, {"segment": "gone"}),
    ),
    *rules(
        "chatbot.conversations_archive",
        ("conversations_archive_chunk_check", {"chunk": 2}, {"chunk": 0}),
        ("conversations_archive_first_of_month", {"chunk": 3}, {"month": date(2026, 10, 2)}),
        ("conversations_archive_turns_counted", {"turn_count": 2, "turns": [{}, {}]}, {"turn_count": 2}),
        ("conversations_archive_turns_counted", {}, {"turn_count": 0, "turns": []}),
        ("conversations_archive_turns_counted", {}, {"turns": {}}),
        ("conversations_archive_pkey", {"chunk": 2}, {"month": date(2026, 9, 1)}),
    ),
]


@pytest.fixture
async def stands(connection: Connection) -> Connection:
    """The rows that keys lead to, and one row for each unique rule."""
    await connection.execute("INSERT INTO chatbot.users (id, platform, external_user_id) VALUES (1, 'test', 'child')")
    await connection.execute(
        "INSERT INTO chatbot.regions (id, region_name, contact_name, contact_phone) VALUES (1, '춘천시', '과', '033')"
    )
    await connection.execute(
        """
        INSERT INTO chatbot.shops (id, shop_name, category, address_name)
        VALUES (1, '김밥천국', '분식', '효자동 1'), (5, '만두나라', '분식', '효자동 2')
        """
    )
    await connection.execute(
        """
        INSERT INTO chatbot.coupons (id, coupon_name, description, coupon_type, free_item, usage_type, valid_until)
        VALUES ('C1', '음료', '음료 한 잔', 'FREEBIE', '음료', 'ALL', '2099-01-01')
        """
    )
    await rows.recommendation(connection, AT, id=1)
    standing: dict[str, dict[str, Any]] = {
        "ml_training.training_jobs": {"id": 1},
        "ml_training.data_queue": {"id": 1, "source_table": "conversations", "source_id": 5},
        "ml_training.model_versions": {"id": 1, "version": "0.9.0"},
        "ml_training.nlu_training_data": {"id": 1, "turn_id": UUID(int=1)},
        "ml_training.rag_embeddings_queue": {"document_id": "shop_0"},
        "analytics.daily_turns": {"platform": "web"},
        "analytics.daily_intents": {"intent": "TIME_INQUIRY"},
        "analytics.daily_coupons": {"day": date(2026, 11, 1)},
        "analytics.daily_aid": {"day": date(2026, 11, 1)},
        "analytics.daily_recommendations": {"recommendation_method": "FALLBACK"},
        "analytics.monthly_segments": {"segment": "gone"},
        "chatbot.conversations_archive": {"month": date(2026, 9, 1)},
    }
    for table, values in standing.items():
        await insert(connection, table, **(BASE[table] | values))
        if "id" in values:  # what a test writes comes after
            await connection.execute("SELECT setval(pg_get_serial_sequence($1, 'id'), 1000)", table)
    return connection


@pytest.mark.parametrize("rule", RULES, ids=str)
async def test_a_rule_takes_what_is_right_and_refuses_what_is_not(stands: Connection, rule: Rule) -> None:
    savepoint = stands.transaction()
    await savepoint.start()
    await insert(stands, rule.table, **(BASE[rule.table] | rule.taken))
    await savepoint.rollback()
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as caught:
        await insert(stands, rule.table, **(BASE[rule.table] | rule.refused))
    assert caught.value.constraint_name == rule.name


REQUIRED = [
    (table, column)
    for table, base in BASE.items()
    for column, value in base.items()
    if value is not None and column != "measured_at"  # that is now, if nothing is said
]


@pytest.mark.parametrize(("table", "column"), REQUIRED)
async def test_what_a_row_must_have_may_not_be_missing(stands: Connection, table: str, column: str) -> None:
    with pytest.raises(asyncpg.NotNullViolationError) as caught:
        await insert(stands, table, **{name: value for name, value in BASE[table].items() if name != column})
    assert caught.value.column_name == column


def test_no_rule_is_left_out(shared_url: str) -> None:
    with psycopg.connect(shared_url) as connection:
        found = connection.execute(
            """
            SELECT c.conname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
            WHERE c.contype IN ('c', 'u', 'f') AND NOT t.relispartition AND c.conparentid = 0
              AND (t.relnamespace::regnamespace::text IN ('ml_training', 'ml_features', 'analytics')
                   OR t.oid = 'chatbot.conversations_archive'::regclass)
            """
        ).fetchall()
    assert {name for (name,) in found} - {rule.name for rule in RULES} == set()
