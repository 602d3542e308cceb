"""The chat API as an app meets it: a real server on a real database and Redis, and a conversation that notes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from prometheus_client import CollectorRegistry
from pytest_aiohttp.plugin import AiohttpClient
from redis.asyncio import Redis

from bot import middlewares
from bot.api import chat, metrics
from bot.api.chat import ChatDoor
from bot.api.metrics import MetricsDoor
from bot.api.once import Once
from bot.api.turns import Turns
from bot.auth import Caller, Role, TokenVerifier, issue
from bot.middlewares import HttpMetrics
from bot.problems import Problems
from core.admission import Admission
from core.capacity import Capacity
from core.clock import Clock
from core.messages import Account, Answer, Incoming
from db.crypto import Cipher
from db.idempotency import IdempotencyKeys
from db.pool import Database
from tests.servers import Databases

SECRET = "a-secret-of-at-least-thirty-two-bytes"
PER_MINUTE = 60

Client = TestClient[web.Request, web.Application]
Headers = dict[str, str]


@dataclass
class Conversation:
    """Answers everything and keeps what came; `answer` is what it says, `fault` what breaks in it."""

    turns: list[Incoming] = field(default_factory=list)
    answer: Answer | None = None
    fault: Exception | None = None

    async def handle(self, incoming: Incoming) -> Answer:
        self.turns.append(incoming)
        if self.fault is not None:
            raise self.fault
        session_id = incoming.session_id or UUID(int=7)
        return self.answer or Answer(incoming.turn_id, session_id, len(self.turns), ("네, 찾아볼게요!",))


def token(user: str = "test:child-1", role: Role = Role.USER, ttl: int = 600, secret: str = SECRET) -> str:
    platform, _, external_id = user.partition(":")
    return issue(secret, Caller(Account(platform, external_id), role), issued_at=int(time.time()), ttl=ttl)


def bearer(user: str = "test:child-1", role: Role = Role.USER) -> Headers:
    return {"Authorization": f"Bearer {token(user, role)}"}


@pytest.fixture(scope="module")
def database_url(servers: tuple[Databases, str]) -> Iterator[str]:
    """One database for all tests of a module: each speaks under keys of its own, and copies take their time."""
    with servers[0].copy() as url:
        yield url


@pytest.fixture
def conversation() -> Conversation:
    return Conversation()


@pytest.fixture
def cipher() -> Cipher:
    return Cipher(b"k" * 32)


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def app(
    conversation: Conversation, database: Database, redis: Redis, cipher: Cipher, registry: CollectorRegistry
) -> web.Application:
    app = web.Application()
    middlewares.install(app, Problems.load(), HttpMetrics(registry))
    verifier = TokenVerifier(SECRET)
    admission = Admission(redis, cipher, PER_MINUTE, Capacity())
    once = Once(IdempotencyKeys(database, cipher))
    door = ChatDoor(Turns(conversation.handle, admission, Clock()), verifier, once, Clock())
    app.router.add_post(chat.PATH, door.handle)
    app.router.add_get(metrics.PATH, MetricsDoor(registry, verifier).handle)
    return app


@pytest.fixture
async def client(app: web.Application, aiohttp_client: AiohttpClient) -> Client:
    return await aiohttp_client(app)


@pytest.fixture
def new_key() -> Callable[[], Headers]:
    """Headers of a person with a fresh Idempotency-Key."""
    return lambda: {**bearer(), "Idempotency-Key": str(uuid4())}
