"""One market a test."""

from __future__ import annotations

import pytest
from redis.asyncio import Redis

from db.pool import Database
from tests.core.orders.market import Market, open_market, services


@pytest.fixture
async def market(database: Database, redis: Redis) -> Market:
    async with database.transaction() as connection:
        await open_market(connection)
    return services(database, redis)
