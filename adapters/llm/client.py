"""Calls to a chat completion server: one try in 700 ms, and silence where anything is wrong."""

from __future__ import annotations

import structlog
from pydantic import ValidationError

from adapters.llm.payload import Choice, Completion, request
from adapters.outside import OutsideClient, Service
from core.meaning import Intent
from core.outside import OutsideError

LIMIT_SECONDS = 0.7  # domain.md 2
_VERSION = "/v1"

_log = structlog.get_logger()


def service(url: str, key: str) -> Service:
    """The server at `url`, with or without the protocol's /v1 at its end."""
    base = url.removesuffix(_VERSION) + _VERSION
    return Service("llm", base, key, limit_seconds=LIMIT_SECONDS, try_seconds=LIMIT_SECONDS)


class LlmReader:
    """Fulfils `core.nlu.second.SecondReader`; never raises."""

    def __init__(self, client: OutsideClient, model: str) -> None:
        self._client = client
        self._model = model

    async def intent(self, masked: str, previous: Intent | None) -> Intent | None:
        """The intent that the model chose; None if it is late, broken, or says anything but one of the twelve."""
        try:
            answer = await self._client.post("intent", "/chat/completions", request(self._model, masked, previous))
            said = Completion.model_validate(answer).choices[0].message.content
            return Choice.model_validate_json(said).intent
        except OutsideError:
            return None  # counted where it was called
        except ValidationError:
            _log.info("llm_answer_unusable")
            return None
