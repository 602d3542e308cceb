"""How the database does: the guide's 7.3 with today's names. Every table of figures is one statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import asyncpg

from db.pool import Connection

SLOW_MILLISECONDS = 100
"""From here a statement counts as slow (guide 7.3)."""

_SHOWN = 20

_OURS = "('chatbot', 'ml_training', 'ml_features', 'analytics')"


@dataclass(frozen=True, slots=True)
class Figures:
    """One table of figures; `note` says why it has no rows, where there is something to say."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    note: str = ""


_STATEMENTS = f"""
SELECT round(mean_exec_time::numeric, 1) AS mean_ms, round(total_exec_time::numeric) AS total_ms, calls,
       round(min_exec_time::numeric, 1) AS min_ms, round(max_exec_time::numeric, 1) AS max_ms,
       left(regexp_replace(query, '\\s+', ' ', 'g'), 100) AS statement
FROM pg_stat_statements
WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND query ~* '^\\s*(select|insert|update|delete|merge|with)\\M' AND {{condition}}
ORDER BY {{order}} DESC LIMIT {_SHOWN}
"""

_QUERIES = {
    "Indexes by use": f"""
        SELECT schemaname AS schema, relname AS table, indexrelname AS index, idx_scan AS scans,
               idx_tup_read AS rows_read, idx_tup_fetch AS rows_fetched,
               pg_size_pretty(pg_relation_size(indexrelid)) AS size
        FROM pg_stat_user_indexes WHERE schemaname IN {_OURS}
        ORDER BY idx_scan DESC, indexrelname LIMIT {_SHOWN}
    """,
    "Indexes never used, largest first (unique ones left out)": f"""
        SELECT s.schemaname AS schema, s.relname AS table, s.indexrelname AS index,
               pg_size_pretty(pg_relation_size(s.indexrelid)) AS size
        FROM pg_stat_user_indexes s JOIN pg_index i USING (indexrelid)
        WHERE s.schemaname IN {_OURS} AND s.idx_scan = 0 AND NOT i.indisunique
        ORDER BY pg_relation_size(s.indexrelid) DESC, s.indexrelname LIMIT {_SHOWN}
    """,
    "Tables read from end to end": f"""
        SELECT schemaname AS schema, relname AS table, seq_scan AS whole_scans, seq_tup_read AS rows_read,
               coalesce(idx_scan, 0) AS index_scans, n_live_tup AS rows
        FROM pg_stat_user_tables WHERE schemaname IN {_OURS} AND seq_scan > 0 AND n_live_tup > 1000
        ORDER BY seq_tup_read DESC LIMIT {_SHOWN}
    """,
    "Sizes": f"""
        SELECT n.nspname AS schema, c.relname AS table, pg_size_pretty(sum(pg_total_relation_size(t.relid))) AS size,
               pg_size_pretty(sum(pg_indexes_size(t.relid))) AS indexes
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        CROSS JOIN LATERAL (
            SELECT c.oid AS relid WHERE c.relkind = 'r'
            UNION ALL SELECT relid FROM pg_partition_tree(c.oid) WHERE c.relkind = 'p' AND isleaf) t
        WHERE n.nspname IN {_OURS} AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        GROUP BY n.nspname, c.relname ORDER BY sum(pg_total_relation_size(t.relid)) DESC, c.relname LIMIT {_SHOWN}
    """,
    "Signs of bloat: more than a tenth dead": f"""
        SELECT schemaname AS schema, relname AS table, n_live_tup AS live, n_dead_tup AS dead,
               greatest(last_vacuum, last_autovacuum)::timestamp(0) AS vacuumed,
               greatest(last_analyze, last_autoanalyze)::timestamp(0) AS analysed
        FROM pg_stat_user_tables
        WHERE schemaname IN {_OURS} AND n_dead_tup > 1000 AND n_dead_tup > n_live_tup / 10
        ORDER BY n_dead_tup DESC LIMIT {_SHOWN}
    """,
    "Partitions": f"""
        SELECT parent.relname AS parent, child.relname AS partition, s.n_live_tup AS rows,
               pg_size_pretty(pg_total_relation_size(child.oid)) AS size
        FROM pg_inherits i
        JOIN pg_class parent ON parent.oid = i.inhparent AND parent.relkind = 'p'
        JOIN pg_namespace n ON n.oid = parent.relnamespace
        JOIN pg_class child ON child.oid = i.inhrelid
        LEFT JOIN pg_stat_user_tables s ON s.relid = child.oid
        WHERE n.nspname IN {_OURS} ORDER BY parent.relname, child.relname
    """,
}


async def analyze(connection: Connection) -> None:
    """Have the planner count every table anew."""
    await connection.execute("ANALYZE")


async def figures(connection: Connection) -> list[Figures]:
    """Every table of figures, statements first."""
    slow = await _statements(
        connection,
        f"Statements slower than {SLOW_MILLISECONDS} ms",
        f"mean_exec_time > {SLOW_MILLISECONDS}",
        "mean_exec_time",
    )
    costly = await _statements(connection, "Statements that took most time together", "TRUE", "total_exec_time")
    return [slow, costly, *[await _query(connection, title, sql) for title, sql in _QUERIES.items()]]


async def _statements(connection: Connection, title: str, condition: str, order: str) -> Figures:
    try:
        return await _query(connection, title, _STATEMENTS.format(condition=condition, order=order))
    except asyncpg.UndefinedTableError:
        note = "the extension pg_stat_statements is missing: CREATE EXTENSION pg_stat_statements, as a superuser"
    except asyncpg.ObjectNotInPrerequisiteStateError:
        note = "PostgreSQL was started without pg_stat_statements in shared_preload_libraries: add it and restart"
    return Figures(title, (), (), note)


async def _query(connection: Connection, title: str, sql: str) -> Figures:
    statement = await connection.prepare(sql)
    columns = tuple(column.name for column in statement.get_attributes())
    rows = tuple(tuple(row.values()) for row in await statement.fetch())
    return Figures(title, columns, rows, "" if rows else "none")
