"""The search follows the encoder's model for as long as it runs, whatever fails in between."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import numpy as np
import structlog
from numpy.typing import NDArray

from core.encoder import Model, follow


class Running:
    """An encoder that is through with the shops."""

    async def model(self) -> Model:
        return Model("theirs", 2, complete=True)

    async def query(self, text: str, model_id: str, dimension: int) -> NDArray[np.float32]:
        raise AssertionError((text, model_id, dimension))  # following asks nothing


class FailsOnce:
    """A search whose first change of the model fails in a way that nobody thought of."""

    def __init__(self) -> None:
        self.searched_by = "ours"
        self.followed = asyncio.Event()
        self._tried = False

    async def search_by(self, model: Model) -> None:
        if not self._tried:
            self._tried = True
            raise ValueError("a row that cannot be read")
        self.searched_by = model.id
        self.followed.set()


async def test_a_failure_that_nobody_thought_of_is_told_and_the_model_is_taken_up_the_next_time() -> None:
    searcher = FailsOnce()
    with structlog.testing.capture_logs() as logged:
        following = asyncio.create_task(follow(Running(), searcher))
        async with asyncio.timeout(10):
            await searcher.followed.wait()
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following
    told = [(one["event"], one.get("error")) for one in logged]
    assert ("model_not_taken_up", "ValueError: a row that cannot be read") in told
