"""`POST /webhooks/kakao`: a skill call is answered in its own response (contracts.md, HTTP)."""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any

import structlog
from aiohttp import web

from adapters.kakao import payload
from adapters.kakao.render import KakaoNotices, say_again
from adapters.metrics import AdapterMetrics
from adapters.reading import BodyTooLargeError, UnreadableBodyError, parse_json, read_body
from core.channel import Channel, Handle
from core.messages import Account

KEY_HEADER = "X-Naviyam-Key"

Admit = Callable[[Account], Awaitable[bool]]
"""Whether this account may have a turn now; false where it is over its rate or the process over its capacity."""

_log = structlog.get_logger()
_dumps = partial(json.dumps, ensure_ascii=False)


class KakaoDoor:
    """Takes Kakao's skill calls. Kakao signs nothing: a secret header, valid in two versions, is the lock.

    `keys` are the current key and, while it is being changed, the previous one. `bot_id` empty takes any bot's
    calls. `handle` keeps the time limit of a turn (3.5 s; Kakao gives up after 5).
    """

    def __init__(
        self,
        channel: Channel,
        notices: KakaoNotices,
        handle: Handle,
        admit: Admit,
        metrics: AdapterMetrics,
        *,
        keys: Sequence[str],
        bot_id: str,
    ) -> None:
        self._channel = channel
        self._notices = notices
        self._handle = handle
        self._admit = admit
        self._metrics = metrics
        self._keys = [key.encode() for key in keys if key]
        self._bot_id = bot_id

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
        if payload.is_validation(called):
            return self._validate(called)
        if not payload.is_for(called, self._bot_id):
            return self._notice("other_bot")
        return await self._turn(called)

    async def _turn(self, called: Mapping[str, Any]) -> web.Response:
        incoming = self._channel.parse(called)
        if incoming is None:
            return self._notice("empty" if payload.user_id(called) else "unreadable")
        if not await self._admit(incoming.account):
            return self._notice("busy", again=say_again(incoming))
        self._count("answered")
        return _json(self._channel.render(await self._handle(incoming)))

    def _validate(self, called: Mapping[str, Any]) -> web.Response:
        """Accept any words as a parameter: our own reading of them is better than a refusal."""
        value = payload.validated(called)
        self._count("validation")
        return _json({"status": "SUCCESS", "value": value} if value else {"status": "FAIL"})

    def _notice(self, name: str, **values: object) -> web.Response:
        self._count(name)
        return _json(self._notices.make(name, **values))

    def _count(self, outcome: str) -> None:
        self._metrics.received.labels(payload.PLATFORM, outcome).inc()
        if outcome not in {"answered", "validation"}:
            _log.warning("kakao_call_not_answered", outcome=outcome)

    def _is_known(self, key: str) -> bool:
        given = key.encode("utf-8", "surrogateescape")
        matches = [hmac.compare_digest(given, known) for known in self._keys]  # all of them, so that none ends it early
        return any(matches)


def _json(body: Mapping[str, Any], status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    return web.json_response(body, status=status, dumps=_dumps)
