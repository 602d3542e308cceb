"""The record of turns: conversations, recommendations, times and contexts, written by group commit.

A turn is durable when `TurnWriter.write` returns: turns that arrive while a commit runs share the next one, so
that one fsync serves many. A turn replayed within a day (a process died between commit and send) is one row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from db import safety_cases, shop_reports
from db.groups import Groups
from db.pool import Connection, Database
from db.safety_cases import NewCase
from db.shop_reports import ShopReport


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """One row of `conversations`; texts are masked, `user_id` None where nothing personal may be kept."""

    turn_id: UUID
    user_id: int | None
    session_id: UUID
    platform: str
    platform_message_id: str | None
    input_text: str
    response_text: str
    timestamp: datetime
    intent: str
    confidence: float
    entities: dict[str, Any]
    turn: int
    previous_intent: str | None
    strategy: str
    processing_ms: int
    nlu_ms: int
    rag_ms: int
    response_ms: int
    shop_ids: tuple[int, ...]
    selected_shop_id: int | None
    coupon_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecommendationRow:
    """One row of `recommendations_log`; `cell` None where no place may be kept, `ranking` where chance had no say."""

    recommendation_id: UUID
    turn_id: UUID
    user_id: int | None
    session_id: UUID
    timestamp: datetime
    intent: str
    entities: dict[str, Any]
    cell: int | None
    items: list[dict[str, Any]]
    method: str
    confidence: float
    candidates: int
    steps: dict[str, int]
    ranking: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ContextRow:
    """One row of `conversation_contexts`: the state of a running session as JSON."""

    session_id: UUID
    user_id: int
    context: dict[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class Selection:
    """A place chosen ("여기로 할래") of a recommendation, or a thumb (rating 1 or 5) on it."""

    recommendation_id: UUID
    shop_id: int
    at: datetime
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """Everything one turn leaves behind. `taken_back` are the turns whose cases were "only a joke"."""

    conversation: ConversationRow
    recommendation: RecommendationRow | None = None
    context: ContextRow | None = None
    selection: Selection | None = None
    report: ShopReport | None = None
    case: NewCase | None = None
    taken_back: tuple[UUID, ...] = ()
    error: str | None = None
    bottleneck: str | None = None


class TurnWriter:
    """Commits turns in groups; `stop` writes what is left."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._groups = Groups(self._commit)

    async def stop(self) -> None:
        """Commit what waits, then end."""
        await self._groups.stop()

    async def write(self, record: TurnRecord) -> None:
        """Return when `record` is committed; one that may wait for a shop's lock keeps no other turn waiting.

        Raises:
            DatabaseUnavailableError: it could not be committed; nothing of it was written.
        """
        if record.report is not None:
            await self._commit([record])
        else:
            await self._groups.put(record)

    async def _commit(self, records: Sequence[TurnRecord]) -> None:
        if any(map(_leads_further, records)):
            async with self._database.transaction() as connection:
                await write_turns(connection, records)
        else:  # one statement is a transaction by itself
            async with self._database.acquire() as connection:
                await _insert(connection, records)


async def write_turns(connection: Connection, records: Sequence[TurnRecord]) -> None:
    """Insert turns and what they lead to, inside the caller's transaction."""
    await _insert(connection, records)
    for record in records:
        if record.selection:
            await choose(connection, record.selection)
        if record.report:
            await shop_reports.take(connection, record.report)
        if record.case:
            await safety_cases.open_case(connection, record.case)
        if record.taken_back:
            await safety_cases.take_back(connection, record.taken_back)


def _leads_further(record: TurnRecord) -> bool:
    return bool(record.selection or record.report or record.case or record.taken_back)


async def _insert(connection: Connection, records: Sequence[TurnRecord]) -> None:
    """The rows of turns in one statement: one way to the server and back, whole or not at all."""
    turns = {record.conversation.turn_id: record.conversation for record in reversed(records)}
    contexts: dict[UUID, ContextRow] = {}
    for context in (record.context for record in records if record.context):
        first = contexts.setdefault(context.session_id, context)
        if first.user_id == context.user_id:  # a session stays with the person it began with
            contexts[context.session_id] = context
    await connection.execute(
        _INSERT,
        [turns[turn_id] for turn_id in reversed(turns)],
        [_performance(record) for record in records],
        [record.recommendation for record in records if record.recommendation],
        [*contexts.values()],
    )


async def context(connection: Connection, session_id: UUID | None, user_id: int) -> dict[str, Any] | None:
    """The state of that session of that person, or of their newest open one; None where there is none."""
    row = await connection.fetchrow(
        """
        SELECT context_data FROM chatbot.conversation_contexts
        WHERE user_id = $1 AND ended_at IS NULL AND ($2::uuid IS NULL OR session_id = $2)
        ORDER BY updated_at DESC LIMIT 1
        """,
        user_id,
        session_id,
    )
    found: dict[str, Any] | None = row["context_data"] if row else None
    return found


async def of_message(connection: Connection, platform: str, message_id: str) -> list[UUID]:
    """The turns that were recorded under a platform's message id (of people whose data may be kept)."""
    rows = await connection.fetch(
        "SELECT turn_id FROM chatbot.conversations WHERE platform = $1 AND platform_message_id = $2",
        platform,
        message_id,
    )
    return [row["turn_id"] for row in rows]


