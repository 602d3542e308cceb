"""A test's own look into its database."""

from __future__ import annotations

from typing import Any

from db.pool import Database


class Rows:
    """What stands on a database is asked and changed in one line; statements commit one by one."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def execute(self, sql: str, *values: object) -> None:
        async with self.database.acquire() as connection:
            await connection.execute(sql, *values)

    async def value(self, sql: str, *values: object) -> Any:  # noqa: ANN401 - a column's own type
        """The first column of the first row."""
        async with self.database.acquire() as connection:
            return await connection.fetchval(sql, *values)
