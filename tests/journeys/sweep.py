"""Looks into everything that a running product has written: every column, every key, every file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

import orjson
import psycopg
from psycopg import sql
from redis import Redis

Written: TypeAlias = tuple[str, bytes]
"""Where something was written, and what."""

_COLUMNS = """
SELECT table_schema, table_name, array_agg(column_name::text ORDER BY ordinal_position)
FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')
GROUP BY table_schema, table_name
"""


def rows(database_url: str) -> Iterator[Written]:
    """Every value of every column of every table, bytes as they are."""
    with psycopg.connect(database_url) as connection:
        for schema, table, columns in connection.execute(_COLUMNS).fetchall():
            for row in connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(schema, table))):
                for column, value in zip(columns, row, strict=True):
                    yield f"{schema}.{table}.{column}", _bytes(value)


def keys(redis_url: str) -> Iterator[Written]:
    """Every key and its value, whatever its type."""
    with Redis.from_url(redis_url) as client:
        for key in client.scan_iter():
            yield "a Redis key", key
            yield "a Redis value", _value(client, key)


def files(folder: Path) -> Iterator[Written]:
    """Every file below, and its name."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield str(path), str(path).encode() + path.read_bytes()


def found(needles: Iterable[str], written: Iterable[Written]) -> list[str]:
    """What was found where."""
    sought = {needle: needle.encode() for needle in needles}
    return [f"{needle} in {where}" for where, content in written for needle, raw in sought.items() if raw in content]


def _value(client: Redis, key: bytes) -> bytes:
    match client.type(key):
        case b"string":
            return _bytes(client.get(key))
        case b"hash":
            return _bytes(client.hgetall(key))
        case b"list":
            return _bytes(client.lrange(key, 0, -1))
        case b"set":
            return _bytes(list(client.smembers(key)))
        case b"zset":
            return _bytes(client.zrange(key, 0, -1))
        case kind:
            raise AssertionError(f"the sweep cannot read {kind!r}")


def _bytes(value: object) -> bytes:
    match value:
        case bytes():
            return value
        case str():
            return value.encode()
        case Mapping():
            return b"\n".join(_bytes(key) + b" " + _bytes(item) for key, item in value.items())
        case list() | tuple():
            return b"\n".join(map(_bytes, value))
        case _:
            return orjson.dumps(value, default=str)
