"""`POST /api/v1/chat`: a turn for an app that signs for its people (contracts.md, the guide's 6.1)."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from uuid import UUID, uuid4

import structlog
from aiohttp import web

from bot.api import bodies
from bot.api.once import Once, keyed
from bot.api.operation import BASE, Operation
from bot.api.schemas import ChatAnswer, ChatRequest
from bot.api.turns import Turns
from bot.auth import TokenVerifier
from bot.middlewares import REQUEST_ID
from core.clock import Clock
from core.messages import Account
from db.pool import DatabaseUnavailableError

PATH = BASE + "/chat"

_log = structlog.get_logger()


class ChatDoor:
    """Takes messages over HTTP."""

    def __init__(self, turns: Turns, verifier: TokenVerifier, once: Once, clock: Clock) -> None:
        self._turns = turns
        self._verifier = verifier
        self._once = once
        self._clock = clock

    def operation(self) -> Operation:
        """What can be asked for."""
        refusals = (HTTPStatus.CONFLICT, HTTPStatus.UNSUPPORTED_MEDIA_TYPE, HTTPStatus.UNPROCESSABLE_ENTITY)
        return Operation(
            *("POST", "/chat", "One turn of the conversation.", self.handle),
            *(ChatRequest, ChatAnswer, HTTPStatus.OK, refusals),
            changes=True,
        )

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one message.

        Raises:
            Problem: 400, 401, 409, 415, 422 or 429.
            web.HTTPRequestEntityTooLarge: the body is over the application's limit.
        """
        account = self._verifier.verify(request.headers.get("Authorization")).account
        message = await bodies.read(request, ChatRequest)
        repeatable = await keyed(request, account)
        await self._turns.admit(account)
        if repeatable is None:
            return await self._turn(request, account, message, uuid4())
        turn_id = self._once.identity(repeatable, self._clock.now().date())
        produce = partial(self._turn, request, account, message, turn_id)
        try:
            return await self._once.answer(repeatable, produce)
        except DatabaseUnavailableError:
            # a turn is answered without PostgreSQL too; by its id it is not recorded twice when that is back
            _log.warning("idempotency_keys_unavailable")
            return await produce()

    async def _turn(self, request: web.Request, account: Account, message: ChatRequest, turn_id: UUID) -> web.Response:
        answer = await self._turns.take(account, message, turn_id)
        return bodies.answer(ChatAnswer.of(answer, request[REQUEST_ID]))
