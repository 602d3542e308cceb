"""Slots of jobs: whoever writes the row runs the slot, however many schedulers there are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from db.pool import Connection


async def begin(connection: Connection, job_name: str, slot_at: datetime, lease: timedelta) -> int | None:
    """Take a slot (business time) for `lease` (real time); None where it is taken, done or failed.

    A slot whose holder died is taken up again after its lease.
    """
    run_id: int | None = await connection.fetchval(
        """
        INSERT INTO chatbot.job_runs AS run (job_name, slot_at, leased_until) VALUES ($1, $2, now() + $3::interval)
        ON CONFLICT (job_name, slot_at) DO UPDATE
        SET attempts = run.attempts + 1, leased_until = now() + $3::interval, started_at = now()
        WHERE run.status = 'RUNNING' AND run.leased_until < now()
        RETURNING id
        """,
        job_name,
        slot_at,
        lease,
    )
    return run_id


async def renew(connection: Connection, run_id: int, lease: timedelta) -> None:
    """Hold a running slot for `lease` more."""
    await connection.execute(
        "UPDATE chatbot.job_runs SET leased_until = now() + $2::interval WHERE id = $1 AND status = 'RUNNING'",
        run_id,
        lease,
    )


async def finish(connection: Connection, run_id: int, result: Mapping[str, Any]) -> None:
    """The slot is done; `result` says what it did."""
    await connection.execute(
        """
        UPDATE chatbot.job_runs SET status = 'DONE', result = $2, leased_until = NULL, finished_at = now()
        WHERE id = $1 AND status = 'RUNNING'
        """,
        run_id,
        dict(result),
    )


async def fail(connection: Connection, run_id: int, error: str) -> None:
    """The slot failed for good; `error` names the kind, without personal data (≤ 500 characters)."""
    await connection.execute(
        """
        UPDATE chatbot.job_runs SET status = 'FAILED', error = $2, leased_until = NULL, finished_at = now()
        WHERE id = $1 AND status = 'RUNNING'
        """,
        run_id,
        error[:500],
    )


async def last_done(connection: Connection, job_name: str) -> datetime | None:
    """The newest slot of a job that is done."""
    slot: datetime | None = await connection.fetchval(
        "SELECT max(slot_at) FROM chatbot.job_runs WHERE job_name = $1 AND status = 'DONE'", job_name
    )
    return slot