async def erase(connection: Connection, turn_id: UUID) -> list[UUID]:
    """Erase what a turn says, taught and led to; returns the sessions whose state went with it."""
    return [row["erase_turn"] for row in await connection.fetch("SELECT chatbot.erase_turn($1)", turn_id)]


async def choose(connection: Connection, chosen: Selection) -> None:
    """Write a choice, or a thumb with its review; the first of either stays."""
    if chosen.rating is None:
        await connection.execute(
            """
            UPDATE chatbot.recommendations_log
            SET user_final_selection = $2,
                time_to_decision_ms = least(greatest(0, extract(epoch FROM $3 - timestamp) * 1000), 2147483647)::int
            WHERE recommendation_id = $1 AND user_final_selection IS NULL
            """,
            chosen.recommendation_id,
            chosen.shop_id,
            chosen.at,
        )
        return
    updated = await connection.execute(
        """
        UPDATE chatbot.recommendations_log SET feedback_rating = $2
        WHERE recommendation_id = $1 AND feedback_rating IS NULL
        """,
        chosen.recommendation_id,
        chosen.rating,
    )
    if updated == "UPDATE 1":
        await connection.execute(
            """
            INSERT INTO chatbot.reviews (shop_id, rating, visited_month)
            VALUES ($1, $2, date_trunc('month', $3::date))
            """,
            chosen.shop_id,
            chosen.rating,
            chosen.at.date(),
        )


_INSERT = """
WITH spoken AS (
    INSERT INTO chatbot.conversations (
        turn_id, user_id, session_id, conversation_id, platform, platform_message_id, input_text, response_text,
        timestamp, extracted_intent, intent_confidence, extracted_entities, conversation_turn, previous_intent,
        user_strategy, processing_time_ms, nlu_time_ms, rag_time_ms, response_time_ms, recommended_shop_ids,
        selected_shop_id, applied_coupon_ids)
    SELECT turn_id, user_id, session_id, session_id, platform, platform_message_id, input_text, response_text,
           timestamp, intent, confidence, entities, turn, previous_intent,
           strategy, processing_ms, nlu_ms, rag_ms, response_ms, shop_ids,
           selected_shop_id, coupon_ids
    FROM jsonb_to_recordset($1) AS told (
        turn_id UUID, user_id INTEGER, session_id UUID, platform TEXT, platform_message_id TEXT, input_text TEXT,
        response_text TEXT, timestamp TIMESTAMPTZ, intent TEXT, confidence NUMERIC(4, 3), entities JSONB, turn INTEGER,
        previous_intent TEXT, strategy TEXT, processing_ms INTEGER, nlu_ms INTEGER, rag_ms INTEGER,
        response_ms INTEGER, shop_ids INTEGER[], selected_shop_id INTEGER, coupon_ids TEXT[])
    WHERE NOT EXISTS (
        SELECT FROM chatbot.conversations before
        WHERE before.turn_id = told.turn_id AND before.timestamp > told.timestamp - INTERVAL '1 day')
    ON CONFLICT (turn_id, timestamp) DO NOTHING
), timed AS (
    INSERT INTO chatbot.performance_logs (
        turn_id, operation_type, total_time_ms, nlu_time_ms, rag_time_ms, recommendation_time_ms, error_type,
        bottleneck_component)
    SELECT turn_id, 'turn', total_ms, nlu_ms, rag_ms, rag_ms, error, bottleneck
    FROM jsonb_to_recordset($2) AS told (
        turn_id UUID, total_ms INTEGER, nlu_ms INTEGER, rag_ms INTEGER, error TEXT, bottleneck TEXT)
), recommended AS (
    INSERT INTO chatbot.recommendations_log (
        recommendation_id, turn_id, user_id, session_id, timestamp, request_intent, request_entities, user_cell,
        recommendations, recommendation_count, recommendation_method, confidence_score, total_candidates,
        filtering_steps, ranking)
    SELECT recommendation_id, turn_id, user_id, session_id, timestamp, intent, entities, cell,
           items, jsonb_array_length(items), method, confidence, candidates, steps, ranking
    FROM jsonb_to_recordset($3) AS told (
        recommendation_id UUID, turn_id UUID, user_id INTEGER, session_id UUID, timestamp TIMESTAMPTZ, intent TEXT,
        entities JSONB, cell BIGINT, items JSONB, method TEXT, confidence NUMERIC(4, 3), candidates INTEGER,
        steps JSONB, ranking JSONB)
    ON CONFLICT (recommendation_id) DO NOTHING
)
INSERT INTO chatbot.conversation_contexts (session_id, user_id, context_data, updated_at)
SELECT session_id, user_id, context, at
FROM jsonb_to_recordset($4) AS told (session_id UUID, user_id INTEGER, context JSONB, at TIMESTAMPTZ)
ON CONFLICT (session_id) DO UPDATE
SET context_data = excluded.context_data, updated_at = excluded.updated_at
WHERE conversation_contexts.user_id = excluded.user_id
"""
"""What a turn leaves, told as the fields of the rows above."""


def _performance(record: TurnRecord) -> dict[str, Any]:
    row = record.conversation
    return {
        "turn_id": row.turn_id,
        "total_ms": row.processing_ms,
        "nlu_ms": row.nlu_ms,
        "rag_ms": row.rag_ms,
        "error": record.error,
        "bottleneck": record.bottleneck,
    }
