"""One stage for each business time that stories play at, kept for the whole run."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio

from tests.journeys.stage import Stage, running, settings_for
from tests.servers import Databases


class Theatre:
    """Opens stages as stories ask for them."""

    def __init__(self, databases: Databases, redis_url: str, folder: Path, stack: AsyncExitStack) -> None:
        self._databases = databases
        self._redis_url = redis_url
        self._folder = folder
        self._stack = stack
        self._stages: dict[tuple[str, bool], Stage] = {}

    async def at(self, clock: str, *, with_sample: bool = True) -> Stage:
        """The stage at that time, swept."""
        key = (clock, with_sample)
        if key not in self._stages:
            url = self._stack.enter_context(self._databases.copy())
            settings = settings_for(url, self._redis_url, self._folder)
            self._stages[key] = await self._stack.enter_async_context(running(settings, clock, with_sample=with_sample))
        await self._stages[key].sweep()
        return self._stages[key]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def theatre(servers: tuple[Databases, str], tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Theatre]:
    async with AsyncExitStack() as stack:
        yield Theatre(servers[0], servers[1], tmp_path_factory.mktemp("journeys"), stack)
