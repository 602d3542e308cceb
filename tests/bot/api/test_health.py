from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient
from redis.asyncio import Redis

from bot.api import health
from bot.api.health import Check, Health, HealthDoor
from core.recommend.catalogue import Catalogue, Shop
from db.pool import Database
from db.redis import connect
from tests.core.recommend.sample import shop

Client = TestClient[web.Request, web.Application]
Look = Callable[[Mapping[str, Check]], Awaitable[tuple[int, dict[str, Any]]]]

GOOD = Health(ok=True, detail="fine")
BAD = Health(ok=False, detail="away")


def always(state: Health) -> Check:
    async def check() -> Health:
        return state

    return check


@pytest.fixture
def look(aiohttp_client: AiohttpClient) -> Look:
    """What `/readyz` says with these checks; the database and the catalogue are where answers come from."""

    async def run(checks: Mapping[str, Check]) -> tuple[int, dict[str, Any]]:
        app = web.Application()
        app.router.add_get(health.READY_PATH, HealthDoor(checks, frozenset({"database", "catalogue"})).ready)
        response = await (await aiohttp_client(app)).get("/readyz")
        return response.status, await response.json()

    return run


async def test_a_process_that_runs_is_alive(aiohttp_client: AiohttpClient) -> None:
    app = web.Application()
    app.router.add_get(health.ALIVE_PATH, HealthDoor({}, frozenset()).alive)
    response = await (await aiohttp_client(app)).get("/healthz")
    assert (response.status, await response.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize(
    ("database", "catalogue", "redis", "status", "word"),
    [
        (GOOD, GOOD, GOOD, 200, "ok"),
        (GOOD, GOOD, BAD, 200, "degraded"),
        (BAD, GOOD, GOOD, 200, "degraded"),
        (GOOD, BAD, GOOD, 200, "degraded"),
        (BAD, BAD, GOOD, 503, "unavailable"),
        (BAD, BAD, BAD, 503, "unavailable"),
    ],
)
async def test_ready_while_a_turn_can_be_answered(
    look: Look, database: Health, catalogue: Health, redis: Health, status: int, word: str
) -> None:
    checks = {"database": always(database), "catalogue": always(catalogue), "redis": always(redis)}
    answered, body = await look(checks)
    assert (answered, body["status"]) == (status, word)
    assert body["checks"]["database"] == {"ok": database.ok, "detail": database.detail}
    assert list(body["checks"]) == ["database", "catalogue", "redis"]


async def test_a_check_that_hangs_is_told_and_not_piled_up(aiohttp_client: AiohttpClient) -> None:
    may_end = asyncio.Event()
    started = 0

    async def hang() -> Health:
        nonlocal started
        started += 1
        await may_end.wait()
        return GOOD

    door = HealthDoor({"database": hang, "catalogue": always(GOOD)}, frozenset({"database", "catalogue"}))
    app = web.Application()
    app.router.add_get("/readyz", door.ready)
    client: Client = await aiohttp_client(app)
    for response in await asyncio.gather(client.get("/readyz"), client.get("/readyz")):
        body = await response.json()
        assert body["status"] == "degraded"
        assert body["checks"]["database"] == {"ok": False, "detail": "does not answer"}
    assert started == 1
    may_end.set()
    assert (await (await client.get("/readyz")).json())["status"] == "ok"


async def test_the_database_is_asked(look: Look, database: Database) -> None:
    checks = {"database": health.database_check(database), "catalogue": always(GOOD)}
    assert (await look(checks))[1]["checks"]["database"] == {"ok": True, "detail": "PostgreSQL answers"}
    await database.close()
    assert (await look(checks))[1]["checks"]["database"] == {"ok": False, "detail": "PostgreSQL does not answer"}


@pytest.fixture
async def gone() -> AsyncIterator[Redis]:
    client = connect("redis://127.0.0.1:9")
    yield client
    await client.aclose()


async def test_redis_is_asked(redis: Redis, gone: Redis) -> None:
    assert await health.redis_check(redis)() == Health(ok=True, detail="Redis answers")
    assert await health.redis_check(gone)() == Health(ok=False, detail="Redis does not answer")


async def test_the_catalogue_is_looked_at() -> None:
    empty = Catalogue([])
    assert await health.catalogue_check(lambda: empty)() == Health(ok=False, detail="0 shops in memory")
    full = Catalogue([shop(id=1, sample=True), shop(id=2, sample=False)])
    assert await health.catalogue_check(lambda: full)() == Health(ok=True, detail="2 shops in memory")


@pytest.mark.parametrize(
    ("shops", "samples", "ok", "detail"),
    [
        ([shop(id=1, sample=False), shop(id=2, sample=True)], False, True, "1 shops"),
        ([shop(id=1, sample=True)], True, True, "1 shops of the sample data"),
        (
            [shop(id=1, sample=True)],
            False,
            False,
            "there are no shops: only sample data, which real channels never show",
        ),
        ([], True, False, "there are no shops: none were imported"),
    ],
)
async def test_sample_shops_are_none_for_a_real_channel(
    shops: list[Shop], samples: bool, ok: bool, detail: str
) -> None:
    catalogue = Catalogue(shops)
    assert await health.shops_check(lambda: catalogue, samples=samples)() == Health(ok=ok, detail=detail)
