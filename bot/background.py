"""A web process's own work beside its answers: from its start to its end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from functools import partial

from aiohttp import web

from bot.inbox import InboxWorker, Intake, Promises
from core.encoder import Encoder, follow
from core.knowledge import Live
from core.refresher import Refresher
from db.turns import TurnWriter

Work = Callable[[web.Application], AsyncIterator[None]]


@dataclass(frozen=True, slots=True)
class InboxParts:
    """What takes events in, what answers them, what keeps the promise of a late answer."""

    worker: InboxWorker
    intake: Intake
    promises: Promises


def running(writer: TurnWriter, inbox: InboxParts, refresher: Refresher) -> Work:
    """Ended in order, from the last to the first: promised answers, what moves spooled arrivals into the inbox, its
    worker, the writer of turns, the catalogue's refresher.
    """

    async def run(_app: web.Application) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            refreshing = asyncio.create_task(refresher.run(), name="catalogue-refresher")
            stack.push_async_callback(partial(_ended, refreshing))
            stack.callback(refreshing.cancel)
            stack.push_async_callback(writer.stop)
            task = asyncio.create_task(inbox.worker.run(), name="inbox-worker")
            stack.push_async_callback(partial(_ended, task))
            stack.push_async_callback(inbox.worker.stop)
            moving = asyncio.create_task(inbox.intake.run(), name="inbox-intake")
            stack.push_async_callback(partial(_ended, moving))
            stack.callback(moving.cancel)
            stack.push_async_callback(inbox.promises.stop)
            yield

    return run


def following(encoder: Encoder, live: Live) -> Work:
    """Searching by the encoder's model as soon as it is through with the shops."""

    async def run(_app: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(follow(encoder, live), name="encoder-follower")
        yield
        task.cancel()
        await _ended(task)

    return run


async def _ended(task: asyncio.Task[None]) -> None:
    with suppress(asyncio.CancelledError):
        await task
