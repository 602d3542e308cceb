"""JSON over HTTP to one outside system, with everything that such a call needs and nothing of what it says."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeAlias

import orjson
import stamina
from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientTimeout

from adapters.outside.breaker import Breaker, Mode
from adapters.outside.metrics import OutsideMetrics
from core.capacity import aside
from core.outside import NoAnswerError, RefusedError

Json: TypeAlias = Any
"""A JSON value; who uses it checks its shape."""

_LARGEST_ANSWER = 8 * 1024 * 1024
_TRIES = 3
_WAIT_SECONDS = 0.05
_LATER = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})


@dataclass(frozen=True, slots=True)
class Service:
    """An outside system: its `name` in counters, its address, the bearer key (may be empty), its time limits.

    `limit_seconds` is for a whole call with its retries, `try_seconds` for one try.
    """

    name: str
    url: str
    key: str = field(repr=False)
    limit_seconds: float
    try_seconds: float


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    path: str
    query: Mapping[str, str]
    body: object
    headers: Mapping[str, str]


class OutsideClient:
    """Calls one service. `call` names the kind of call in counters: paths hold references and are never logged.

    The session is handed in and stays its owner's. Every method returns the JSON of a 2xx answer (None where
    it is empty) and raises `NoAnswerError` or `RefusedError`. What may be repeated without harm is tried up to
    three times within the limit, with jitter between; everything else once.
    """

    def __init__(
        self, session: ClientSession, service: Service, metrics: OutsideMetrics, breaker: Breaker | None = None
    ) -> None:
        self._session = session
        self._service = service
        self._metrics = metrics
        self._breaker = breaker or Breaker()

    async def get(
        self,
        call: str,
        path: str,
        query: Mapping[str, str] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Json:
        """Ask; repeated without harm."""
        return await self._call(call, _Request("GET", path, query or {}, None, headers or {}), tries=_TRIES)

    async def post(
        self,
        call: str,
        path: str,
        body: object = None,
        *,
        headers: Mapping[str, str] | None = None,
        repeatable: bool = False,
    ) -> Json:
        """Have something done. `repeatable` says that the system knows a repeated call from a second one."""
        request = _Request("POST", path, {}, body, headers or {})
        return await self._call(call, request, tries=_TRIES if repeatable else 1)

    async def delete(self, call: str, path: str) -> Json:
        """Have something taken away; repeated without harm, and a 404 may be the echo of an earlier try."""
        return await self._call(call, _Request("DELETE", path, {}, None, {}), tries=_TRIES)

    async def _call(self, call: str, request: _Request, *, tries: int) -> Json:
        """The answer, within the service's time limit; a turn that waits for it leaves its place to others."""
        async with aside():
            return await self._answer(call, request, tries=tries)

    async def _answer(self, call: str, request: _Request, *, tries: int) -> Json:
        may_be_done = False
        try:
            async with asyncio.timeout(self._service.limit_seconds):
                async for attempt in stamina.retry_context(
                    self._is_worth_a_retry, attempts=tries, wait_initial=_WAIT_SECONDS, wait_jitter=_WAIT_SECONDS
                ):
                    with attempt:
                        try:
                            return await self._try(call, request)
                        except NoAnswerError as error:
                            may_be_done |= error.may_be_done
                            raise
        except NoAnswerError as error:
            raise NoAnswerError(error.system, error.reason, may_be_done=may_be_done) from None
        except TimeoutError:
            raise NoAnswerError(self._service.name, "time limit", may_be_done=True) from None
        raise AssertionError("a retried call returns or raises")

    def _is_worth_a_retry(self, error: Exception) -> bool:
        return isinstance(error, NoAnswerError) and self._breaker.mode is Mode.CLOSED

    async def _try(self, call: str, request: _Request) -> Json:
        """One try, counted and told to the breaker, however it ends."""
        name, began, outcome = self._service.name, time.perf_counter(), "no_answer"
        if not self._breaker.lets_through():
            self._metrics.calls.labels(name, call, "kept_back").inc()
            raise NoAnswerError(name, "left alone after failures", may_be_done=False)
        lives = False
        try:
            status, body = await self._send(request)
            outcome = str(status)
            answer = self._read(status, body)
            lives = True
        except RefusedError:
            lives = True
            raise
        finally:
            if lives:
                self._breaker.succeeded()
            else:
                self._breaker.failed()
            self._metrics.calls.labels(name, call, outcome).inc()
            self._metrics.seconds.labels(name, call).observe(time.perf_counter() - began)
            self._metrics.resting.labels(name).set(self._breaker.mode is not Mode.CLOSED)
        return answer

    async def _send(self, request: _Request) -> tuple[int, bytes]:
        """Status and body of the answer; a body that is too large is cut, and then no JSON."""
        headers = {"Authorization": f"Bearer {self._service.key}"} if self._service.key else {}
        if request.body is not None:
            headers["Content-Type"] = "application/json"
        try:
            async with self._session.request(
                request.method,
                self._service.url.rstrip("/") + request.path,
                params=request.query,
                data=None if request.body is None else orjson.dumps(request.body),
                headers={**headers, **request.headers},
                timeout=ClientTimeout(total=self._service.try_seconds),
                allow_redirects=False,
            ) as response:
                body = bytearray()
                async for chunk in response.content.iter_any():
                    body += chunk
                    if len(body) > _LARGEST_ANSWER:
                        break
                return response.status, bytes(body[:_LARGEST_ANSWER])
        except ClientConnectorError as error:
            raise NoAnswerError(self._service.name, type(error).__name__, may_be_done=False) from None
        except (ClientError, TimeoutError, OSError) as error:
            raise NoAnswerError(self._service.name, type(error).__name__, may_be_done=True) from None

    def _read(self, status: int, body: bytes) -> Json:
        """The JSON of a good answer.

        Raises:
            RefusedError: a 4xx other than "later".
            NoAnswerError: anything else, also a 2xx that is no JSON.
        """
        try:
            answer = orjson.loads(body) if body else None
        except orjson.JSONDecodeError:
            answer = None
        if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES and (answer is not None or not body):
            return answer
        if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR and status not in _LATER:
            raise RefusedError(self._service.name, status, _code(answer))
        raise NoAnswerError(self._service.name, f"status {status}", may_be_done=status not in _LATER)


def _code(answer: object) -> str:
    """The system's own word for a refusal, where it gives one."""
    code = answer.get("code") if isinstance(answer, dict) else None
    return code[:60] if isinstance(code, str) else ""
