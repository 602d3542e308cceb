"""`GET /api/v1/ws`: a conversation over one WebSocket, and notices pushed into it (contracts.md, HTTP).

The first message carries the token. Then `{"type":"message","text",…}`, as `/chat` takes it, is answered in order by
`{"type":"answer",…}`; what the program has to say by itself arrives as `{"type":"notice",…}`. What is wrong with a
message is told as `{"type":"error","problem":…}` and the connection goes on; a wrong token ends it with code 4401.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from typing import Any
from uuid import uuid4
from weakref import WeakSet

import orjson
import structlog
from aiohttp import WSCloseCode, WSMsgType, web
from pydantic import ValidationError

from bot.api.schemas import ChatAnswer, ChatRequest
from bot.api.turns import Turns
from bot.auth import TokenVerifier
from bot.middlewares import REQUEST_ID
from bot.problems import Kind, Problem, Problems
from core.messages import Account, Answer
from core.notifications.live import LiveNotices
from db.redis import OUTAGES

PATH = "/ws"

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
            told = orjson.loads(await socket.receive_str(timeout=TOKEN_SECONDS))
            token = told.get("token") if isinstance(told, Mapping) else None
            account = self._verifier.verify(f"Bearer {token}" if isinstance(token, str) else None).account
        except Problem as problem:
            await self._complain(socket, request, problem)
            return None
        except (TimeoutError, TypeError, orjson.JSONDecodeError):
            await self._complain(socket, request, Problem(Kind.TOKEN_MISSING))
            return None
        await socket.send_json({"type": "ready"})
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
            told = asdict(ChatAnswer.of(answer, request[REQUEST_ID]))
            await socket.send_str(orjson.dumps({"type": "answer", **told}).decode())

    async def _answer(self, data: str, account: Account) -> Answer:
        message = _read(data)
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
                            await socket.send_str(_notice(notice))
            except OUTAGES:
                _log.warning("socket_notices_unavailable")
                await asyncio.sleep(_HEARKEN_SECONDS)

    async def _complain(self, socket: web.WebSocketResponse, request: web.Request, problem: Problem) -> None:
        document = self._problems.document(problem, request[REQUEST_ID])
        with suppress(ConnectionError):
            await socket.send_str(orjson.dumps({"type": "error", "problem": document}).decode())


def _read(data: str) -> ChatRequest:
    """A message as `/chat` takes it, with `text` for `message`.

    Raises:
        Problem: 400.
    """
    try:
        told = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise Problem(Kind.MALFORMED) from error
    if not isinstance(told, dict) or told.get("type") != "message":
        raise Problem(Kind.MALFORMED)
    try:
        return ChatRequest.model_validate({"message": told.get("text", ""), **told})
    except ValidationError as error:
        raise Problem(Kind.MALFORMED) from error


def _notice(answer: Answer) -> str:
    view: dict[str, Any] = asdict(ChatAnswer.of(replace(answer, trace=None), str(answer.turn_id)))
    told = {name: view[name] for name in ("response", "cards", "quick_replies")}
    return orjson.dumps({"type": "notice", "preview": answer.preview, **told}).decode()
