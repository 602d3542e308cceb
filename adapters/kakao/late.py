"""Turns that outlast a call: their answers follow by the call's callback."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from adapters.kakao.callback import Callbacks
from core.messages import Answer

Finish = Callable[[Answer], Mapping[str, Any]]
"""Makes the skill response of an answer."""


class LateAnswers:
    """Waits for running turns and posts their answers, each once."""

    def __init__(self, callbacks: Callbacks) -> None:
        self._callbacks = callbacks
        self._running: set[asyncio.Task[None]] = set()

    def accepts(self, url: str) -> bool:
        """Whether an answer may follow to `url`."""
        return self._callbacks.accepts(url)

    def follow(self, turn: asyncio.Future[Answer], url: str, since: float, finish: Finish) -> None:
        """Post what `finish` makes of the turn's answer to `url`; the call came at `since` (monotonic seconds)."""
        task = asyncio.create_task(self._post(turn, url, since, finish))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def stop(self, seconds: float = 8.0) -> None:
        """Give what is still to be answered `seconds`, then leave it."""
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _post(self, turn: asyncio.Future[Answer], url: str, since: float, finish: Finish) -> None:
        await self._callbacks.post(url, finish(await turn), since)
