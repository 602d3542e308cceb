"""What the encoder does by itself: load the model, give every shop its vector, and again whenever one changes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

import structlog

from bot.encoder.door import Standing
from bot.encoder.model import SentenceModel
from bot.understanding import LEXICON
from core.building import Plan, embed_missing
from core.knowledge import praises
from core.refresher import CHANNEL, SHOPS
from db import catalogue as rows
from db.listen import listening
from db.pool import Database, DatabaseUnavailableError

_CHUNK = 32  # shops a call of the model, which nobody can cancel: far less than what a stop waits for
_BURST_SECONDS = 0.2
_AGAIN_SECONDS = 60.0  # a model that cannot be had may be there later
_OUTAGE_SECONDS = 2.0

_log = structlog.get_logger()


class Work:
    """Runs until it is cancelled; `standing` tells how far it is."""

    def __init__(self, name: str, database: Database, standing: Standing) -> None:
        self._name = name
        self._database = database
        self._standing = standing
        self._plan = Plan(database.url, praises(LEXICON / "good_words.tsv"))

    async def run(self) -> None:
        """A model that cannot be had is tried again every minute: nobody waits for it, the search goes on without."""
        self._standing.model = model = await self._loaded()
        _log.info("model_loaded", model=model.id, dimension=model.dimension)
        while True:
            try:
                await self._keep_up(model)
            except DatabaseUnavailableError as error:
                _log.warning("shops_not_followed", error=str(error), retry_seconds=_OUTAGE_SECONDS)
                await asyncio.sleep(_OUTAGE_SECONDS)

    async def _loaded(self) -> SentenceModel:
        while True:
            try:
                return await _apart(self._name)
            except Exception as error:  # noqa: BLE001 - the boundary: a model is somebody else's code
                _log.warning("model_not_loaded", model=self._name, error=f"{type(error).__name__}: {error}")
                await asyncio.sleep(_AGAIN_SECONDS)

    async def _keep_up(self, model: SentenceModel) -> None:
        """Listen first, so that nothing which changes while all are gone through is missed."""
        async with listening(self._database.url, CHANNEL) as notifications:
            await self._all(model)
            self._standing.complete = True
            while True:
                heard = await notifications.burst(_BURST_SECONDS)
                if SHOPS in heard:
                    await self._all(model)
                else:
                    await self._announce(await self._some([int(one) for one in heard if one.isdecimal()], model))

    async def _all(self, model: SentenceModel) -> None:
        after, made = 0, list[int]()
        while True:
            async with self._database.acquire() as connection:
                ids = await rows.ids(connection, after=after, limit=_CHUNK)
            if not ids:
                break
            after = ids[-1]
            made += await embed_missing(self._database, ids, self._plan, model)
        _log.info("shops_embedded", model=model.id, made=len(made))
        await self._announce(made)

    async def _some(self, ids: Sequence[int], model: SentenceModel) -> list[int]:
        made = list[int]()
        for start in range(0, len(ids), _CHUNK):
            made += await embed_missing(self._database, ids[start : start + _CHUNK], self._plan, model)
        return made

    async def _announce(self, ids: Sequence[int]) -> None:
        """Web processes read these shops again, now with their vectors; we hear it too and find nothing left to do."""
        async with self._database.acquire() as connection:
            await rows.announce(connection, ids)


async def _apart(name: str) -> SentenceModel:
    """Load on a thread that nobody waits for at the end: fetching a model may take minutes."""
    loop, loaded = asyncio.get_running_loop(), asyncio.get_running_loop().create_future()

    def load() -> None:
        try:
            loop.call_soon_threadsafe(loaded.set_result, SentenceModel.load(name))
        except Exception as error:  # noqa: BLE001 - handed on to who waits
            loop.call_soon_threadsafe(loaded.set_exception, error)

    threading.Thread(target=load, name="model-loading", daemon=True).start()
    model: SentenceModel = await loaded
    return model
