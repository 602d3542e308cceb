"""Calls to Kakao's Event API: the bot speaks first (platforms.md 2, "Event API")."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import orjson
import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout

from adapters.metrics import AdapterMetrics
from adapters.reading import mapping, number, text
from core.channel import Delivery, Destination

MOST_PEOPLE = 100
"""People whom one event may reach."""

_TIMEOUT = ClientTimeout(total=3.0, connect=1.0)
_TASKS = ("v1", "v2")
"""Both stand in public code; the one that knows our tasks is asked from then on."""

_PAUSES = (0.0, 0.5, 1.0)
"""Seconds before each question after a task's result. Kakao documents no time within which one is there."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Started:
    """What became of an event. `task` names the deliveries where it was accepted, which is not yet delivered."""

    delivery: Delivery
    task: str = ""


@dataclass(frozen=True, slots=True)
class TaskResult:
    """How many messages of a task were asked for and arrived; `failed` holds Kakao's reason by person."""

    requested: int
    delivered: int
    failed: Mapping[str, str] = field(default_factory=dict)


class KakaoClient:
    """Starts the bot's event block, with the answer's words as the event's data.

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
        self._api_url = api_url.rstrip("/")
        self._talk = f"/v2/bots/{bot_id}/talk"
        self._authorization = f"KakaoAK {rest_key}"
        self._event_name = event_name
        self._metrics = metrics
        self._tasks: tuple[str, ...] = _TASKS

    async def send(self, destination: Destination, response: Mapping[str, Any]) -> Delivery:
        """Hand over one event; REFUSED also where its task soon says that the message did not arrive.

        SENT means that Kakao accepted it for delivery and has not told what came of it yet.
        """
        person = destination.account.external_id
        started = await self.start([person], {"text": _plain(response)})
        return await self._fate(started.task, person) if started.delivery is Delivery.SENT else started.delivery

    async def start(self, people: Iterable[str], data: Mapping[str, str]) -> Started:
        """Start the event for `people` (bot user keys), each named once.

        Raises:
            ValueError: nobody, or more than `MOST_PEOPLE`.
        """
        users = [{"type": "botUserKey", "id": person} for person in dict.fromkeys(people)]
        if not 1 <= len(users) <= MOST_PEOPLE:
            raise ValueError(f"an event reaches 1 to {MOST_PEOPLE} people, not {len(users)}")
        body = {"event": {"name": self._event_name, "data": data}, "user": users}
        status, answer = await self._call("POST", self._talk, "talk", orjson.dumps(body))
        if status is None or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return Started(Delivery.UNKNOWN)
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            return Started(Delivery.LATER)
        if answer.get("status") != "SUCCESS":
            return Started(Delivery.REFUSED)
        return Started(Delivery.SENT, _either(answer, "taskId", "task_id"))

    async def result(self, task: str) -> TaskResult | None:
        """What became of an accepted event's messages; None where Kakao does not say (yet)."""
        for version in self._tasks:
            status, answer = await self._call("GET", f"/{version}/tasks/{task}", "tasks", None)
            if status == HTTPStatus.OK and answer:
                self._tasks = (version, *(other for other in _TASKS if other != version))
                return _result(answer)
        return None

    async def _fate(self, task: str, person: str) -> Delivery:
        """What the task, once it has come to the person's message, says of it."""
        for pause in _PAUSES if task else ():
            await asyncio.sleep(pause)
            result = await self.result(task)
            if result is not None and person in result.failed:
                _log.warning("kakao_event_not_delivered", reason=result.failed[person])
                return Delivery.REFUSED
            if result is not None and result.delivered > 0:
                return Delivery.DELIVERED
        return Delivery.SENT

    async def _call(
        self, method: str, path: str, endpoint: str, body: bytes | None
    ) -> tuple[int | None, Mapping[str, Any]]:
        """Status and JSON object of the answer; no status where none came in time or none that can be read."""
        try:
            async with self._session.request(
                method,
                self._api_url + path,
                data=body,
                headers={"Authorization": self._authorization, "Content-Type": "application/json"},
                timeout=_TIMEOUT,
                allow_redirects=False,
            ) as response:
                answer, status = mapping(orjson.loads(await response.read())), response.status
        except (ClientError, TimeoutError, OSError, ValueError) as error:
            self._metrics.sent.labels("kakao", endpoint, "no_answer").inc()
            _log.warning("kakao_call_unanswered", endpoint=endpoint, reason=type(error).__name__)
            return None, {}
        self._metrics.sent.labels("kakao", endpoint, str(status)).inc()
        return status, answer


def _result(answer: Mapping[str, Any]) -> TaskResult:
    fail = mapping(answer.get("fail"))
    listed = fail.get("list")
    failed = {
        text(mapping(one).get("id")): _either(mapping(one), "errorStatus", "error_status")
        for one in (listed if isinstance(listed, list) else [])
    }
    requested = int(number(answer.get("allRequestCount", answer.get("all_request_count"))) or 0)
    delivered = int(number(answer.get("successCount", answer.get("success_count"))) or 0)
    return TaskResult(requested, delivered, failed)


def _either(answer: Mapping[str, Any], *names: str) -> str:
    """A text that Kakao writes in one of two spellings."""
    return next((found for name in names if (found := text(answer.get(name)))), "")


def _plain(response: Mapping[str, Any]) -> str:
    """The words of a skill response without its cards' buttons: all that an event's data can hold."""
    said = []
    for output in response["template"]["outputs"]:
        for part in output.values():
            cards = part.get("items", [part])
            said += [card[name] for card in cards for name in ("text", "title", "description") if name in card]
    return "\n".join(said)
