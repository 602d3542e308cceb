"""LINE's Messaging API as a server on loopback, as strict as the real one (platforms.md 1)."""

from __future__ import annotations

import json
import re
import time
import uuid
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from aiohttp import ClientError, ClientSession, web

from bot.standins.line_account import Account, signature
from bot.standins.line_contract import Contract
from bot.standins.line_menus import RichMenus
from bot.standins.line_rules import message_problems
from bot.standins.server import Handler, StandIn, problem

Json = dict[str, Any]
Endpoint = Callable[[web.Request, Any], Awaitable[web.StreamResponse]]
"""What answers a call whose caller and body are in order; the body is None where the call takes none."""

TOKEN_SECONDS = 60.0
_REDELIVERY_SECONDS = 20 * 60.0
_WINDOW_SECONDS = 1.0
_KEY_SECONDS = 24 * 3600.0

_TOKEN = re.compile(r"[0-9A-Za-z_-]{8,128}")
_RETRY_KEY = "X-Line-Retry-Key"
_MESSAGE = "/v2/bot/message/"
_LOADING = "/v2/bot/chat/loading/start"
_KEYED = {f"{_MESSAGE}push", f"{_MESSAGE}multicast"}
_PER_SECOND = {f"{_MESSAGE}reply": 2000, f"{_MESSAGE}push": 2000, f"{_MESSAGE}multicast": 200, _LOADING: 100}


@dataclass(slots=True)
class _Token:
    """A reply token: since when it counts, when its event was, whether it is used."""

    since: float
    event_at: float
    is_spent: bool = False


