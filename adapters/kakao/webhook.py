"""`POST /webhooks/kakao`: a skill call is answered in its own response (contracts.md, HTTP)."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import orjson
import structlog
from aiohttp import web

from adapters.kakao import payload, validation
from adapters.kakao.arrivals import arrival
from adapters.kakao.render import KakaoNotices
from adapters.metrics import AdapterMetrics
from adapters.reading import BodyTooLargeError, UnreadableBodyError, parse_json, read_body
from adapters.templates import JsonTemplates
from core.admission import Admit, Verdict
from core.channel import Channel, Handle
from core.messages import Answer, Incoming
from db.inbox import Arrival, DatabaseUnavailableError

KEY_HEADER = "X-Naviyam-Key"

PATIENCE_SECONDS = 3.0
"""How long a turn is waited for where its answer can follow by callback."""

Promise = Callable[[str, Arrival, asyncio.Future[Answer]], Awaitable[None]]
"""Makes it durable that a call will have the answer of a running turn, or raises `DatabaseUnavailableError`."""

_log = structlog.get_logger()


class KakaoDoor:
    """Takes Kakao's skill calls. Kakao signs nothing: a secret header, valid in two versions, is the lock.

    `keys` are the current key and, while it is being changed, the previous one. `bot_id` empty takes any bot's
    calls. Who is not admitted is asked to `wait_a_moment`. `handle` keeps the time limit of a turn (3.5 s; Kakao gives
    up after 5); one whose answer may follow by callback is waited for `patience_seconds`.
    """

    def __init__(
        self,
        channel: Channel,
        handle: Handle,
        wait_a_moment: Callable[[Incoming], Answer],
        admit: Admit,
        promise: Promise,
        metrics: AdapterMetrics,
        *,
        keys: Sequence[str],
        bot_id: str,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self._channel = channel
        self._templates = JsonTemplates(payload.PLATFORM)
        self._notices = KakaoNotices(self._templates)
        self._handle = handle
        self._wait_a_moment = wait_a_moment
        self._admit = admit
        self._promise = promise
        self._metrics = metrics
        self._keys = [key.encode() for key in keys if key]
        self._bot_id = bot_id
        self._patience_seconds = patience_seconds

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one call: 401 without a right key, 413 over the size limit, else 200 with something to show."""
        if not self._is_known(request.headers.get(KEY_HEADER, "")):
            self._count("wrong_key")
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        try:
            called = parse_json(await read_body(request))
        except BodyTooLargeError:
            self._count("too_large")
            return _json(self._notices.make("too_large"), HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        except UnreadableBodyError:
            called = None
        if not isinstance(called, dict):
            return self._notice("unreadable")
        if validation.is_validation(called):
            self._count("validation")
            return _json(validation.verdict(called, self._bot_id, self._templates))
        if not payload.is_for(called, self._bot_id):
            return self._notice("other_bot")
        return await self._turn(called)

    async def _turn(self, called: Mapping[str, Any]) -> web.Response:
        since, incoming = datetime.now(UTC), self._channel.parse(called)
        if incoming is None:
            return self._notice("empty" if payload.user_id(called) else "unreadable")
        if (verdict := await self._admit(incoming.account)) is not Verdict.WELCOME:
            return self._answer(verdict, called, self._wait_a_moment(incoming))
        if incoming.may_be_late:
            return await self._patiently(called, incoming, since)
        return self._answer("answered", called, await self._handle(incoming))

    async def _patiently(self, called: Mapping[str, Any], incoming: Incoming, since: datetime) -> web.Response:
        """The answer, or the promise of one where it takes too long; nothing is promised that may be lost."""
        turn = asyncio.ensure_future(self._handle(incoming))
        await asyncio.wait({turn}, timeout=self._patience_seconds)
        if turn.done():
            return self._answer("answered", called, turn.result())
        try:
            await self._promise(payload.PLATFORM, arrival(called, incoming, since), turn)
        except DatabaseUnavailableError:
            turn.cancel()
            return self._answer(Verdict.FULL, called, self._wait_a_moment(incoming))
        self._count("late")
        return _json(self._templates.make("later"))

    def _answer(self, outcome: str, called: Mapping[str, Any], answer: Answer) -> web.Response:
        self._count(outcome)
        return _json(self._channel.response(called, answer))

    def _notice(self, name: str) -> web.Response:
        self._count(name)
        return _json(self._notices.make(name))

    def _count(self, outcome: str) -> None:
        self._metrics.received.labels(payload.PLATFORM, outcome).inc()
        if outcome not in {"answered", "late", "validation"}:
            _log.warning("kakao_call_not_answered", outcome=outcome)

    def _is_known(self, key: str) -> bool:
        given = key.encode("utf-8", "surrogateescape")
        matches = [hmac.compare_digest(given, known) for known in self._keys]  # all of them, so that none ends it early
        return any(matches)


def _json(body: Mapping[str, Any], status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    return web.Response(body=orjson.dumps(body), status=status, content_type="application/json", charset="utf-8")
