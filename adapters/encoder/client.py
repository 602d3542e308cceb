"""Calls to the encoder: `GET /` says what it runs, `POST /query` what it makes of a text (bot/encoder/door.py)."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field, ValidationError

from adapters.outside import Json, OutsideClient, Service
from core.encoder import Model
from core.outside import NoAnswerError

LIMIT_SECONDS = 0.5
"""Somebody waits, and without it everything else decides; a wish takes 25 to 250 ms (docs/evaluation/embedding.md)."""

_NAME = "encoder"
_LARGEST = 8_192  # numbers of a vector
Answer = TypeVar("Answer", bound=BaseModel)


class _Told(BaseModel):
    model: str = Field(min_length=1, max_length=100)
    dimension: int = Field(gt=0, le=_LARGEST)
    complete: bool


class _Vector(BaseModel):
    model: str
    vector: list[float] = Field(max_length=_LARGEST)


def service(url: str) -> Service:
    """The encoder at `url`."""
    return Service(_NAME, url, "", limit_seconds=LIMIT_SECONDS, try_seconds=LIMIT_SECONDS)


class EncoderClient:
    """Fulfils `core.encoder.Encoder`."""

    def __init__(self, client: OutsideClient) -> None:
        self._client = client

    async def model(self) -> Model:
        """What it runs, once it is loaded."""
        told = _checked(_Told, await self._client.get("model", "/"))
        return Model(told.model, told.dimension, told.complete)

    async def query(self, text: str, model_id: str, dimension: int) -> NDArray[np.float32]:
        """Checked to be of that model and length: the encoder may have been started with another one."""
        told = _checked(_Vector, await self._client.post("query", "/query", {"text": text}))
        vector = np.array(told.vector, dtype=np.float32)
        if told.model != model_id or vector.shape != (dimension,) or not np.isfinite(vector).all():
            raise NoAnswerError(_NAME, "a vector of another model", may_be_done=True)
        return vector


def _checked(model: type[Answer], answer: Json) -> Answer:
    try:
        return model.model_validate(answer)
    except ValidationError:
        raise NoAnswerError(_NAME, "unexpected answer", may_be_done=True) from None