class LineStandIn(StandIn):
    """LINE as the bot meets it, and as what posts webhooks to it.

    `accepted` holds what people would now see: ("reply", token, messages) or ("push", user id, messages).
    A reply token is good once and for `token_seconds` from when it was posted here or first seen; a retry key stands
    for one push. `access_token` None takes any. `quota` is what may still be pushed this month, None for no end;
    `per_second` how many calls of an endpoint a second takes. Every body is judged by LINE's OpenAPI file.
    """

    def __init__(self) -> None:
        super().__init__()
        self.accepted: list[tuple[str, str, list[Json]]] = []
        self.access_token: str | None = None
        self.token_seconds = TOKEN_SECONDS
        self.quota: int | None = None
        self.per_second = dict(_PER_SECOND)
        self.account = Account()
        self.menus = RichMenus()
        self._contract = Contract.of_messaging_api()
        self._tokens: dict[str, _Token] = {}
        self._retry_keys: dict[UUID, tuple[float, str, Json]] = {}
        self._recent: defaultdict[str, deque[float]] = defaultdict(deque)

    def routes(self) -> list[web.RouteDef]:
        """The endpoints of api.line.me and api-data.line.me that the bot uses."""
        kinds = ("reply", "push", "multicast")
        return [
            self._post(f"{_MESSAGE}reply", self._reply),
            self._post(f"{_MESSAGE}push", self._push),
            self._post(f"{_MESSAGE}multicast", self._multicast),
            *(self._post(f"{_MESSAGE}validate/{kind}", self._validate) for kind in kinds),
            self._post(_LOADING, self._loading),
            self._get("/v2/bot/profile/{userId}", self._profile),
            *self.account.routes(self._route, self._left),
            *self.menus.routes(self._route),
        ]

    def expire(self, token: str) -> None:
        """Make a reply token as good as a minute old."""
        self._token(token).since = float("-inf")

    async def post(self, url: str, events: Sequence[Json]) -> int:
        """Post a webhook as LINE does, signed; its reply tokens begin to run. Returns the bot's status, 0 for none.

        Events with `isRedelivery` renew their tokens, unless those are used or the event is 20 minutes old.
        """
        now = time.monotonic()
        for event in events:
            if token := event.get("replyToken"):
                held = self._tokens.setdefault(token, _Token(now, now))
                if now - held.event_at < _REDELIVERY_SECONDS:
                    held.since = now
        body = self.body_of(events)
        signed = signature(self.account.channel_secret, body)
        headers = {"Content-Type": "application/json", "X-Line-Signature": signed}
        try:
            async with ClientSession() as client, client.post(url, data=body, headers=headers) as response:
                return response.status
        except (ClientError, OSError):
            return 0

    def body_of(self, events: Sequence[Json]) -> bytes:
        """A webhook's body for this bot."""
        return json.dumps({"destination": self.account.user_id, "events": list(events)}).encode()

    def _post(self, path: str, endpoint: Endpoint) -> web.RouteDef:
        return self._route("POST", path, endpoint)

    def _get(self, path: str, endpoint: Endpoint) -> web.RouteDef:
        return self._route("GET", path, endpoint)

    def _route(self, method: str, path: str, endpoint: Endpoint) -> web.RouteDef:
        """An endpoint behind what LINE asks of every call: a token, a body of the right shape, not too many."""

        async def handle(request: web.Request) -> web.StreamResponse:
            refused, body = await self._judged(request, method, path)
            response = refused or await endpoint(request, body)
            response.headers["X-Line-Request-Id"] = str(uuid.uuid4())
            return response

        handler: Handler = handle
        return web.route(method, path, handler)

    async def _judged(self, request: web.Request, method: str, path: str) -> tuple[web.Response | None, Any]:
        """What a call is refused with, and its body."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or not token or self.access_token not in {None, token}:
            told = "Authentication failed. Confirm that the access token in the authorization header is valid."
            return problem(401, told), None
        if _RETRY_KEY in request.headers and path not in _KEYED:
            return problem(400, f"The request header {_RETRY_KEY} is not supported by this endpoint"), None
        if self._is_too_much(path):
            return problem(429, "The API rate limit has been exceeded. Try again later."), None
        if not self._contract.takes_json(method, path):
            return None, None
        if request.content_type != "application/json":
            return problem(415, "Unsupported Media Type"), None
        try:
            body = await request.json()
        except ValueError:
            return problem(400, "The request body could not be parsed as JSON"), None
        problems = self._contract.problems(method, path, body)
        return (invalid(problems) if problems else None), body

    def _is_too_much(self, path: str) -> bool:
        limit = self.per_second.get(path)
        if limit is None:
            return False
        recent, now = self._recent[path], time.monotonic()
        while recent and recent[0] <= now - _WINDOW_SECONDS:
            recent.popleft()
        recent.append(now)
        return len(recent) > limit

    async def _reply(self, _request: web.Request, body: Json) -> web.Response:
        if problems := message_problems(body["messages"]):
            return invalid(problems)
        given = body["replyToken"]
        token = self._token(given) if _TOKEN.fullmatch(given) else None
        if token is None or token.is_spent or time.monotonic() - token.since >= self.token_seconds:
            return problem(400, "Invalid reply token")
        token.is_spent = True
        return web.json_response(self._accept("reply", given, body["messages"]))

    async def _push(self, request: web.Request, body: Json) -> web.Response:
        return self._keyed(request, "push", [body["to"]], body["messages"])

    async def _multicast(self, request: web.Request, body: Json) -> web.Response:
        return self._keyed(request, "multicast", body["to"], body["messages"])

    def _keyed(self, request: web.Request, kind: str, people: list[str], messages: list[Json]) -> web.Response:
        """A sending that its retry key makes once, for a day."""
        problems = [*message_problems(messages), *(f"to: {person} is no id" for person in people if not _is_id(person))]
        if kind == "multicast" and not 1 <= len(people) <= 500:
            problems.append("to: Size must be between 1 and 500")
        if problems:
            return invalid(problems)
        given = request.headers.get(_RETRY_KEY)
        try:
            key = UUID(given) if given is not None else uuid.uuid4()
        except ValueError:
            return problem(400, f"The value of the request header {_RETRY_KEY} is invalid")
        made_at, request_id, sent = self._retry_keys.get(key, (float("-inf"), "", {}))
        if time.monotonic() - made_at < _KEY_SECONDS:
            told = {"message": "The retry key is already accepted", **(sent if kind == "push" else {})}
            return web.json_response(told, status=409, headers={"X-Line-Accepted-Request-Id": request_id})
        if self.quota is not None and self.quota < len(people):
            return problem(429, "You have reached your monthly limit.")
        if self.quota is not None:
            self.quota -= len(people)
        self.account.sent += len(people)
        sent = {}
        for person in people:
            sent = self._accept(kind, person, messages)
        self._retry_keys[key] = (time.monotonic(), str(uuid.uuid4()), sent)
        return web.json_response(sent if kind == "push" else {})

    async def _validate(self, _request: web.Request, body: Json) -> web.Response:
        problems = message_problems(body["messages"])
        return invalid(problems) if problems else web.json_response({})

    async def _loading(self, _request: web.Request, body: Json) -> web.Response:
        if not body["chatId"].startswith("U") or body.get("loadingSeconds", 20) not in range(5, 61, 5):
            return invalid(["loadingSeconds: must be 5 to 60 in steps of 5, in a chat of two"])
        return web.json_response({}, status=202)

    async def _profile(self, _request: web.Request, _body: None) -> web.Response:
        return problem(404, "Not found")

    def _token(self, token: str) -> _Token:
        now = time.monotonic()
        return self._tokens.setdefault(token, _Token(now, now))

    def _left(self) -> int | None:
        return self.quota

    def _accept(self, kind: str, to: str, messages: list[Json]) -> Json:
        """Show messages to somebody; returns what LINE tells of them."""
        self.accepted.append((kind, to, messages))
        return {"sentMessages": [{"id": str(461230966842064897 + len(self.accepted))} for _ in messages]}


def _is_id(value: str) -> bool:
    return bool(re.fullmatch(r"[UCR][!-~]{0,99}", value))


def invalid(problems: list[str]) -> web.Response:
    """LINE's refusal of a body, each problem by its property."""
    details = [{"message": text.partition(": ")[2], "property": text.partition(": ")[0]} for text in problems]
    return web.json_response(
        {"message": f"The request body has {len(details)} error(s)", "details": details}, status=400
    )
