"""What a check is and how it is made: a rule about rows that no constraint can hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from db.pool import Connection

NAMED_IDS = 5
"""How many of the rows that break a rule are named."""


@dataclass(frozen=True, slots=True)
class Check:
    """A rule. `sql` selects `id` of the rows that break it.

    Where SQL cannot judge, it selects `id` and `value` of the rows to be looked at, and `is_wrong` judges the value.
    """

    name: str
    sentence: str
    sql: str
    is_wrong: Callable[[Any], bool] | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """How many rows break a rule, with the ids of the first few."""

    check: Check
    found: int
    ids: tuple[str, ...]


async def run_checks(connection: Connection, checks: Iterable[Check]) -> list[Finding]:
    """Make every check on one and the same state of the data; writes nothing."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        return [await _make(connection, check) for check in checks]


async def _make(connection: Connection, check: Check) -> Finding:
    if check.is_wrong is not None:
        return await _judge(connection, check, check.is_wrong)
    row = await connection.fetchrow(
        f"SELECT count(*) AS found, (array_agg(id::text ORDER BY id))[1:{NAMED_IDS}] AS ids FROM ({check.sql}) wrong"
    )
    return Finding(check, row["found"], tuple(row["ids"] or ())) if row else Finding(check, 0, ())


async def _judge(connection: Connection, check: Check, is_wrong: Callable[[Any], bool]) -> Finding:
    found, ids = 0, list[str]()
    async for row in connection.cursor(check.sql, prefetch=1000):
        if is_wrong(row["value"]):
            found += 1
            if len(ids) < NAMED_IDS:
                ids.append(str(row["id"]))
    return Finding(check, found, tuple(ids))
