"""`POST /webhooks/line`: a signed body becomes durable events, then 200 (contracts.md, HTTP)."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import structlog
from aiohttp import web

from adapters.line import payload
from adapters.line.arrivals import arrival
from adapters.metrics import AdapterMetrics
from adapters.reading import BodyTooLargeError, UnreadableBodyError, parse_json, read_body
from db.inbox import Arrival, DatabaseUnavailableError

_log = structlog.get_logger()

Keep = Callable[[str, Sequence[Arrival]], Awaitable[None]]
"""Makes a platform's arrivals durable, or raises `DatabaseUnavailableError`."""


class LineDoor:
    """Takes LINE's webhooks. Events are answered afterwards, from the inbox, where `keep` puts them.

    `bot_user_id` is our own id as LINE's `destination`; empty takes events for any. Words that one person writes
    within `burst` of each other are answered together.
    """

    def __init__(
        self,
        channel_secret: str,
        bot_user_id: str,
        keep: Keep,
        metrics: AdapterMetrics,
        *,
        burst: timedelta,
    ) -> None:
        self._secret = channel_secret.encode()
        self._bot_user_id = bot_user_id
        self._keep = keep
        self._metrics = metrics
        self._burst = burst

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one webhook: 200, 400, 401, 413; 503 only when neither PostgreSQL nor the disk takes it."""
        status, outcome = await self._take(request)
        self._metrics.received.labels(payload.PLATFORM, outcome).inc()
        if status is not HTTPStatus.OK:
            _log.warning("line_webhook_refused", status=int(status), outcome=outcome)
        headers = {"Retry-After": "5"} if status is HTTPStatus.SERVICE_UNAVAILABLE else None
        return web.Response(status=status, headers=headers)

    async def _take(self, request: web.Request) -> tuple[HTTPStatus, str]:
        try:
            body = await read_body(request)
            if not self._is_signed(body, request.headers.get("X-Line-Signature", "")):
                return HTTPStatus.UNAUTHORIZED, "unsigned"
            destination, posted = _read(body)
            if self._bot_user_id and destination != self._bot_user_id:
                return HTTPStatus.OK, "other_bot"
            if posted:  # the console's "verify" button posts none
                now = datetime.now(UTC)
                await self._keep(payload.PLATFORM, [arrival(event, now, self._burst) for event in posted])
        except BodyTooLargeError:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large"
        except (UnreadableBodyError, RecursionError):  # the latter: an event nested too deep to be kept
            return HTTPStatus.BAD_REQUEST, "unreadable"
        except DatabaseUnavailableError:
            return HTTPStatus.SERVICE_UNAVAILABLE, "not_durable"
        return HTTPStatus.OK, "accepted"

    def _is_signed(self, body: bytes, signature: str) -> bool:
        expected = base64.b64encode(hmac.digest(self._secret, body, "sha256"))
        return hmac.compare_digest(expected, signature.encode("utf-8", "surrogateescape"))


def _read(body: bytes) -> tuple[str, list[Mapping[str, Any]]]:
    """Destination and events of a webhook; entries that are no events are left out.

    Raises:
        UnreadableBodyError: not a webhook's JSON.
    """
    webhook = parse_json(body)
    if not isinstance(webhook, dict) or not isinstance(webhook.get("events"), list):
        raise UnreadableBodyError("no events")
    if not isinstance(webhook.get("destination"), str):
        raise UnreadableBodyError("no destination")
    return webhook["destination"], [event for event in webhook["events"] if isinstance(event, dict)]
