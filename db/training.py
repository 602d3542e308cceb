"""`ml_training`: what waits to be learned from, trainings, and which models answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from db.pool import Connection


@dataclass(frozen=True, slots=True)
class Prepared:
    """How many rows of a model type became ready, and how good they are on average (0 to 1)."""

    model_type: str
    data_count: int
    avg_quality: float


@dataclass(frozen=True, slots=True)
class QueuedRow:
    """One row of a training job; `split` is train, validation or test."""

    id: int
    raw_data: Any
    split: str


@dataclass(frozen=True, slots=True)
class Label:
    """What a message truly means. `source`: corrected, verified, manual, auto or weak; texts are masked."""

    turn_id: UUID
    input_text: str
    intent: str
    entities: Mapping[str, Any]
    source: str
    labeler: str
    text_quality: float
    confidence: float


@dataclass(frozen=True, slots=True)
class ActiveModel:
    """A version that answers `traffic` per cent of the requests; `group` None outside an A/B test."""

    id: int
    model_type: str
    version: str
    model_path: str
    group: str | None
    traffic: float


@dataclass(frozen=True, slots=True)
class Measurement:
    """How a version did in the `window_minutes` up to `measured_at`; times in milliseconds."""

    model_type: str
    model_version_id: int
    measured_at: datetime
    window_minutes: int
    requests: int
    successes: int
    errors: int
    mean_ms: float
    p50_ms: int
    p95_ms: int
    p99_ms: int
    specific: Mapping[str, Any]


async def prepare(connection: Connection) -> list[Prepared]:
    """Make the pending rows that are good enough ready, whatever their age."""
    rows = await connection.fetch(
        "SELECT model_type, data_count, avg_quality::float8 FROM ml_training.prepare_daily_training_data()"
    )
    return [Prepared(**row) for row in rows]


async def create_job(connection: Connection, model_type: str, config: Mapping[str, Any], triggered_by: str) -> int:
    """Make a job of the rows that are ready; its id.

    Raises:
        asyncpg.ObjectNotInPrerequisiteStateError: too few are ready.
        asyncpg.InvalidParameterValueError: there is no such model type.
    """
    job: int = await connection.fetchval(
        "SELECT ml_training.create_training_job($1, $2, $3)", model_type, dict(config), triggered_by
    )
    return job


async def rows_of_job(connection: Connection, job_id: int) -> list[QueuedRow]:
    """What a job trains on, by id."""
    rows = await connection.fetch(
        "SELECT id, raw_data, data_split AS split FROM ml_training.data_queue WHERE training_job_id = $1 ORDER BY id",
        job_id,
    )
    return [QueuedRow(**row) for row in rows]


async def start_job(connection: Connection, job_id: int) -> bool:
    """Take a scheduled job in hand; False where it is not scheduled any more."""
    started: int | None = await connection.fetchval(
        """
        UPDATE ml_training.training_jobs SET status = 'training', start_time = now()
        WHERE id = $1 AND status IN ('scheduled', 'queued') RETURNING id
        """,
        job_id,
    )
    return started is not None


async def complete_job(connection: Connection, job_id: int, metrics: Mapping[str, Any], model_path: str) -> bool:
    """End a running job well, with its rows; False where it does not run. One transaction of the caller's."""
    ended: int | None = await connection.fetchval(
        """
        UPDATE ml_training.training_jobs
        SET status = 'completed', end_time = now(), metrics = $2, model_path = $3
        WHERE id = $1 AND status IN ('training', 'evaluating') RETURNING id
        """,
        job_id,
        dict(metrics),
        model_path,
    )
    if ended is not None:
        await connection.execute(
            "UPDATE ml_training.data_queue SET status = 'completed', trained_at = now() WHERE training_job_id = $1",
            job_id,
        )
    return ended is not None


