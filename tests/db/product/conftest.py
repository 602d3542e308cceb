"""One database a module with one of everything in it; what a test writes is rolled back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest

from db.pool import Connection, Database
from tests.servers import Databases

_WORLD = (Path(__file__).parent / "world.sql").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def world_url(servers: tuple[Databases, str]) -> Iterator[str]:
    with servers[0].copy() as url:
        with psycopg.connect(url) as connection:
            connection.execute(_WORLD.encode())
        yield url


@pytest.fixture(scope="module")
def session(world_url: str) -> Iterator[psycopg.Connection]:
    """For rules that SQL alone can show."""
    with psycopg.connect(world_url) as connection:
        yield connection


@pytest.fixture
def sql(session: psycopg.Connection) -> Iterator[psycopg.Connection]:
    yield session
    session.rollback()


@pytest.fixture
async def connection(world_url: str) -> AsyncIterator[Connection]:
    """For the functions of `db`, as one transaction of the product."""
    database = await Database.connect(world_url, application="tests", size=1)
    async with database.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        yield connection
        await transaction.rollback()
    await database.close()
