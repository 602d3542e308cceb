"""Calls to Kakao's Event API: the bot speaks first (platforms.md 2, "Event API")."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout

from adapters.metrics import AdapterMetrics
from core.channel import Delivery, Destination

_TIMEOUT = ClientTimeout(total=3.0, connect=1.0)
_ENDPOINT = "talk"

_log = structlog.get_logger()


class KakaoClient:
    """Starts the bot's event block for one person, with the answer's words as the event's data.

    The session is handed in and stays its owner's. A message costs money and has no retry key, so an unknown
    outcome is said, not repeated.
    """

    def __init__(
        self,
        session: ClientSession,
        metrics: AdapterMetrics,
        *,
        api_url: str,
        bot_id: str,
        rest_key: str,
        event_name: str,
    ) -> None:
        self._session = session
        self._url = f"{api_url.rstrip('/')}/v2/bots/{bot_id}/talk"
        self._authorization = f"KakaoAK {rest_key}"
        self._event_name = event_name
        self._metrics = metrics

    async def send(self, destination: Destination, response: Mapping[str, Any]) -> Delivery:
        """Hand over one event; SENT means that Kakao accepted it for delivery."""
        body = {
            "event": {"name": self._event_name, "data": {"text": _plain(response)}},
            "user": [{"type": "botUserKey", "id": destination.account.external_id}],
        }
        try:
            status, accepted = await self._post(body)
        except (ClientError, TimeoutError, OSError, ValueError) as error:
            self._metrics.sent.labels("kakao", _ENDPOINT, "no_answer").inc()
            _log.warning("kakao_call_unanswered", endpoint=_ENDPOINT, reason=type(error).__name__)
            return Delivery.UNKNOWN
        self._metrics.sent.labels("kakao", _ENDPOINT, str(status)).inc()
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            return Delivery.LATER
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return Delivery.UNKNOWN
        return Delivery.SENT if accepted else Delivery.REFUSED

    async def _post(self, body: object) -> tuple[int, bool]:
        """Status, and whether the answer says SUCCESS."""
        async with self._session.post(
            self._url,
            data=orjson.dumps(body),
            headers={"Authorization": self._authorization, "Content-Type": "application/json"},
            timeout=_TIMEOUT,
            allow_redirects=False,
        ) as response:
            answer = orjson.loads(await response.read())
            return response.status, isinstance(answer, dict) and answer.get("status") == "SUCCESS"


def _plain(response: Mapping[str, Any]) -> str:
    """The words of a skill response without its cards' buttons: all that an event's data can hold."""
    said = []
    for output in response["template"]["outputs"]:
        for part in output.values():
            said += [part[name] for name in ("text", "title", "description") if name in part]
    return "\n".join(said)
