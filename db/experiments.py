"""Experiments and the one log of who was shown which variant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from db.pool import Connection


@dataclass(frozen=True, slots=True)
class ExperimentRow:
    """A running experiment; `variants` are shares in percent, what is missing to 100 is held out."""

    id: int
    experiment_name: str
    kind: str
    variants: Mapping[str, int]


async def add(connection: Connection, name: str, kind: str, variants: Mapping[str, int]) -> int:
    """Write a DRAFT; returns its id."""
    experiment_id: int = await connection.fetchval(
        "INSERT INTO chatbot.experiments (experiment_name, kind, variants) VALUES ($1, $2, $3) RETURNING id",
        name,
        kind,
        dict(variants),
    )
    return experiment_id


async def start(connection: Connection, experiment_id: int, at: datetime) -> bool:
    """DRAFT to RUNNING; False where it is no draft."""
    started: int | None = await connection.fetchval(
        """
        UPDATE chatbot.experiments SET status = 'RUNNING', started_at = $2
        WHERE id = $1 AND status = 'DRAFT' RETURNING id
        """,
        experiment_id,
        at,
    )
    return started is not None


async def end(connection: Connection, experiment_id: int, at: datetime) -> bool:
    """To ENDED; False where it is ended."""
    ended: int | None = await connection.fetchval(
        """
        UPDATE chatbot.experiments SET status = 'ENDED', ended_at = $2
        WHERE id = $1 AND status <> 'ENDED' RETURNING id
        """,
        experiment_id,
        at,
    )
    return ended is not None


async def running(connection: Connection) -> list[ExperimentRow]:
    """The experiments that assign people now."""
    rows = await connection.fetch(
        """
        SELECT id, experiment_name, kind, variants FROM chatbot.experiments WHERE status = 'RUNNING' ORDER BY id
        """
    )
    return [ExperimentRow(**row) for row in rows]


async def expose(
    connection: Connection, experiment_id: int, user_id: int, variant: str, occasion: UUID, at: datetime
) -> None:
    """Write down that a person was really shown a variant (or 'held_out'), once an occasion."""
    await connection.execute(
        """
        INSERT INTO chatbot.exposures (experiment_id, user_id, variant, occasion, exposed_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (experiment_id, user_id, occasion) DO NOTHING
        """,
        experiment_id,
        user_id,
        variant,
        occasion,
        at,
    )
