"""Late answers: where a block has Kakao's callback, a slow turn is answered at once with "useCallback" and its answer
posted when it is there (platforms.md 2, "Callback").

The address is good once and for a minute. It is the only address that a stranger's body names and we call, so only
https to Kakao's own hosts is called, or our stand-in on loopback; a redirect is never followed, and the token in the
address never logged. A promised answer stands in the inbox until it was posted (`bot.inbox.Promises`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import SplitResult, urlsplit

import orjson
import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout

from adapters.metrics import AdapterMetrics
from core.channel import Delivery, Destination

_VALID = timedelta(seconds=55)
"""Kakao's minute, less what the way there may take."""

_TIMEOUT = ClientTimeout(total=5.0, connect=2.0)
_HTTPS_PORT = 443
_ENDPOINT = "callback"

_log = structlog.get_logger()


class Callbacks:
    """Posts late answers. `stand_in` is the address of our own stand-in, empty where the platform is the real one."""

    def __init__(
        self,
        session: ClientSession,
        metrics: AdapterMetrics,
        *,
        hosts: Collection[str],
        stand_in: str = "",
    ) -> None:
        self._session = session
        self._metrics = metrics
        self._hosts = {host.lower() for host in hosts}
        self._stand_in = stand_in

    def accepts(self, url: str) -> bool:
        """Whether `url` may be called at all."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            return False
        if parts.username is not None or parts.password is not None or not url.isascii():
            return False
        if parts.scheme == "https" and (parts.hostname or "") in self._hosts and port in {None, _HTTPS_PORT}:
            return True
        return bool(self._stand_in) and _origin(parts) == _origin(urlsplit(self._stand_in))

    async def post(self, destination: Destination, response: Mapping[str, Any]) -> Delivery:
        """Hand a late answer over, once. Doing so again is safe: an address that was used refuses the second answer."""
        url, age = destination.reply_token or "", datetime.now(UTC) - destination.received_at
        if not self.accepts(url) or age > _VALID:
            _log.warning("kakao_callback_too_late", seconds=round(age.total_seconds()))
            return Delivery.REFUSED
        outcome = await self._try(url, response)
        self._metrics.sent.labels("kakao", _ENDPOINT, outcome).inc()
        if outcome == str(int(HTTPStatus.OK)):
            return Delivery.SENT
        if outcome.startswith(("3", "4")):  # after an attempt that may have arrived, it did
            return Delivery.REFUSED if destination.attempt == 1 else Delivery.SENT
        return Delivery.UNKNOWN

    async def _try(self, url: str, response: Mapping[str, Any]) -> str:
        """The status that came back, or `no_answer`. A 200 that does not say SUCCESS counts as refused."""
        try:
            async with self._session.post(
                url,
                data=orjson.dumps(response),
                headers={"Content-Type": "application/json"},
                timeout=_TIMEOUT,
                allow_redirects=False,
            ) as answer:
                said = orjson.loads(await answer.read()) if answer.status == HTTPStatus.OK else {}
                refused = answer.status == HTTPStatus.OK and (
                    not isinstance(said, dict) or said.get("status", "SUCCESS") != "SUCCESS"
                )
                return "400" if refused else str(answer.status)
        except (ClientError, TimeoutError, OSError, ValueError) as error:
            _log.warning("kakao_call_unanswered", endpoint=_ENDPOINT, reason=type(error).__name__)
            return "no_answer"


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port
