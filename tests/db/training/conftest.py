"""One database a module; what a test writes is rolled back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from db.pool import Connection, Database
from tests.servers import Databases


@pytest.fixture(scope="module")
def shared_url(servers: tuple[Databases, str]) -> Iterator[str]:
    with servers[0].copy() as url:
        yield url


@pytest.fixture
async def connection(shared_url: str) -> AsyncIterator[Connection]:
    database = await Database.connect(shared_url, application="tests", size=1)
    async with database.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        yield connection
        await transaction.rollback()
    await database.close()
