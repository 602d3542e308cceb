"""What a database holds, row by row, so that two states of it can be compared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import psycopg

Snapshot = dict[str, list[dict[str, Any]]]
"""Table → rows; what is kept by triggers for its own sake (updated_at) is left out."""

_TABLES = """
SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN ('chatbot', 'ml_training', 'ml_features', 'analytics') AND c.relkind IN ('r', 'p')
  AND NOT c.relispartition
"""


def snapshot(url: str) -> Snapshot:
    """Every table with its rows."""
    with psycopg.connect(url) as connection:
        tables = [name for (name,) in connection.execute(_TABLES)]
        return {table: _rows(connection, table) for table in tables}


def common(
    first: Snapshot, second: Snapshot, without: Mapping[str, set[str]] = MappingProxyType({})
) -> tuple[Snapshot, Snapshot]:
    """Both states cut down to the tables and columns that both have, `without` some columns of a table."""
    tables = first.keys() & second.keys()
    columns = {
        table: (_columns(first[table]) & _columns(second[table])) - without.get(table, set()) for table in tables
    }
    return _cut(first, columns), _cut(second, columns)


def _rows(connection: psycopg.Connection, table: str) -> list[dict[str, Any]]:
    return [row for (row,) in connection.execute(f"SELECT to_jsonb(t) - 'updated_at' FROM {table} t".encode())]


def _columns(rows: list[dict[str, Any]]) -> set[str]:
    return set(rows[0]) if rows else set()


def _cut(state: Snapshot, columns: dict[str, set[str]]) -> Snapshot:
    return {
        table: sorted(({name: row[name] for name in sorted(kept)} for row in state[table]), key=json.dumps)
        for table, kept in columns.items()
    }
