"""What LINE tells of a bot's account: who it is, where its webhooks go, how much it has sent."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from bot.standins.server import problem

_WEBHOOK = "/v2/bot/channel/webhook/"
_SECONDS = ClientTimeout(total=2.0)


def signature(secret: str, body: bytes) -> str:
    """How LINE signs what it posts."""
    return base64.b64encode(hmac.digest(secret.encode(), body, "sha256")).decode()


Route = Callable[[str, str, Callable[[web.Request, Any], Awaitable[web.StreamResponse]]], web.RouteDef]


class Account:
    """`user_id` is the bot's own id; `sent` counts what was pushed, person by person; webhooks go to `endpoint`, signed
    with `channel_secret`.
    """

    def __init__(self) -> None:
        self.user_id = "U3f1c0a9be7d24f6c8a5b1e0d9c7f2a64"
        self.channel_secret = ""
        self.endpoint: str | None = None
        self.is_active = True
        self.sent = 0
        self._left: Callable[[], int | None] = lambda: None

    def routes(self, route: Route, left: Callable[[], int | None]) -> list[web.RouteDef]:
        """The endpoints about the account; `left` tells what may still be pushed."""
        self._left = left
        return [
            route("GET", "/v2/bot/info", self._info),
            route("GET", f"{_WEBHOOK}endpoint", self._get_endpoint),
            route("PUT", f"{_WEBHOOK}endpoint", self._set_endpoint),
            route("POST", f"{_WEBHOOK}test", self._test),
            route("GET", "/v2/bot/message/quota", self._quota),
            route("GET", "/v2/bot/message/quota/consumption", self._consumption),
        ]

    async def _info(self, _request: web.Request, _body: object) -> web.Response:
        return web.json_response(
            {
                "userId": self.user_id,
                "basicId": "@naviyam",
                "displayName": "나비얌",
                "chatMode": "bot",
                "markAsReadMode": "auto",
            }
        )

    async def _get_endpoint(self, _request: web.Request, _body: object) -> web.Response:
        if self.endpoint is None:
            return problem(404, "Not found")
        return web.json_response({"endpoint": self.endpoint, "active": self.is_active})

    async def _set_endpoint(self, _request: web.Request, body: dict[str, Any]) -> web.Response:
        self.endpoint = body["endpoint"]
        return web.json_response({})

    async def _test(self, _request: web.Request, body: dict[str, Any] | None) -> web.Response:
        """Post an empty webhook to the endpoint, as the console's "verify" does, and tell how it went."""
        endpoint = (body or {}).get("endpoint", self.endpoint)
        if endpoint is None:
            return problem(404, "Not found")
        status = await self._verify(endpoint)
        reason = "OK" if status == 200 else "COULD_NOT_CONNECT" if status == 0 else "ERROR_STATUS_CODE"
        return web.json_response(
            {
                "success": status == 200,
                "timestamp": datetime.now(UTC).isoformat(),
                "statusCode": status,
                "reason": reason,
                "detail": str(status),
            }
        )

    async def _verify(self, endpoint: str) -> int:
        body = json.dumps({"destination": self.user_id, "events": []}).encode()
        headers = {"Content-Type": "application/json", "X-Line-Signature": signature(self.channel_secret, body)}
        try:
            async with (
                ClientSession(timeout=_SECONDS) as client,
                client.post(endpoint, data=body, headers=headers) as answer,
            ):
                return answer.status
        except (ClientError, TimeoutError, OSError):
            return 0

    async def _quota(self, _request: web.Request, _body: object) -> web.Response:
        left = self._left()
        return web.json_response({"type": "none"} if left is None else {"type": "limited", "value": self.sent + left})

    async def _consumption(self, _request: web.Request, _body: object) -> web.Response:
        return web.json_response({"totalUsage": self.sent})
