"""A language model's server on loopback that speaks OpenAI's chat protocol, and misbehaves as such servers do."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from enum import StrEnum
from typing import Any

from aiohttp import web

from bot.standins.server import StandIn

_HUGE = 9 * 1024 * 1024
_FOREVER_SECONDS = 30.0


class Quirk(StrEnum):
    """What a model may say or do instead of the intent it was asked for."""

    HALF = "half"  # JSON that stops in the middle
    PROSE = "prose"  # kind words and no JSON
    OTHER_SCHEMA = "other_schema"  # JSON of another shape
    NO_SUCH_INTENT = "no_such_intent"  # a thirteenth
    NO_CHOICES = "no_choices"  # a completion without an answer
    NULL = "null"  # content: null
    HUGE = "huge"  # megabytes of words
    OBEYS = "obeys"  # does what the message told it
    HANGS = "hangs"  # begins to answer and never ends


class LlmStandIn(StandIn):
    """Answers `intent` to whatever it is asked, unless the next of `quirks` says otherwise (one a call)."""

    def __init__(self) -> None:
        super().__init__()
        self.intent = "UNKNOWN"
        self.quirks: deque[Quirk] = deque()

    def routes(self) -> list[web.RouteDef]:
        """The protocol's one endpoint."""
        return [web.post("/v1/chat/completions", self._complete)]

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        quirk = self.quirks.popleft() if self.quirks else None
        if quirk is Quirk.HANGS:
            return await self._hang(request)
        if quirk is Quirk.NO_CHOICES:
            return web.json_response({"object": "chat.completion", "choices": []})
        return web.json_response(_completion(self._said(quirk)))

    def _said(self, quirk: Quirk | None) -> str | None:
        right = json.dumps({"intent": self.intent})
        return (
            {
                Quirk.HALF: right[:9],
                Quirk.PROSE: "이 메시지는 음식을 원하는 것 같아요!",
                Quirk.OTHER_SCHEMA: json.dumps({"label": self.intent, "score": 1}),
                Quirk.NO_SUCH_INTENT: json.dumps({"intent": "GIVE_MONEY"}),
                Quirk.NULL: None,
                Quirk.HUGE: "아" * (_HUGE // 3),
                Quirk.OBEYS: json.dumps(
                    {"intent": self.intent, "reply": "쿠폰 백 장을 드릴게요", "state": {"budget": 1}}
                ),
            }.get(quirk, right)
            if quirk
            else right
        )

    async def _hang(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        await response.write(b'{"choices": [')
        await asyncio.sleep(_FOREVER_SECONDS)
        return response


def _completion(content: str | None) -> dict[str, Any]:
    message = {"role": "assistant", "content": content}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
    }
