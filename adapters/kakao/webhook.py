"""`POST /webhooks/kakao`: a skill call is answered in its own response (contracts.md, HTTP)."""

from __future__ import annotations

import asyncio
import hmac
import json
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import Any

import structlog
from aiohttp import web

from adapters.kakao import contexts, payload, validation
from adapters.kakao.late import LateAnswers
from adapters.kakao.render import KakaoNotices, addressed, say_again
from adapters.metrics import AdapterMetrics
from adapters.reading import BodyTooLargeError, UnreadableBodyError, parse_json, read_body
from adapters.templates import JsonTemplates
from core.channel import Channel, Handle
from core.messages import Account, Answer, Incoming

KEY_HEADER = "X-Naviyam-Key"

PATIENCE_SECONDS = 3.0
"""How long a turn is waited for where its answer can follow by callback."""

Admit = Callable[[Account], Awaitable[bool]]
"""Whether this account may have a turn now; false where it is over its rate or the process over its capacity."""

_log = structlog.get_logger()
_dumps = partial(json.dumps, ensure_ascii=False)


class KakaoDoor:
    """Takes Kakao's skill calls. Kakao signs nothing: a secret header, valid in two versions, is the lock.

    `keys` are the current key and, while it is being changed, the previous one. `bot_id` empty takes any bot's
    calls. `handle` keeps the time limit of a turn (3.5 s; Kakao gives up after 5); one whose answer may follow by
    callback is waited for `patience_seconds`.
    """

    def __init__(
        self,
        channel: Channel,
        templates: JsonTemplates,
        handle: Handle,
        admit: Admit,
        late: LateAnswers,
        metrics: AdapterMetrics,
        *,
        keys: Sequence[str],
        bot_id: str,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self._channel = channel
        self._templates = templates
        self._notices = KakaoNotices(templates)
        self._handle = handle
        self._admit = admit
        self._late = late
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

    async def stop(self) -> None:
        """Let the answers that are late go out."""
        await self._late.stop()

    async def _turn(self, called: Mapping[str, Any]) -> web.Response:
        incoming = self._channel.parse(called)
        if incoming is None:
            return self._notice("empty" if payload.user_id(called) else "unreadable")
        if not await self._admit(incoming.account):
            return self._notice("busy", again=say_again(incoming))
        finish = partial(self._response, incoming, contexts.closing(called))
        if self._late.accepts(url := payload.callback_url(called)):
            return await self._patiently(incoming, url, finish)
        self._count("answered")
        return _json(finish(await self._handle(incoming)))

    async def _patiently(
        self, incoming: Incoming, url: str, finish: Callable[[Answer], Mapping[str, Any]]
    ) -> web.Response:
        """The answer, or the promise of one where it takes too long."""
        since = time.monotonic()
        turn = asyncio.ensure_future(self._handle(replace(incoming, may_be_late=True)))
        await asyncio.wait({turn}, timeout=self._patience_seconds)
        if turn.done():
            self._count("answered")
            return _json(finish(turn.result()))
        self._late.follow(turn, url, since, finish)
        self._count("late")
        return _json(self._templates.make("later"))

    def _response(self, incoming: Incoming, closed: list[dict[str, Any]], answer: Answer) -> Mapping[str, Any]:
        made = contexts.with_contexts(self._channel.render(answer), closed)
        return addressed(made, incoming.account) if incoming.group else made

    def _notice(self, name: str, **values: object) -> web.Response:
        self._count(name)
        return _json(self._notices.make(name, **values))

    def _count(self, outcome: str) -> None:
        self._metrics.received.labels(payload.PLATFORM, outcome).inc()
        if outcome not in {"answered", "late", "validation"}:
            _log.warning("kakao_call_not_answered", outcome=outcome)

    def _is_known(self, key: str) -> bool:
        given = key.encode("utf-8", "surrogateescape")
        matches = [hmac.compare_digest(given, known) for known in self._keys]  # all of them, so that none ends it early
        return any(matches)


def _json(body: Mapping[str, Any], status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    return web.json_response(body, status=status, dumps=_dumps)
