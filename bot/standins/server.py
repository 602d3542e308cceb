"""What every stand-in shares: a server on loopback that records calls and can be slow, fail or hang up."""

from __future__ import annotations

import asyncio
import json
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from aiohttp import web

_CALLS_KEPT = 10_000

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Fault(StrEnum):
    """What goes wrong with one call. A cut connection leaves the caller without an answer."""

    NONE = "none"  # this one goes well, the next fault is for a later call
    ERROR = "error"  # 500, nothing done
    BUSY = "busy"  # 429, nothing done
    OVER_QUOTA = "over_quota"  # 429 in the words that say: not before next month
    MAINTENANCE = "maintenance"  # 503, nothing done
    NO_JSON = "no_json"  # 200 with the page of some proxy, nothing done
    CUT_BEFORE = "cut_before"  # hung up, nothing done
    CUT_AFTER = "cut_after"  # done, then hung up


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it came in, and the status it was answered with (0: hung up)."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Any
    status: int


class StandIn(ABC):
    """A platform's API on 127.0.0.1.

    `calls` holds what came in, oldest first. `faults` are used up by the next calls, one each.
    `delay_seconds` holds every answer back.
    """

    def __init__(self) -> None:
        self.calls: deque[Call] = deque(maxlen=_CALLS_KEPT)
        self.faults: deque[Fault] = deque()
        self.delay_seconds = 0.0
        self.url = ""
        self._runner: web.AppRunner | None = None

    @abstractmethod
    def routes(self) -> list[web.RouteDef]:
        """The platform's own endpoints."""

    @classmethod
    async def start(cls, port: int = 0) -> Self:
        """Listen on loopback; port 0 takes a free one. `url` says where."""
        stand_in = cls()
        app = web.Application(middlewares=[stand_in._play], client_max_size=2 * 1024 * 1024)
        app.add_routes(stand_in.routes())
        stand_in._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await stand_in._runner.setup()
        await web.TCPSite(stand_in._runner, "127.0.0.1", port).start()
        stand_in.url = f"http://127.0.0.1:{stand_in._runner.addresses[0][1]}"
        return stand_in

    @property
    def service_url(self) -> str:
        """What the setting of this system's address is told."""
        return self.url

    async def stop(self) -> None:
        """Stop listening and cut what is still connected."""
        if self._runner is not None:
            await self._runner.cleanup()

    @web.middleware
    async def _play(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        body = _read(await request.read())
        await asyncio.sleep(self.delay_seconds)
        fault = self.faults.popleft() if self.faults else None
        response: web.StreamResponse
        match fault:
            case Fault.ERROR:
                response = problem(500, "Internal server error")
            case Fault.BUSY:
                response = problem(429, "Too Many Requests")
            case Fault.OVER_QUOTA:
                response = problem(429, "You have reached your monthly limit.")
            case Fault.MAINTENANCE:
                response = problem(503, "Service Unavailable")
            case Fault.NO_JSON:
                response = web.Response(text="<html>Welcome</html>", content_type="text/html")
            case Fault.CUT_BEFORE:
                response = web.Response()
            case _:
                response = await handler(request)
        hung_up = fault in {Fault.CUT_BEFORE, Fault.CUT_AFTER}
        status = 0 if hung_up else response.status
        self.calls.append(Call(request.method, request.path, dict(request.headers), body, status))
        if hung_up and request.transport is not None:
            request.transport.abort()
        return response


def problem(status: int, message: str) -> web.Response:
    """A refusal in the form that LINE and Kakao share."""
    return web.json_response({"message": message}, status=status)


def _read(raw: bytes) -> object:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return None
