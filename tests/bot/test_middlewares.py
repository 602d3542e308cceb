"""What is around every door: problems instead of tracebacks, ids, measures, safe headers, and logs without people."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
import structlog
from aiohttp import web
from aiohttp.test_utils import TestClient
from prometheus_client import CollectorRegistry
from pytest_aiohttp.plugin import AiohttpClient
from structlog.testing import LogCapture

from bot import middlewares
from bot.middlewares import HttpMetrics
from bot.problems import Kind, Problem, Problems
from db.pool import DatabaseUnavailableError

Client = TestClient[web.Request, web.Application]

SECRET_WORDS = "010-1234-5678 하늘초 3학년"


async def greet(_request: web.Request) -> web.Response:
    return web.Response(text="안녕", headers={"Content-Security-Policy": "default-src 'none'"})


async def fail(_request: web.Request) -> web.Response:
    try:
        raise KeyError(SECRET_WORDS)
    except KeyError as error:
        raise RuntimeError(SECRET_WORDS) from error


async def lose_database(_request: web.Request) -> web.Response:
    raise DatabaseUnavailableError(SECRET_WORDS)


async def move(_request: web.Request) -> web.Response:
    raise web.HTTPFound("/greet")


async def overload(_request: web.Request) -> web.Response:
    raise web.HTTPServiceUnavailable


async def teapot(_request: web.Request) -> web.Response:
    raise web.HTTPExpectationFailed


async def refuse(_request: web.Request) -> web.Response:
    raise Problem(Kind.FORBIDDEN, code="someone_elses")


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
async def client(registry: CollectorRegistry, aiohttp_client: AiohttpClient) -> Client:
    app = web.Application()
    middlewares.install(app, Problems.load(), HttpMetrics(registry))
    for name, door in (("fail", fail), ("lost", lose_database), ("move", move), ("busy", overload), ("tea", teapot)):
        app.router.add_get(f"/{name}/{{person}}", door)
    app.router.add_get("/greet", greet)
    app.router.add_post("/refuse", refuse)
    return await aiohttp_client(app)


@pytest.fixture
def log() -> Iterator[LogCapture]:
    """Every log line, with what the context adds."""
    capture = LogCapture()
    configured = structlog.get_config()
    structlog.configure(processors=[structlog.contextvars.merge_contextvars, capture])
    yield capture
    structlog.configure(**configured)


@pytest.mark.parametrize(
    ("method", "path", "status", "slug", "headers"),
    [
        ("GET", "/nowhere", 404, "not_found", {}),
        ("POST", "/greet", 405, "method_not_allowed", {"Allow": "GET,HEAD"}),
        ("GET", "/tea/child", 417, "refused", {}),
        ("GET", "/busy/child", 503, "unavailable", {"Retry-After": "5"}),
        ("GET", "/lost/child", 503, "unavailable", {"Retry-After": "5"}),
        ("GET", "/fail/child", 500, "internal", {}),
    ],
)
async def test_every_error_is_a_problem(
    client: Client, method: str, path: str, status: int, slug: str, headers: dict[str, str]
) -> None:
    response = await client.request(method, path)
    problem = await response.json()
    assert (response.status, response.content_type) == (status, "application/problem+json")
    assert set(problem) == {"type", "title", "status", "detail", "request_id"}
    assert (problem["type"], problem["status"]) == (f"urn:naviyam:problem:{slug}", status)
    assert problem["request_id"] == response.headers["X-Request-ID"]
    assert {name: response.headers[name] for name in headers} == headers
    assert "Traceback" not in await response.text()
    assert SECRET_WORDS not in await response.text()


async def test_a_rule_names_its_code(client: Client) -> None:
    problem = await (await client.post("/refuse")).json()
    assert (problem["status"], problem["code"]) == (403, "someone_elses")


async def test_a_redirect_is_no_error(client: Client) -> None:
    response = await client.get("/move/child", allow_redirects=False)
    assert (response.status, response.headers["Location"]) == (302, "/greet")


async def test_headers_are_safe_unless_a_door_knows_better(client: Client) -> None:
    page = await client.get("/greet")
    assert page.headers["Content-Security-Policy"] == "default-src 'none'"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Cache-Control"] == "no-store"
    missing = await client.get("/nowhere")
    assert missing.headers["Content-Security-Policy"].startswith("default-src 'self'")


async def test_every_request_has_an_id_of_its_own(client: Client) -> None:
    ids = {(await client.get("/greet", headers={"X-Request-ID": "mine"})).headers["X-Request-ID"] for _ in range(3)}
    assert len({UUID(each) for each in ids}) == 3


async def test_the_log_tells_of_a_request_and_of_nobody(client: Client, log: LogCapture) -> None:
    response = await client.get("/fail/child-7", params={"phone": "010-9999-8888"})
    fault, line = log.entries
    assert (fault["event"], fault["error"], fault["cause"]) == ("http_fault", "RuntimeError", "KeyError")
    assert fault["where"][-1].startswith("tests/bot/test_middlewares.py:")
    assert (line["event"], line["method"], line["route"], line["status"]) == (
        "http_request",
        "GET",
        "/fail/{person}",
        500,
    )
    assert fault["request_id"] == line["request_id"] == response.headers["X-Request-ID"]
    said = repr(log.entries)
    assert not [word for word in ("child-7", "010-", "하늘초", "127.0.0.1") if word in said]


async def test_a_logged_request_leaves_no_id_to_the_next(client: Client, log: LogCapture) -> None:
    for _ in range(2):
        await client.get("/greet")
    first, second = log.entries
    assert first["request_id"] != second["request_id"]
    assert "request_id" not in structlog.contextvars.get_contextvars()


async def test_requests_and_faults_are_counted(client: Client, registry: CollectorRegistry) -> None:
    for path in ("/greet", "/greet", "/fail/child", "/nowhere/1", "/nowhere/2"):
        await client.get(path)

    def counted(route: str, status: str) -> float | None:
        labels = {"method": "GET", "route": route, "status": status}
        return registry.get_sample_value("naviyam_http_seconds_count", labels)

    assert counted("/greet", "200") == 2
    assert counted("/fail/{person}", "500") == 1
    assert counted("unmatched", "404") == 2
    faults = {"route": "/fail/{person}", "error": "RuntimeError"}
    assert registry.get_sample_value("naviyam_http_faults_total", faults) == 1
