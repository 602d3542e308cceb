"""`GET /healthz`: alive. `GET /readyz`: what works, and whether a turn can be answered (contracts.md, HTTP)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import web
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.api import bodies
from core.recommend.catalogue import Catalogue
from db.pool import Database, DatabaseUnavailableError

ALIVE_PATH = "/healthz"
READY_PATH = "/readyz"

_CHECK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Health:
    """How one part is. `detail` is for operators: a plain sentence without addresses or secrets."""

    ok: bool
    detail: str


Check = Callable[[], Awaitable[Health]]
"""Looks at one part. Never raises; it may hang."""


class HealthDoor:
    """Runs `checks`; a turn can be answered as long as one of the `sources` of answers works."""

    def __init__(self, checks: Mapping[str, Check], sources: frozenset[str]) -> None:
        self._checks = checks
        self._sources = sources
        self._running: dict[str, asyncio.Task[Health]] = {}

    async def alive(self, _request: web.Request) -> web.Response:
        """The process runs its loop."""
        return bodies.answer({"status": "ok"})

    async def ready(self, _request: web.Request) -> web.Response:
        """Every check within a second; 503 only when no turn can be answered."""
        checks = await self._look()
        if all(health.ok for health in checks.values()):
            return bodies.answer({"status": "ok", "checks": checks})
        if any(checks[name].ok for name in self._sources):
            return bodies.answer({"status": "degraded", "checks": checks})
        return bodies.answer({"status": "unavailable", "checks": checks}, HTTPStatus.SERVICE_UNAVAILABLE)

    async def _look(self) -> dict[str, Health]:
        """A check that hangs is left to end by itself, and not started again beside it."""
        for name, check in self._checks.items():
            if name not in self._running or self._running[name].done():
                self._running[name] = asyncio.ensure_future(check())
        await asyncio.wait(self._running.values(), timeout=_CHECK_SECONDS)
        return {
            name: task.result() if task.done() else Health(ok=False, detail="does not answer")
            for name, task in self._running.items()
        }


def database_check(database: Database) -> Check:
    """Whether PostgreSQL answers a query."""

    async def check() -> Health:
        try:
            async with database.acquire(_CHECK_SECONDS) as connection:
                await connection.execute("SELECT 1")
        except DatabaseUnavailableError:
            return Health(ok=False, detail="PostgreSQL does not answer")
        return Health(ok=True, detail="PostgreSQL answers")

    return check


def redis_check(redis: Redis) -> Check:
    """Whether Redis answers."""

    async def check() -> Health:
        try:
            await redis.ping()
        except RedisError:
            return Health(ok=False, detail="Redis does not answer")
        return Health(ok=True, detail="Redis answers")

    return check


def catalogue_check(current: Callable[[], Catalogue]) -> Check:
    """Whether there is a catalogue in memory to recommend from."""

    async def check() -> Health:
        shops = len(current())
        return Health(ok=shops > 0, detail=f"{shops} shops in memory")

    return check


def shops_check(current: Callable[[], Catalogue], *, samples: bool) -> Check:
    """Whether there are shops to recommend; those of the sample count only where `samples` may be served."""

    async def check() -> Health:
        catalogue = current()
        real = len(catalogue) - int(catalogue.samples.sum())
        if real:
            return Health(ok=True, detail=f"{real} shops")
        if not len(catalogue):
            return Health(ok=False, detail="there are no shops: none were imported")
        if not samples:
            return Health(ok=False, detail="there are no shops: only sample data, which real channels never show")
        return Health(ok=True, detail=f"{len(catalogue)} shops of the sample data")

    return check
