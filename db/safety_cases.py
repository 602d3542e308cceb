"""People in danger: the queue of the operator on duty (domain.md 10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from db.pool import Connection


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case that is not closed; `masked_text` was masked before it was written."""

    id: int
    region_id: int | None
    label: str
    level: str
    masked_text: str
    is_taken_back: bool
    state: str
    operator_id: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NewCase:
    """A turn in which somebody seems in danger; `user_id` and `region_id` None where nothing personal may be kept."""

    turn_id: UUID
    user_id: int | None
    region_id: int | None
    label: str
    level: str
    masked_text: str
    at: datetime


async def open_case(connection: Connection, case: NewCase) -> None:
    """Write the case of a turn, once."""
    await connection.execute(
        """
        INSERT INTO chatbot.safety_cases (turn_id, user_id, region_id, label, level, masked_text, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (turn_id) DO NOTHING
        """,
        case.turn_id,
        case.user_id,
        case.region_id,
        case.label,
        case.level,
        case.masked_text,
        case.at,
    )


async def take_back(connection: Connection, turn_ids: Sequence[UUID]) -> None:
    """The person said that it was a joke: noted, and the cases of those turns stay."""
    await connection.execute("UPDATE chatbot.safety_cases SET is_taken_back = TRUE WHERE turn_id = ANY($1)", turn_ids)


async def queue(connection: Connection, limit: int) -> list[CaseRow]:
    """Cases that are not closed, crises first, then the oldest."""
    rows = await connection.fetch(
        """
        SELECT id, region_id, label, level, masked_text, is_taken_back, state, operator_id, created_at
        FROM chatbot.safety_cases WHERE state <> 'closed'
        ORDER BY level DESC, created_at LIMIT $1  -- 'crisis' sorts after 'concern'
        """,
        limit,
    )
    return [CaseRow(**row) for row in rows]


async def look(connection: Connection, case_id: int, operator_id: int, at: datetime) -> bool:
    """An operator takes an open case in hand; False where somebody has it."""
    seen: int | None = await connection.fetchval(
        """
        UPDATE chatbot.safety_cases SET state = 'seen', operator_id = $2, first_seen_at = $3
        WHERE id = $1 AND state = 'open' RETURNING id
        """,
        case_id,
        operator_id,
        at,
    )
    return seen is not None


async def close(connection: Connection, case_id: int, outcome: str, note_enc: bytes | None, at: datetime) -> bool:
    """A case in hand is dealt with; `note_enc` sealed. False where it is not in hand."""
    closed: int | None = await connection.fetchval(
        """
        UPDATE chatbot.safety_cases SET state = 'closed', outcome = $2, note_enc = $3, closed_at = $4
        WHERE id = $1 AND state = 'seen' RETURNING id
        """,
        case_id,
        outcome,
        note_enc,
        at,
    )
    return closed is not None
