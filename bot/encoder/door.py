"""What the encoder answers: `GET /` what it runs and whether every shop has its vector, `POST /query` a vector."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from aiohttp import web
from pydantic import BaseModel, Field, ValidationError

from bot.encoder.model import SentenceModel

_LARGEST = 64 * 1024


class _Query(BaseModel):
    text: str = Field(max_length=2_000)


@dataclass(slots=True)
class Standing:
    """How far the process is. `complete`: every shop's document has its vector."""

    model: SentenceModel | None = None
    complete: bool = False


class EncoderDoor:
    """Answers for `standing`; 409 until the model is loaded: it lives and says no, which is no outage."""

    def __init__(self, standing: Standing) -> None:
        self._standing = standing

    def application(self) -> web.Application:
        """With its two routes."""
        app = web.Application(client_max_size=_LARGEST)
        app.add_routes([web.get("/", self.told), web.post("/query", self.query)])
        return app

    async def told(self, _request: web.Request) -> web.Response:
        """Which model, its dimension, whether it is through with the shops."""
        model = self._loaded()
        said = {"model": model.id, "dimension": model.dimension, "complete": self._standing.complete}
        return web.json_response(said)

    async def query(self, request: web.Request) -> web.Response:
        """The vector of `text`."""
        model = self._loaded()
        try:
            asked = _Query.model_validate_json(await request.read())
        except ValidationError as error:
            raise web.HTTPBadRequest(text='{"code": "malformed"}', content_type="application/json") from error
        vector = await asyncio.to_thread(model.query, asked.text)
        return web.json_response({"model": model.id, "vector": vector.tolist()})

    def _loaded(self) -> SentenceModel:
        if self._standing.model is None:
            raise web.HTTPConflict(text='{"code": "not_loaded"}', content_type="application/json")
        return self._standing.model
