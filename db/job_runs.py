"""Slots of jobs: whoever writes the row runs the slot, however many schedulers there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from db.pool import Connection


class Hold(StrEnum):
    """Why a slot was not begun."""

    SETTLED = "settled"  # it is done, failed, skipped, or another has it in hand
    BUSY = "busy"  # another slot of the job is in hand; slots of one job never overlap


@dataclass(frozen=True, slots=True)
class Begun:
    """The right to run a slot until its lease runs out; `attempts` counts from 1."""

    run_id: int
    attempts: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a job stands: its newest slot that has a row, and slots whose holder died or gave them back."""

    newest: datetime | None
    orphaned: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class LastRun:
    """The last thing that became of a job; `seconds` it took in real time."""

    job_name: str
    slot_at: datetime
    status: str
    is_manual: bool
    attempts: int
    seconds: float | None
    error: str | None


_BEGIN = """
INSERT INTO chatbot.job_runs AS run (job_name, slot_at, leased_until, is_manual)
VALUES ($1, $2, now() + $3::interval, $4)
ON CONFLICT (job_name, slot_at) DO UPDATE
SET attempts = run.attempts + 1, leased_until = now() + $3::interval, started_at = now(), finished_at = NULL,
    status = 'RUNNING', error = NULL, result = NULL
WHERE (run.status = 'RUNNING' AND run.leased_until < now()) OR ($4 AND run.status <> 'RUNNING')
RETURNING id AS run_id, attempts
"""

_STANDINGS = """
SELECT name,
       (SELECT max(slot_at) FROM chatbot.job_runs WHERE job_name = name AND NOT is_manual) AS newest,
       ARRAY(SELECT slot_at FROM chatbot.job_runs
             WHERE job_name = name AND NOT is_manual AND status = 'RUNNING' AND leased_until < now()
             ORDER BY slot_at) AS orphaned
FROM unnest($1::text[]) AS name
"""


async def begin(
    connection: Connection, job_name: str, slot_at: datetime, lease: timedelta, *, is_manual: bool = False
) -> Begun | Hold:
    """Take a slot (business time) for `lease` (real time). Must run in a transaction.

    A slot whose holder died is taken up again after its lease. A manual run also repeats a slot that is settled.
    """
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('job_runs:' || $1, 0))", job_name)
    busy: bool = await connection.fetchval(
        """
        SELECT EXISTS (SELECT FROM chatbot.job_runs
                       WHERE job_name = $1 AND slot_at <> $2 AND status = 'RUNNING' AND leased_until >= now())
        """,
        job_name,
        slot_at,
    )
    if busy:
        return Hold.BUSY
    row = await connection.fetchrow(_BEGIN, job_name, slot_at, lease, is_manual)
    return Hold.SETTLED if row is None else Begun(**row)


async def renew(connection: Connection, run_id: int, lease: timedelta) -> bool:
    """Hold a running slot for `lease` more; False where it is no longer ours."""
    renewed: int | None = await connection.fetchval(
        """
        UPDATE chatbot.job_runs SET leased_until = now() + $2::interval
        WHERE id = $1 AND status = 'RUNNING' AND leased_until >= now()
        RETURNING id
        """,
        run_id,
        lease,
    )
    return renewed is not None


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


async def give_back(connection: Connection, run_id: int, delay: timedelta) -> None:
    """The attempt failed; whoever looks after `delay` makes the next."""
    await connection.execute(
        "UPDATE chatbot.job_runs SET leased_until = now() + $2::interval WHERE id = $1 AND status = 'RUNNING'",
        run_id,
        delay,
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


async def skip(connection: Connection, job_name: str, slots: Sequence[datetime]) -> int:
    """Write down that `slots` are not run any more; returns of how many nobody knew yet."""
    rows = await connection.fetch(
        """
        INSERT INTO chatbot.job_runs (job_name, slot_at, status, finished_at)
        SELECT $1, slot, 'SKIPPED', now() FROM unnest($2::timestamptz[]) AS slot
        ON CONFLICT (job_name, slot_at) DO NOTHING
        RETURNING id
        """,
        job_name,
        slots,
    )
    return len(rows)


async def standings(connection: Connection, job_names: Sequence[str]) -> dict[str, Standing]:
    """Where each of the jobs stands."""
    rows = await connection.fetch(_STANDINGS, job_names)
    return {row["name"]: Standing(row["newest"], tuple(row["orphaned"])) for row in rows}


async def last_runs(connection: Connection) -> list[LastRun]:
    """The last run of every job that ever ran, by name."""
    rows = await connection.fetch(
        """
        SELECT DISTINCT ON (job_name) job_name, slot_at, status, is_manual, attempts,
               extract(epoch FROM finished_at - started_at)::float8 AS seconds, error
        FROM chatbot.job_runs WHERE status <> 'SKIPPED'
        ORDER BY job_name, started_at DESC
        """
    )
    return [LastRun(**row) for row in rows]


async def last_done(connection: Connection, job_name: str) -> datetime | None:
    """The newest slot of a job that is done."""
    slot: datetime | None = await connection.fetchval(
        "SELECT max(slot_at) FROM chatbot.job_runs WHERE job_name = $1 AND status = 'DONE'", job_name
    )
    return slot


async def forget(connection: Connection, before: datetime) -> int:
    """Delete what ended before `before` (real time); the newest slot of each job stays."""
    rows = await connection.fetch(
        """
        DELETE FROM chatbot.job_runs old
        WHERE finished_at < $1
          AND slot_at < (SELECT max(slot_at) FROM chatbot.job_runs newer
                         WHERE newer.job_name = old.job_name AND NOT newer.is_manual)
        RETURNING id
        """,
        before,
    )
    return len(rows)
