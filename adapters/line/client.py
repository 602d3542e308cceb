"""Calls to LINE's Messaging API: reply by token, else push once by retry key (platforms.md 1, "Reply / push")."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import orjson
import structlog
from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientTimeout, ConnectionTimeoutError

from adapters.metrics import AdapterMetrics
from core.channel import Delivery, Destination
from core.messages import Incoming

_REPLY = "/v2/bot/message/reply"
_PUSH = "/v2/bot/message/push"
_WAITING = "/v2/bot/chat/loading/start"
_TIMEOUT = ClientTimeout(total=2.5, connect=1.0)
_LOADING_SECONDS = 5
"""The shortest that LINE takes; the animation goes as soon as the answer comes."""

_TOKEN_AGE = timedelta(seconds=50)
"""A reply token lives for a minute, "don't rely on it": from here on a first reply is not tried."""

_OVER_QUOTA = "monthly limit"
"""What tells a used-up quota (not worth a retry) from too many calls a second; both are 429."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Answered:
    """What became of a call: LINE's status and words; no status where none came, `reached` whether LINE may have it."""

    status: int | None = None
    problem: str = ""
    reached: bool = True

    @property
    def is_unknown(self) -> bool:
        """Whether LINE may have done it without telling."""
        return self.status is None or self.status >= HTTPStatus.INTERNAL_SERVER_ERROR

    def delivery(self) -> Delivery:
        """The delivery that a clear answer means."""
        if self.status is not None and self.status < HTTPStatus.BAD_REQUEST:
            return Delivery.SENT
        if self.status == HTTPStatus.TOO_MANY_REQUESTS and _OVER_QUOTA not in self.problem:
            return Delivery.LATER
        return Delivery.REFUSED


@dataclass(frozen=True, slots=True)
class LineClient:
    """Sends messages through one channel of LINE. The session is handed in and stays its owner's."""

    session: ClientSession
    api_url: str
    access_token: str = field(repr=False)
    metrics: AdapterMetrics

    async def send(self, destination: Destination, messages: object) -> Delivery:
        """Deliver `messages`, once.

        A refused first reply is followed by one push. `attempt` above 1 says that an earlier reply may have
        been accepted unseen: then the same token is tried again however old, and its refusal counts as answered.
        """
        is_first, token = destination.attempt == 1, destination.reply_token
        if token is not None and (not is_first or _age(destination) < _TOKEN_AGE):
            replied = await self._reply(token, messages)
            if replied is not Delivery.REFUSED:
                return replied
            if not is_first:
                return Delivery.SENT
        return await self._push(destination, messages)

    async def show_waiting(self, incoming: Incoming) -> None:
        """Show the loading animation in a chat of two; that it fails costs nobody anything."""
        body = {"chatId": incoming.account.external_id, "loadingSeconds": _LOADING_SECONDS}
        await self._post(_WAITING, body, {})

    async def _reply(self, token: str, messages: object) -> Delivery:
        """A reply takes no retry key, so a fault or a silence leaves it unknown whether it arrived."""
        answered = await self._post(_REPLY, {"replyToken": token, "messages": messages}, {})
        if not answered.reached:
            return Delivery.LATER
        return Delivery.UNKNOWN if answered.is_unknown else answered.delivery()

    async def _push(self, destination: Destination, messages: object) -> Delivery:
        """A push carries its key from the first time on, so that a repeated one is still one push."""
        body = {"to": destination.account.external_id, "messages": messages}
        answered = await self._post(_PUSH, body, {"X-Line-Retry-Key": str(destination.key)})
        if answered.is_unknown:
            return Delivery.LATER
        return Delivery.SENT if answered.status == HTTPStatus.CONFLICT else answered.delivery()

    async def _post(self, path: str, body: object, headers: dict[str, str]) -> _Answered:
        try:
            async with self.session.post(
                self.api_url.rstrip("/") + path,
                data=orjson.dumps(body),
                headers={
                    "Authorization": f"Bearer {self.access_token}",
                    "Content-Type": "application/json",
                    **headers,
                },
                timeout=_TIMEOUT,
                allow_redirects=False,
            ) as response:
                problem = await response.text(errors="replace")
                status, told = response.status, response.headers
        except (ClientError, TimeoutError, OSError) as error:
            self.metrics.sent.labels("line", path, "no_answer").inc()
            _log.warning("line_call_unanswered", endpoint=path, reason=type(error).__name__)
            return _Answered(reached=not isinstance(error, ClientConnectorError | ConnectionTimeoutError))
        self.metrics.sent.labels("line", path, str(status)).inc()
        _log.log(
            logging.INFO if status < HTTPStatus.BAD_REQUEST else logging.WARNING,
            "line_call",
            endpoint=path,
            status=status,
            line_request_id=told.get("x-line-request-id"),
            accepted_request_id=told.get("x-line-accepted-request-id"),
        )
        return _Answered(status, problem)


def _age(destination: Destination) -> timedelta:
    return datetime.now(UTC) - destination.received_at