async def fail_job(connection: Connection, job_id: int, reason: str) -> bool:
    """End a job that came to nothing and give its rows back to be taken again; False where it is over already."""
    ended: int | None = await connection.fetchval(
        """
        UPDATE ml_training.training_jobs SET status = 'failed', end_time = now(), error_message = $2
        WHERE id = $1 AND status NOT IN ('completed', 'failed', 'cancelled') RETURNING id
        """,
        job_id,
        reason,
    )
    if ended is not None:
        await connection.execute(
            """
            UPDATE ml_training.data_queue
            SET status = 'ready', training_job_id = NULL, data_split = NULL, retry_count = retry_count + 1
            WHERE training_job_id = $1
            """,
            job_id,
        )
    return ended is not None


async def label(connection: Connection, given: Label) -> bool:
    """Keep a label of a turn, unless the one it has is trusted more; whether it was kept."""
    kept: int | None = await connection.fetchval(
        """
        INSERT INTO ml_training.nlu_training_data AS held (
            turn_id, input_text, true_intent, true_entities, label_source, labeler_id, text_quality_score,
            label_confidence)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (turn_id) WHERE NOT is_augmented DO UPDATE
        SET true_intent = excluded.true_intent, true_entities = excluded.true_entities,
            label_source = excluded.label_source, labeler_id = excluded.labeler_id,
            label_confidence = excluded.label_confidence, is_used_for_training = FALSE
        WHERE array_position($9::text[], excluded.label_source::text)
              <= coalesce(array_position($9::text[], held.label_source::text), 99)
        RETURNING id
        """,
        given.turn_id,
        given.input_text,
        given.intent,
        dict(given.entities),
        given.source,
        given.labeler,
        round(given.text_quality, 3),
        round(given.confidence, 3),
        ["corrected", "verified", "manual", "auto", "weak"],
    )
    return kept is not None


async def active_models(connection: Connection) -> list[ActiveModel]:
    """The versions that answer now, by type and group."""
    rows = await connection.fetch(
        """
        SELECT id, model_type, version, model_path, ab_test_group AS "group", traffic_percentage::float8 AS traffic
        FROM ml_training.model_versions WHERE is_active ORDER BY model_type, ab_test_group NULLS FIRST
        """
    )
    return [ActiveModel(**row) for row in rows]


async def activate(connection: Connection, version_ids: Sequence[int], traffic: Sequence[float]) -> None:
    """Let these versions of one model type, each in its own group, answer and all others of the type rest.

    `traffic` is each one's share in per cent; the sum is checked when the transaction commits.

    Raises:
        asyncpg.CheckViolationError: at commit, the shares do not make 100.
    """
    await connection.execute(
        """
        UPDATE ml_training.model_versions
        SET is_active = FALSE, traffic_percentage = 0, deployment_status = 'deprecated', retired_at = now()
        WHERE is_active AND id <> ALL ($1::int[])
          AND model_type IN (SELECT model_type FROM ml_training.model_versions WHERE id = ANY ($1::int[]))
        """,
        list(version_ids),
    )
    await connection.execute(
        """
        UPDATE ml_training.model_versions v
        SET is_active = TRUE, traffic_percentage = chosen.traffic, deployment_status = 'production'
        FROM unnest($1::int[], $2::numeric[]) AS chosen (id, traffic)
        WHERE v.id = chosen.id
        """,
        list(version_ids),
        list(traffic),
    )


async def measure(connection: Connection, done: Measurement) -> None:
    """Note how a version did."""
    await connection.execute(
        """
        INSERT INTO ml_training.performance_metrics (
            model_type, model_version_id, measured_at, measurement_window_minutes, request_count, success_count,
            error_count, avg_response_time_ms, p50_response_time_ms, p95_response_time_ms, p99_response_time_ms,
            model_specific_metrics)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """,
        done.model_type,
        done.model_version_id,
        done.measured_at,
        done.window_minutes,
        done.requests,
        done.successes,
        done.errors,
        round(done.mean_ms, 2),
        done.p50_ms,
        done.p95_ms,
        done.p99_ms,
        dict(done.specific),
    )
