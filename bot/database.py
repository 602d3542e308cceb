"""The database of a command, open for as long as it works."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.config import Settings
from db.pool import Database


@asynccontextmanager
async def open_database(
    settings: Settings, command: str, *, size: int = 1, statement_seconds: float = 60.0
) -> AsyncIterator[Database]:
    """A pool of `size` connections, which PostgreSQL shows as `naviyam COMMAND`; closed in any case.

    Raises:
        DatabaseUnavailableError: PostgreSQL does not answer.
    """
    database = await Database.connect(
        settings.database_url.get_secret_value(),
        application=f"naviyam {command}",
        size=size,
        statement_seconds=statement_seconds,
    )
    try:
        yield database
    finally:
        await database.close()
