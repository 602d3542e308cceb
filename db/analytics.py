"""Nightly figures: `analytics.daily_*` of a day, `ml_features` of the 90 days up to it."""

from __future__ import annotations

from datetime import date

from db.pool import Connection

_LONG_SECONDS = 600


async def refresh_day(connection: Connection, day: date) -> None:
    """Compute every daily table anew for `day` (KST), inside the caller's transaction.

    Raises:
        asyncpg.InvalidParameterValueError: the turns of that month are archived.
    """
    await _allow_minutes(connection)
    await connection.execute("SELECT analytics.refresh_day($1)", day, timeout=_LONG_SECONDS)


async def refresh_features(connection: Connection, day: date) -> tuple[int, int]:
    """Compute the features anew as of the end of `day` (KST), inside the caller's transaction.

    Returns of how many people and of how many shops.
    """
    await _allow_minutes(connection)
    people: int = await connection.fetchval("SELECT ml_features.refresh_users($1)", day, timeout=_LONG_SECONDS)
    shops: int = await connection.fetchval("SELECT ml_features.refresh_shops($1)", day, timeout=_LONG_SECONDS)
    return people, shops


async def _allow_minutes(connection: Connection) -> None:
    await connection.execute(f"SET LOCAL statement_timeout = '{_LONG_SECONDS}s'")
