"""What happens around every request: an id, a log line, a measure, a boundary for errors, safe headers."""

from __future__ import annotations

import time
from http import HTTPStatus
from uuid import uuid4

import orjson
import structlog
from aiohttp import hdrs, web
from aiohttp.typedefs import Handler
from prometheus_client import CollectorRegistry, Counter, Histogram

from bot.problems import CONTENT_TYPE, Kind, Problem, Problems
from core.faults import trail
from db.pool import DatabaseUnavailableError

REQUEST_ID = web.RequestKey("request_id", str)
"""Our own id of the request, in every log line, problem and response header; a caller's is not taken over."""

REQUEST_ID_HEADER = "X-Request-ID"

_OUTAGE_SECONDS = 5

_REFUSALS = {
    kind.status: kind
    for kind in (
        Kind.MALFORMED,
        Kind.FORBIDDEN,
        Kind.NOT_FOUND,
        Kind.METHOD_NOT_ALLOWED,
        Kind.TOO_LARGE,
        Kind.UNSUPPORTED_MEDIA_TYPE,
    )
}
"""Which of our problems tells of a refusal by aiohttp itself."""

_SAFE_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Set where a door has not set its own."""

_log = structlog.get_logger()


class HttpMetrics:
    """Seconds and numbers of requests by route and status, and the faults of our own."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.seconds = Histogram(
            "naviyam_http_seconds", "Seconds to answer a request.", ["method", "route", "status"], registry=registry
        )
        self.faults = Counter(
            "naviyam_http_faults", "Requests that met a fault of ours.", ["route", "error"], registry=registry
        )


def install(app: web.Application, problems: Problems, metrics: HttpMetrics) -> None:
    """Put all of this around the doors of `app`."""
    around = _Around(problems, metrics)
    app.middlewares.extend((around.observe, around.contain))
    app.on_response_prepare.append(_add_headers)


class _Around:
    def __init__(self, problems: Problems, metrics: HttpMetrics) -> None:
        self._problems = problems
        self._metrics = metrics

    @web.middleware
    async def observe(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Name the request, and note how it went: never its query, body, address or path parameters."""
        request_id = str(uuid4())
        request[REQUEST_ID] = request_id
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = await handler(request)
            seconds = time.perf_counter() - started
            method, route, status = request.method, _route(request), response.status
            self._metrics.seconds.labels(method, route, status).observe(seconds)
            _log.info("http_request", method=method, route=route, status=status, milliseconds=round(seconds * 1e3, 1))
        return response

    @web.middleware
    async def contain(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Turn whatever a door raises into a problem; no traceback reaches a caller."""
        try:
            return await handler(request)
        except Problem as problem:
            return self._tell(request, problem)
        except web.HTTPException as refusal:
            if refusal.status < HTTPStatus.BAD_REQUEST:  # redirects are raised too
                return web.Response(status=refusal.status, headers=refusal.headers)
            return self._tell(request, _refused(refusal), allow=refusal.headers.get(hdrs.ALLOW))
        except DatabaseUnavailableError as error:
            self._note(request, error)
            return self._tell(request, Problem(Kind.UNAVAILABLE, retry_after=_OUTAGE_SECONDS))
        except Exception as error:  # noqa: BLE001 - the boundary of the HTTP doors
            self._note(request, error)
            return self._tell(request, Problem(Kind.INTERNAL))

    def _note(self, request: web.Request, error: Exception) -> None:
        """Count and log a fault by its type and place: its message may quote what a person wrote."""
        name = type(error).__name__
        self._metrics.faults.labels(_route(request), name).inc()
        _log.error("http_fault", route=_route(request), error=name, cause=_cause(error), where=trail(error))

    def _tell(self, request: web.Request, problem: Problem, allow: str | None = None) -> web.Response:
        body = orjson.dumps(self._problems.document(problem, request[REQUEST_ID]))
        headers = problem.headers | ({hdrs.ALLOW: allow} if allow else {})
        return web.Response(body=body, status=problem.status, headers=headers, content_type=CONTENT_TYPE)


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.setdefault(
        hdrs.CACHE_CONTROL, "no-cache" if isinstance(response, web.FileResponse) else "no-store"
    )
    for name, value in _SAFE_HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers[REQUEST_ID_HEADER] = request[REQUEST_ID]


def _refused(refusal: web.HTTPException) -> Problem:
    if refusal.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Problem(Kind.UNAVAILABLE, status=refusal.status, retry_after=_OUTAGE_SECONDS)
    return Problem(_REFUSALS.get(refusal.status, Kind.REFUSED), status=refusal.status)


def _route(request: web.Request) -> str:
    """The route as it was declared; a path may hold a name or a token."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "unmatched"


def _cause(error: Exception) -> str | None:
    return type(error.__cause__).__name__ if error.__cause__ is not None else None
