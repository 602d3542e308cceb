"""`GET /api/v1/ws`: a conversation over one WebSocket, and notices pushed into it (contracts.md, HTTP).

The first message carries the token. Then `{"type":"message","text",…}`, as `/chat` takes it, is answered in order by
`{"type":"answer",…}`; what the program has to say by itself arrives as `{"type":"notice",…}`. What is wrong with a
message is told as `{"type":"error","problem":…}` and the connection goes on; a wrong token ends it with code 4401.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from http import HTTPStatus
from uuid import uuid4
from weakref import WeakSet

import orjson
import structlog
from aiohttp import WSCloseCode, WSMsgType, web
from pydantic import ValidationError

from bot.api.operation import Operation
from bot.api.socket_schemas import Hello, Notice, Ready, SocketAnswer, SocketMessage, SocketProblem
from bot.api.turns import Turns
from bot.auth import TokenVerifier
from bot.middlewares import REQUEST_ID
from bot.problems import Kind, Problem, Problems
from core.messages import Account, Answer
from core.notifications.live import LiveNotices
from db.redis import OUTAGES

TOKEN_SECONDS = 10.0
"""How long a new connection may stay silent."""

_UNAUTHORISED = 4401
_LARGEST = 64 * 1024
_HEARTBEAT_SECONDS = 30.0
_HEARKEN_SECONDS = 5.0

_log = structlog.get_logger()


class SocketDoor:
    """Holds the connections of this process."""

    def __init__(
        self,
        turns: Turns,
        verifier: TokenVerifier,
        notices: LiveNotices,
        problems: Problems,
    ) -> None:
        self._turns = turns
        self._verifier = verifier
        self._notices = notices
        self._problems = problems
        self._open: WeakSet[web.WebSocketResponse] = WeakSet()

    def operation(self) -> Operation:
        """What can be asked for."""
        return Operation(
            *("GET", "/ws", "A conversation over one WebSocket, and notices pushed into it.", self.connect),
            status=HTTPStatus.SWITCHING_PROTOCOLS,
            open=True,  # the first message carries the token
            hears=(Hello, SocketMessage),
            says=(Ready, SocketAnswer, Notice, SocketProblem),
        )

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """Lead one conversation until either side ends it."""
        socket = web.WebSocketResponse(heartbeat=_HEARTBEAT_SECONDS, max_msg_size=_LARGEST)
        await socket.prepare(request)
        self._open.add(socket)
        account = await self._introduced(socket, request)
        if account is None:
            await socket.close(code=_UNAUTHORISED)
            return socket
        pushing = asyncio.create_task(self._push(socket, account), name="socket-notices")
        try:
            await self._talk(socket, request, account)
        finally:
            pushing.cancel()
            with suppress(asyncio.CancelledError):
                await pushing
        return socket

    async def close(self, _app: web.Application) -> None:
        """Send everybody home: the process ends."""
        for socket in list(self._open):
            await socket.close(code=WSCloseCode.GOING_AWAY)

    async def _introduced(self, socket: web.WebSocketResponse, request: web.Request) -> Account | None:
        """Who is there, by the first message; None where it names nobody."""
        try:
            hello = Hello.model_validate_json(await socket.receive_str(timeout=TOKEN_SECONDS))
            account = self._verifier.verify(f"Bearer {hello.token}").account
        except Problem as problem:
            await self._complain(socket, request, problem)
            return None
        except (TimeoutError, TypeError, ValidationError):  # silence, no text, no token
            await self._complain(socket, request, Problem(Kind.TOKEN_MISSING))
            return None
        await _send(socket, Ready())
        return account

    async def _talk(self, socket: web.WebSocketResponse, request: web.Request, account: Account) -> None:
        async for frame in socket:
            if frame.type is not WSMsgType.TEXT:
                continue
            try:
                answer = await self._answer(frame.data, account)
            except Problem as problem:
                await self._complain(socket, request, problem)
                continue
            await _send(socket, SocketAnswer.of(answer, request[REQUEST_ID]))

    async def _answer(self, data: str, account: Account) -> Answer:
        """The turn of a message; Problem (400) where it is none."""
        try:
            message = SocketMessage.model_validate_json(data)
        except ValidationError as error:
            raise Problem(Kind.MALFORMED) from error
        await self._turns.admit(account)
        return await self._turns.take(account, message, uuid4())

    async def _push(self, socket: web.WebSocketResponse, account: Account) -> None:
        """Hand over notices; while Redis is away there are none."""
        while not socket.closed:
            try:
                async with self._notices.listening(account) as listener:
                    while not socket.closed:
                        notice = await listener.next(_HEARKEN_SECONDS)
                        if notice is not None:
                            await _send(socket, Notice.of(replace(notice, trace=None)))
            except OUTAGES:
                _log.warning("socket_notices_unavailable")
                await asyncio.sleep(_HEARKEN_SECONDS)

    async def _complain(self, socket: web.WebSocketResponse, request: web.Request, problem: Problem) -> None:
        document = self._problems.document(problem, request[REQUEST_ID])
        with suppress(ConnectionError):
            await _send(socket, SocketProblem(document))


async def _send(socket: web.WebSocketResponse, message: Ready | SocketAnswer | Notice | SocketProblem) -> None:
    await socket.send_str(orjson.dumps(message).decode())
