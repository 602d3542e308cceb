"""Every statement that a piece of the product runs, with the plan that PostgreSQL really took (auto_explain)."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg

from db.pool import Connection, Database

_TOLD = re.compile(r"duration: (?P<ms>[\d.]+) ms\s+plan:\s+(?P<plan>\{.*\})", re.DOTALL)
_PARTITION = re.compile(r"_\d{4}_\d{2}")


@dataclass(frozen=True, slots=True)
class Plan:
    """One statement as it ran: milliseconds, pages touched, indexes used, tables read from end to end."""

    statement: str
    milliseconds: float
    pages: int
    indexes: frozenset[str]
    whole_tables: frozenset[str]


class OneConnection(Database):
    """A database that always lends the same connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @asynccontextmanager
    async def acquire(self, timeout: float = 0) -> AsyncIterator[Connection]:  # noqa: ARG002, ASYNC109 - its parent's
        yield self._connection


async def explain(connection: Connection, piece: Callable[[Connection], Awaitable[object]]) -> list[Plan]:
    """Run `piece` twice, taking back what it changes, and return the plans of the second, warm run."""
    plans: list[Plan] = []

    def hear(_: object, message: asyncpg.PostgresLogMessage) -> None:
        if told := _TOLD.search(message.message):
            plans.append(_read(json.loads(told["plan"]), float(told["ms"])))

    await connection.execute("LOAD 'auto_explain'")
    for setting in ("log_min_duration = 0", "log_analyze = on", "log_buffers = on", "log_format = json"):
        await connection.execute(f"SET auto_explain.{setting}")
    await connection.execute("SET client_min_messages = log")
    connection.add_log_listener(hear)
    for _ in range(2):
        plans.clear()
        rollback = connection.transaction()
        await rollback.start()
        await piece(connection)
        await rollback.rollback()
    connection.remove_log_listener(hear)
    await connection.execute("SET auto_explain.log_min_duration = -1")
    return plans


def _read(told: dict[str, Any], milliseconds: float) -> Plan:
    nodes = list(_nodes(told["Plan"]))
    top = nodes[0]
    return Plan(
        statement=" ".join(told["Query Text"].split()),
        milliseconds=milliseconds,
        pages=top.get("Shared Hit Blocks", 0) + top.get("Shared Read Blocks", 0),
        indexes=frozenset(_PARTITION.sub("", index) for node in nodes for index in _indexes(node)),
        whole_tables=frozenset(node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"),
    )


def _indexes(node: dict[str, Any]) -> Iterator[str]:
    if "Index Name" in node:
        yield node["Index Name"]
    yield from node.get("Conflict Arbiter Indexes", ())


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from _nodes(child)
