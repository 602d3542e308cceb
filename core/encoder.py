"""A model of sentences that runs in a process of its own, and how the search comes to use it and does without it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import structlog
from numpy.typing import NDArray

from core.outside import OutsideError

_LOOK_SECONDS = 1.0
_SETTLED_SECONDS = 15.0

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Model:
    """What runs there: another `id` makes other vectors. `complete`: every shop's document has its vector."""

    id: str
    dimension: int
    complete: bool


class Encoder(Protocol):
    """The process; both raise `OutsideError` where it is gone, slow, still loading or says what cannot be used."""

    async def model(self) -> Model:
        """What it runs."""
        ...

    async def query(self, text: str, model_id: str, dimension: int) -> NDArray[np.float32]:
        """The unit vector that the model of that id makes of what is searched."""
        ...


class Switches(Protocol):
    """Who searches by a model."""

    @property
    def searched_by(self) -> str:
        """The id of the model in use."""
        ...

    async def search_by(self, model: Model) -> None:
        """Search by another one. Raises `DatabaseUnavailableError`; the one before is then still in use."""
        ...


async def follow(encoder: Encoder, searcher: Switches) -> None:
    """For ever: once the encoder has a vector of every shop, search by its model; so again where it runs another.

    Until then, and while it is gone, the search goes on as it is.
    """
    while True:
        settled = False
        try:
            model = await encoder.model()
            if model.complete and model.id != searcher.searched_by:
                await searcher.search_by(model)
                _log.info("searching_by", model=model.id, dimension=model.dimension)
            settled = model.id == searcher.searched_by
        except OutsideError:
            pass  # counted where it was called
        except Exception as error:  # noqa: BLE001 - named boundary: one failure must not end the following for good
            _log.warning("model_not_taken_up", error=f"{type(error).__name__}: {error}")
        await asyncio.sleep(_SETTLED_SECONDS if settled else _LOOK_SECONDS)
