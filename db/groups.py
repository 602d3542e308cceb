"""Group commit: what arrives while a write runs is written together with the next, so that one commit serves many."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

_LARGEST = 64

Item = TypeVar("Item")


class Groups(Generic[Item]):
    """Has `write` make groups of items durable, one group after the other; an item alone waits for nothing."""

    def __init__(self, write: Callable[[Sequence[Item]], Awaitable[None]]) -> None:
        self._write = write
        self._waiting: list[tuple[Item, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def put(self, item: Item) -> None:
        """Return when `item` is durable, or raise what `write` raised for it alone."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._drain(), name="group-commit")
        await done

    async def stop(self) -> None:
        """Write what waits, then end."""
        if self._writing is not None:
            await self._writing

    async def _drain(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting[:_LARGEST], self._waiting[_LARGEST:]
            await self._commit(group)

    async def _commit(self, group: Sequence[tuple[Item, asyncio.Future[None]]]) -> None:
        error: Exception | None = None
        try:
            await self._write([item for item, _ in group])
        except Exception as failure:  # noqa: BLE001 - handed to everybody who waits
            error = failure
        if error is not None and len(group) > 1:
            for member in group:  # one bad item must not take its neighbours along
                await self._commit([member])
            return
        for _, done in group:
            if done.cancelled():
                continue
            if error is None:
                done.set_result(None)
            else:
                done.set_exception(error)
