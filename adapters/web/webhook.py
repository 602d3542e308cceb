"""The doors of the web chat: a message is answered in its own response, as Kakao's calls are."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import orjson
import structlog
from aiohttp import web

from adapters.metrics import AdapterMetrics
from adapters.reading import BodyTooLargeError, UnreadableBodyError, parse_json, read_body
from adapters.web import payload, visitors
from adapters.web.limits import BODY_LIMIT, PREPARED, RETRY_AFTER_SECONDS, TEXT_LIMIT
from adapters.web.page import WebPage
from adapters.web.problem import RefusedError
from core.admission import Admit, Verdict
from core.channel import Channel, Handle
from core.messages import Account, Incoming
from db.pool import DatabaseUnavailableError

Prepare: TypeAlias = Callable[[Account, str], Awaitable[None]]
"""Gives a new member (account, "member") what a member has: card and coupons. May come again, so it repeats safely."""

_log = structlog.get_logger()


class WebDoor:
    """`POST /web/messages` and `POST /web/reset`, with the page they belong to."""

    def __init__(
        self,
        channel: Channel,
        page: WebPage,
        handle: Handle,
        admit: Admit,
        prepare: Prepare,
        metrics: AdapterMetrics,
    ) -> None:
        self._channel = channel
        self._page = page
        self._handle = handle
        self._admit = admit
        self._prepare = prepare
        self._metrics = metrics
        self._prepared: OrderedDict[Account, None] = OrderedDict()
        self._preparing = asyncio.Lock()

    def routes(self) -> list[web.RouteDef]:
        """All doors of the web chat, for `app.add_routes`."""
        return [
            *self._page.routes(),
            web.post("/web/messages", self.take_message),
            web.post("/web/reset", self.reset),
        ]

    async def take_message(self, request: web.Request) -> web.Response:
        """Answer one message: 200 with both platforms' JSON; 400, 403, 413, 415, 422, 429 as problems."""
        visitor = visitors.visitor_of(request)
        try:
            said = await _read(request)
            writer = visitor or visitors.new_visitor()
            answer = await self._answer({**said, "visitor": writer})
        except RefusedError as refusal:
            return self._refuse(refusal)
        self._count("answered")
        response = web.Response(body=orjson.dumps(answer), content_type="application/json")
        if visitor is None:  # the browser lost its cookie since it read the page
            visitors.remember(response, writer, secure=request.secure)
        return response

    async def reset(self, request: web.Request) -> web.Response:
        """Make the browser a new visitor: 204."""
        try:
            await _read(request)
        except RefusedError as refusal:
            return self._refuse(refusal)
        self._count("reset")
        response = web.Response(status=HTTPStatus.NO_CONTENT)
        visitors.remember(response, visitors.new_visitor(), secure=request.secure)
        return response

    async def _answer(self, event: Mapping[str, Any]) -> dict[str, Any]:
        if len(payload.words_of(event)) > TEXT_LIMIT:
            raise RefusedError(
                HTTPStatus.UNPROCESSABLE_ENTITY, "too_long", f"text has more than {TEXT_LIMIT} characters"
            )
        incoming = self._channel.parse(event)
        if incoming is None:
            raise RefusedError(HTTPStatus.BAD_REQUEST, "malformed", "needs person, and text, a press or a location")
        wait = {"Retry-After": str(RETRY_AFTER_SECONDS)}
        match await self._admit(incoming.account):
            case Verdict.TOO_OFTEN as told:
                raise RefusedError(HTTPStatus.TOO_MANY_REQUESTS, told, "more messages than a minute allows", wait)
            case Verdict.FULL as told:
                raise RefusedError(HTTPStatus.SERVICE_UNAVAILABLE, told, "too many people are writing", wait)
        await self._prepare_once(incoming)
        rendered: dict[str, Any] = self._channel.render(await self._handle(incoming))
        return rendered

    async def _prepare_once(self, incoming: Incoming) -> None:
        """Let a member have card and coupons before the first turn; without a database the turn goes on without."""
        if not incoming.vouched:
            return
        async with self._preparing:
            if incoming.account in self._prepared:
                return
            try:
                await self._prepare(incoming.account, visitors.Person.MEMBER)
            except DatabaseUnavailableError:
                _log.warning("web_member_not_prepared")
                return
            self._prepared[incoming.account] = None
            if len(self._prepared) > PREPARED:
                self._prepared.popitem(last=False)

    def _refuse(self, refusal: RefusedError) -> web.Response:
        self._count(refusal.code)
        _log.warning("web_message_refused", status=int(refusal.status), outcome=refusal.code)
        return refusal.response()

    def _count(self, outcome: str) -> None:
        self._metrics.received.labels(visitors.PLATFORM, outcome).inc()


async def _read(request: web.Request) -> dict[str, Any]:
    """The JSON object that our own page posted.

    Raises:
        RefusedError: from another site, not JSON, too large, or not an object.
    """
    if not _is_same_origin(request):
        raise RefusedError(HTTPStatus.FORBIDDEN, "other_origin", "only the page itself may post here")
    if request.content_type != "application/json":
        raise RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "not_json", "Content-Type must be application/json")
    try:
        body = await read_body(request)
        if len(body) > BODY_LIMIT:
            raise BodyTooLargeError
        posted = parse_json(body)
    except BodyTooLargeError as error:
        raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", f"more than {BODY_LIMIT} bytes") from error
    except UnreadableBodyError as error:
        raise RefusedError(HTTPStatus.BAD_REQUEST, "malformed", "the body is not JSON") from error
    if not isinstance(posted, dict):
        raise RefusedError(HTTPStatus.BAD_REQUEST, "malformed", "the body is not an object")
    return posted


def _is_same_origin(request: web.Request) -> bool:
    """Whether a browser says that our own page posts. What sends neither header is no browser, so carries no cookie
    against its owner's will.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site not in {None, "same-origin"}:
        return False
    return origin is None or urlsplit(origin).netloc == request.host
