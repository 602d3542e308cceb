"""A conversation that notes what it hears, and answers the same to everybody."""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass, field

from core.messages import Answer, Incoming
from tests.adapters.answers import food_answer

SECRET = "a-channel-secret-of-32-characters"


@dataclass
class Listener:
    """`handle` stands where the conversation stands."""

    heard: list[Incoming] = field(default_factory=list)
    answer: Answer = field(default_factory=food_answer)

    async def handle(self, incoming: Incoming) -> Answer:
        self.heard.append(incoming)
        return self.answer


def signature(body: bytes, secret: str = SECRET) -> str:
    return base64.b64encode(hmac.digest(secret.encode(), body, "sha256")).decode()
