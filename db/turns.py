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
        async with self._database.transaction() as connection:
            await write_turns(connection, records)


async def write_turns(connection: Connection, records: Sequence[TurnRecord]) -> None:
    """Insert turns inside the caller's transaction."""
    await connection.executemany(_CONVERSATION, [_conversation(r.conversation) for r in records])
    await connection.executemany(_PERFORMANCE, [_performance(r) for r in records])
    if made := [r.recommendation for r in records if r.recommendation]:
        await connection.executemany(_RECOMMENDATION, [_recommendation(row) for row in made])
    if contexts := [r.context for r in records if r.context]:
        await connection.executemany(_CONTEXT, [(c.session_id, c.user_id, c.context, c.at) for c in contexts])
    for record in records:
        if record.selection:
            await choose(connection, record.selection)
        if record.report:
            await shop_reports.take(connection, record.report)
        if record.case:
            await safety_cases.open_case(connection, record.case)
        if record.taken_back:
            await safety_cases.take_back(connection, record.taken_back)


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


_CONVERSATION = """
INSERT INTO chatbot.conversations (
    turn_id, user_id, session_id, conversation_id, platform, platform_message_id, input_text, response_text, timestamp,
    extracted_intent, intent_confidence, extracted_entities, conversation_turn, previous_intent, user_strategy,
    processing_time_ms, nlu_time_ms, rag_time_ms, response_time_ms, recommended_shop_ids, selected_shop_id,
    applied_coupon_ids)
SELECT $1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21
WHERE NOT EXISTS (
    SELECT FROM chatbot.conversations WHERE turn_id = $1 AND timestamp > $8::timestamptz - INTERVAL '1 day')
ON CONFLICT (turn_id, timestamp) DO NOTHING
"""

_PERFORMANCE = """
INSERT INTO chatbot.performance_logs (
    turn_id, operation_type, total_time_ms, nlu_time_ms, rag_time_ms, recommendation_time_ms, error_type,
    bottleneck_component)
VALUES ($1, 'turn', $2, $3, $4, $4, $5, $6)
"""

_RECOMMENDATION = """
INSERT INTO chatbot.recommendations_log (
    recommendation_id, turn_id, user_id, session_id, timestamp, request_intent, request_entities, user_cell,
    recommendations, recommendation_count, recommendation_method, confidence_score, total_candidates, filtering_steps,
    ranking)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
ON CONFLICT (recommendation_id) DO NOTHING
"""

_CONTEXT = """
INSERT INTO chatbot.conversation_contexts (session_id, user_id, context_data, updated_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT (session_id) DO UPDATE
SET context_data = excluded.context_data, updated_at = excluded.updated_at
WHERE conversation_contexts.user_id = excluded.user_id
"""


def _conversation(row: ConversationRow) -> tuple[Any, ...]:
    return (
        row.turn_id,
        row.user_id,
        row.session_id,
        row.platform,
        row.platform_message_id,
        row.input_text,
        row.response_text,
        row.timestamp,
        row.intent,
        round(row.confidence, 3),
        row.entities,
        row.turn,
        row.previous_intent,
        row.strategy,
        row.processing_ms,
        row.nlu_ms,
        row.rag_ms,
        row.response_ms,
        list(row.shop_ids),
        row.selected_shop_id,
        list(row.coupon_ids),
    )


def _performance(record: TurnRecord) -> tuple[Any, ...]:
    row = record.conversation
    return row.turn_id, row.processing_ms, row.nlu_ms, row.rag_ms, record.error, record.bottleneck


def _recommendation(row: RecommendationRow) -> tuple[Any, ...]:
    return (
        row.recommendation_id,
        row.turn_id,
        row.user_id,
        row.session_id,
        row.timestamp,
        row.intent,
        row.entities,
        row.cell,
        row.items,
        len(row.items),
        row.method,
        round(row.confidence, 3),
        row.candidates,
        row.steps,
        row.ranking,
    )
