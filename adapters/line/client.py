"""Calls to LINE's Messaging API: reply by token, else push once by retry key (platforms.md 1, "Reply / push")."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import orjson
import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout

from adapters.metrics import AdapterMetrics
from core.channel import Delivery, Destination

_REPLY = "/v2/bot/message/reply"
_PUSH = "/v2/bot/message/push"
_TIMEOUT = ClientTimeout(total=2.5, connect=1.0)

_TOKEN_AGE = timedelta(seconds=50)
"""A reply token lives for a minute, "don't rely on it": from here on a reply is not tried."""

_OVER_QUOTA = "monthly limit"
"""What tells a used-up quota (not worth a retry) from too many calls a second; both are 429."""

_log = structlog.get_logger()


class LineClient:
    """Sends messages through one channel of LINE. The session is handed in and stays its owner's."""

    def __init__(self, session: ClientSession, api_url: str, access_token: str, metrics: AdapterMetrics) -> None:
        self._session = session
        self._api_url = api_url.rstrip("/")
        self._authorization = f"Bearer {access_token}"
        self._metrics = metrics

    async def send(self, destination: Destination, messages: object) -> Delivery:
        """Deliver `messages`, once.

        A refused first reply is followed by one push. `attempt` above 1 says that an earlier reply may have
        been accepted unseen: then "Invalid reply token" means that it was, and counts as answered.
        """
        if destination.reply_token is not None and datetime.now(UTC) - destination.received_at < _TOKEN_AGE:
            replied = await self._reply(destination.reply_token, messages)
            if replied is not Delivery.REFUSED:
                return replied
            if destination.attempt > 1:
                return Delivery.SENT
        return await self._push(destination, messages)

    async def _reply(self, token: str, messages: object) -> Delivery:
        """A reply takes no retry key, so a fault or a silence leaves it unknown whether it arrived."""
        status, problem = await self._post(_REPLY, {"replyToken": token, "messages": messages}, {})
        if status is None or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return Delivery.UNKNOWN
        return _delivery(status, problem)

    async def _push(self, destination: Destination, messages: object) -> Delivery:
        """A push carries its key from the first time on, so that a repeated one is still one push."""
        body = {"to": destination.account.external_id, "messages": messages}
        status, problem = await self._post(_PUSH, body, {"X-Line-Retry-Key": str(destination.key)})
        if status is None or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return Delivery.LATER
        return Delivery.SENT if status == HTTPStatus.CONFLICT else _delivery(status, problem)

    async def _post(self, path: str, body: object, headers: dict[str, str]) -> tuple[int | None, str]:
        """Status and body of the answer; no status where none came in time."""
        try:
            async with self._session.post(
                self._api_url + path,
                data=orjson.dumps(body),
                headers={"Authorization": self._authorization, "Content-Type": "application/json", **headers},
                timeout=_TIMEOUT,
                allow_redirects=False,
            ) as response:
                problem = await response.text(errors="replace")
                status, request_id = response.status, response.headers.get("x-line-request-id")
        except (ClientError, TimeoutError, OSError) as error:
            self._metrics.sent.labels("line", path, "no_answer").inc()
            _log.warning("line_call_unanswered", endpoint=path, reason=type(error).__name__)
            return None, ""
        self._metrics.sent.labels("line", path, str(status)).inc()
        if status != HTTPStatus.OK:
            _log.warning("line_call_not_accepted", endpoint=path, status=status, line_request_id=request_id)
        return status, problem


def _delivery(status: int, problem: str) -> Delivery:
    if status < HTTPStatus.BAD_REQUEST:
        return Delivery.SENT
    if status == HTTPStatus.TOO_MANY_REQUESTS and _OVER_QUOTA not in problem:
        return Delivery.LATER
    return Delivery.REFUSED
