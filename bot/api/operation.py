"""An operation of the API: told once, it is both the route and its page in the OpenAPI document."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus

from aiohttp import web
from pydantic import BaseModel

from db.lane import Lane

Call = Callable[[web.Request], Awaitable[web.StreamResponse]]

BASE = "/api/v1"

REFUSALS = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
"""What every operation with a token can answer beside its own."""

CHANGE_REFUSALS = (
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.CONFLICT,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
)
"""What an operation that changes something a person owns can answer beside those."""


@dataclass(frozen=True, slots=True)
class Operation:
    """`path` is below `/api/v1`. `body` and `answer` are the types of the JSON in and out, None where there is none.

    `refusals` are the statuses of its problems beside `REFUSALS`. One that `changes` something takes an
    Idempotency-Key; one that is `open` needs no token. `hears` and `says` are the messages of a WebSocket.
    `query` is the type of its query, `files` the media types of a body that is a file.
    """

    method: str
    path: str
    summary: str
    call: Call
    body: type | None = None
    answer: type | None = None
    status: HTTPStatus = HTTPStatus.OK
    refusals: tuple[HTTPStatus, ...] = ()
    changes: bool = False
    open: bool = False
    query: type[BaseModel] | None = None
    files: tuple[str, ...] = ()
    hears: tuple[type, ...] = ()
    says: tuple[type, ...] = ()

    def route(self) -> web.RouteDef:
        """The route, for `app.add_routes`."""
        return web.route(self.method, BASE + self.path, self.call)


def served(lane: Lane, call: Call) -> Call:
    """`call` in the lane's queue from its first statement on (Raises DatabaseUnavailableError)."""

    @wraps(call)
    async def in_turn(request: web.Request) -> web.StreamResponse:
        async with lane.served():
            return await call(request)

    return in_turn


def routes(operations: Iterable[Operation]) -> list[web.RouteDef]:
    """The routes of all of them."""
    return [operation.route() for operation in operations]
