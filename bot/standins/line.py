"""LINE's Messaging API as a server on loopback, as strict as the real one (platforms.md 1)."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from aiohttp import web

from bot.standins.line_rules import message_problems
from bot.standins.server import StandIn, problem

_TOKEN = re.compile(r"[0-9A-Za-z_-]{8,128}")
_RETRY_KEY = "X-Line-Retry-Key"
_REPLIED = "reply"
_PUSHED = "push"


class LineStandIn(StandIn):
    """Reply, push, loading animation and profile.

    `accepted` holds what people would now see: ("reply", token, messages) or ("push", user id, messages).
    A reply token is good once; a retry key stands for one push. `access_token` None takes any.
    """

    def __init__(self) -> None:
        super().__init__()
        self.accepted: list[tuple[str, str, list[dict[str, Any]]]] = []
        self.access_token: str | None = None
        self._spent: set[str] = set()
        self._retry_keys: set[UUID] = set()

    def routes(self) -> list[web.RouteDef]:
        """The endpoints of api.line.me that the bot uses."""
        return [
            web.post("/v2/bot/message/reply", self._reply),
            web.post("/v2/bot/message/push", self._push),
            web.post("/v2/bot/chat/loading/start", self._loading),
            web.get("/v2/bot/profile/{user_id}", self._profile),
        ]

    def expire(self, token: str) -> None:
        """Make a reply token as good as a minute old."""
        self._spent.add(token)

    async def _reply(self, request: web.Request) -> web.Response:
        body = await self._body(request)
        if isinstance(body, web.Response):
            return body
        if _RETRY_KEY in request.headers:
            return problem(400, "The request header X-Line-Retry-Key is not supported by this endpoint")
        token, messages = body.get("replyToken"), _messages(body)
        if problems := message_problems(messages):
            return _invalid(problems)
        if not isinstance(token, str) or not _TOKEN.fullmatch(token) or token in self._spent:
            return problem(400, "Invalid reply token")
        self._spent.add(token)
        return self._accept(_REPLIED, token, messages)

    async def _push(self, request: web.Request) -> web.Response:
        body = await self._body(request)
        if isinstance(body, web.Response):
            return body
        to, messages = body.get("to"), _messages(body)
        problems = message_problems(messages)
        if not isinstance(to, str) or not to:
            problems.append("to: must be specified")
        if problems:
            return _invalid(problems)
        given = request.headers.get(_RETRY_KEY)
        if given is not None:
            try:
                key = UUID(given)
            except ValueError:
                return problem(400, "Invalid X-Line-Retry-Key")
            if key in self._retry_keys:
                return web.json_response(
                    {"message": "The retry key is already accepted"},
                    status=409,
                    headers={"X-Line-Accepted-Request-Id": f"stand-in-{key}"},
                )
            self._retry_keys.add(key)
        return self._accept(_PUSHED, str(to), messages)

    async def _loading(self, request: web.Request) -> web.Response:
        body = await self._body(request)
        if isinstance(body, web.Response):
            return body
        seconds = body.get("loadingSeconds", 20)
        if not isinstance(body.get("chatId"), str) or seconds not in range(5, 61, 5):
            return _invalid(["loadingSeconds: must be 5 to 60 in steps of 5"])
        return web.json_response({}, status=202)

    async def _profile(self, _request: web.Request) -> web.Response:
        return problem(404, "Not found")

    async def _body(self, request: web.Request) -> dict[str, Any] | web.Response:
        """The call's JSON object, or what it is refused with."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or not token or self.access_token not in {None, token}:
            return problem(
                401, "Authentication failed. Confirm that the access token in the authorization header is valid."
            )
        if request.content_type != "application/json":
            return problem(415, "Unsupported Media Type")
        try:
            body = await request.json()
        except ValueError:
            return problem(400, "The request body could not be parsed as JSON")
        return body if isinstance(body, dict) else problem(400, "The request body must be an object")

    def _accept(self, kind: str, to: str, messages: list[dict[str, Any]]) -> web.Response:
        self.accepted.append((kind, to, messages))
        sent = [{"id": str(461230966842064897 + len(self.accepted))} for _ in messages]
        return web.json_response(
            {"sentMessages": sent}, headers={"X-Line-Request-Id": f"stand-in-{len(self.accepted)}"}
        )


def _messages(body: dict[str, Any]) -> list[dict[str, Any]]:
    messages = body.get("messages")
    return messages if isinstance(messages, list) else []


def _invalid(problems: list[str]) -> web.Response:
    details = [{"message": text.partition(": ")[2], "property": text.partition(": ")[0]} for text in problems]
    return web.json_response(
        {"message": f"The request body has {len(details)} error(s)", "details": details}, status=400
    )
