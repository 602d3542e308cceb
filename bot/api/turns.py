"""The turns of apps, over HTTP or a WebSocket: admitted, and handed to the conversation as one of its messages."""

from __future__ import annotations

from uuid import UUID

from bot.api.schemas import ChatRequest
from bot.problems import Kind, Problem
from core.admission import Admission, Verdict
from core.channel import Handle
from core.clock import Clock
from core.messages import Account, Answer, Incoming

LONGEST_MESSAGE = 2_000
"""Characters of a message that are read; the rest is dropped, as on every channel."""

_ROOM_SECONDS = 10


class Turns:
    """A valid token answers for the person's age and consent (`vouched`)."""

    def __init__(self, handle: Handle, admission: Admission, clock: Clock) -> None:
        self._handle = handle
        self._admission = admission
        self._clock = clock

    async def admit(self, account: Account) -> None:
        """Count a turn of the account.

        Raises:
            Problem: 429, with the seconds until the next may come; 503 while too many write.
        """
        match await self._admission.admit(account):
            case Verdict.TOO_OFTEN as told:
                wait = await self._admission.seconds_until_free(account)
                raise Problem(Kind.RATE_LIMITED, code=told, retry_after=wait)
            case Verdict.FULL as told:
                raise Problem(Kind.UNAVAILABLE, code=told, retry_after=_ROOM_SECONDS)

    async def take(self, account: Account, message: ChatRequest, turn_id: UUID) -> Answer:
        """The conversation's answer."""
        return await self._handle(
            Incoming(
                turn_id=turn_id,
                account=account,
                text=message.message[:LONGEST_MESSAGE],
                at=self._clock.now(),
                action=message.pressed,
                point=message.point,
                session_id=message.session_id,
                vouched=True,
                hints=message.hints,
            )
        )
