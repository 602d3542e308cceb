"""A model that is no table is run by a process of its own: the search comes to use it, and does without it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot import sample
from bot.app import build
from bot.auth import Caller, Role, issue
from bot.config import PREFIX, ROOT, Settings
from bot.listener import address, listen
from core.messages import Account
from db.pool import Database
from tests.bot.encoder.tiny import transformer
from tests.rows import Rows

pytestmark = pytest.mark.slow

_LIMIT = 60.0
_WITH_VECTOR = """
SELECT count(*) FROM ml_training.rag_embeddings_queue q JOIN chatbot.shops s ON q.document_id = 'shop_' || s.id
WHERE s.is_listed AND q.embedding_dimension = $1 AND vector_dims(q.embedding_vector) = $1
"""
_IMPORTED = """
ALTER TABLE chatbot.shops DISABLE TRIGGER shops_announce_update;
UPDATE chatbot.shops SET shop_name = '가져온 집' WHERE id IN (2, 3);
ALTER TABLE chatbot.shops ENABLE TRIGGER shops_announce_update;
NOTIFY catalogue, 'shops';
"""
_READ_AS_IMPORTED = "SELECT count(*) FROM ml_training.rag_embeddings_queue WHERE content LIKE '가져온 집%'"
_LISTED = "SELECT count(*) FROM chatbot.shops WHERE is_listed"


@dataclass(frozen=True, slots=True)
class Encoder:
    """A running `./naviyam encoder`."""

    process: subprocess.Popen[bytes]
    url: str


@contextmanager
def encoder(settings: Settings) -> Iterator[Encoder]:
    """As `up` starts it: on a socket that is handed over."""
    listener = listen("127.0.0.1", 0)
    told = {
        "DATABASE_URL": settings.database_url.get_secret_value(),
        "REDIS_URL": settings.redis_url.get_secret_value(),
        "EMBEDDING_MODEL": settings.embedding_model,
        "DATA_DIR": str(settings.data_dir),
    }
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "bot", "encoder", "--fd", str(listener.fileno())],
        cwd=ROOT,
        env=os.environ | {f"{PREFIX}{name}": value for name, value in told.items()},
        pass_fds=(listener.fileno(),),
    )
    try:
        yield Encoder(process, address("127.0.0.1", listener))
    finally:
        listener.close()
        if process.poll() is None:
            process.terminate()
            assert process.wait(_LIMIT) == 0


@dataclass(frozen=True, slots=True)
class Person:
    """Who chats through the API."""

    client: TestClient[web.Request, web.Application]
    secret: str

    async def asks(self, message: str) -> list[str]:
        """The names of the places shown."""
        told = Caller(Account("test", "somebody"), Role.USER)
        bearer = issue(self.secret, told, issued_at=int(time.time()), ttl=600)
        async with self.client.post(
            "/api/v1/chat", json={"message": message}, headers={"Authorization": f"Bearer {bearer}"}
        ) as answer:
            assert answer.status == 200
            return [place["shop_name"] for place in (await answer.json())["recommendations"]]

    async def counted(self, call: str, outcome: str) -> float:
        """How often the encoder was called so, by `/metrics`."""
        async with self.client.get("/metrics") as answer:
            lines = (await answer.text()).splitlines()
        wanted = f'naviyam_outside_calls_total{{call="{call}",outcome="{outcome}",system="encoder"}} '
        return sum(float(line.removeprefix(wanted)) for line in lines if line.startswith(wanted))


@contextmanager
def frozen(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Connected but silent."""
    process.send_signal(signal.SIGSTOP)
    yield
    process.send_signal(signal.SIGCONT)


async def until(holds: Callable[[], Awaitable[bool]], what: str) -> None:
    patience = time.monotonic() + _LIMIT
    while not await holds():
        assert time.monotonic() < patience, what
        await asyncio.sleep(0.1)


@pytest.fixture
async def filled(database: Database) -> Rows:
    await sample.load_reference(database, ROOT / "data")
    await sample.load(database, ROOT / "data", Settings(clock="2026-11-23T12:30").business_clock().now())
    return Rows(database)


@pytest.fixture
def told(settings: Settings, tmp_path: Path) -> Settings:
    model = transformer(tmp_path / "model", dimension=32)
    return settings.model_copy(update={"embedding_model": model, "clock": "2026-11-23T12:30"})


@asynccontextmanager
async def chatting(settings: Settings) -> AsyncIterator[Person]:
    async with TestClient(TestServer(await build(settings))) as client:
        yield Person(client, settings.jwt_secret.get_secret_value())


async def test_the_search_comes_to_use_it_and_does_without_it(told: Settings, filled: Rows) -> None:
    with encoder(told) as running:
        async with chatting(told.model_copy(update={"encoder_url": running.url})) as person:
            assert await person.asks("건대입구역 떡볶이"), "before the model is loaded"

            async def every_shop_has_its_vector() -> bool:
                return bool(await filled.value(_WITH_VECTOR, 32) == await filled.value(_LISTED))

            async def is_asked() -> bool:
                await person.asks("건대입구역 김밥")
                return await person.counted("query", "200") > 0

            await until(every_shop_has_its_vector, "the encoder makes the vectors of all shops")
            await until(is_asked, "wishes are compared by its model")
            await filled.execute("UPDATE chatbot.shops SET shop_name = '새이름' WHERE id = 1")

            async def the_changed_one_too() -> bool:
                content = await filled.value(
                    "SELECT content FROM ml_training.rag_embeddings_queue WHERE document_id = 'shop_1'"
                )
                return str(content).startswith("새이름") and await every_shop_has_its_vector()

            await until(the_changed_one_too, "a changed shop gets its vector")
            await filled.execute(_IMPORTED)

            async def the_imported_ones_too() -> bool:
                return bool(await filled.value(_READ_AS_IMPORTED) == 2)

            await until(the_imported_ones_too, "shops of a large import, which is announced as one, get their vectors")
            with frozen(running.process):
                assert await person.asks("건대입구역 국밥"), "while it is silent"
            assert await person.counted("query", "no_answer") == 1
            running.process.kill()
            running.process.wait(_LIMIT)
            assert await person.asks("건대입구역 피자"), "when it is gone"


@pytest.mark.parametrize("encoder_url", ["", "http://127.0.0.1:9"], ids=["nobody runs it", "nobody answers"])
@pytest.mark.usefixtures("filled")
async def test_a_model_that_is_not_there_stops_nothing(settings: Settings, encoder_url: str) -> None:
    changed = {"embedding_model": "no/such-model", "encoder_url": encoder_url, "clock": "2026-11-23T12:30"}
    nowhere = settings.model_copy(update=changed)
    async with chatting(nowhere) as person:
        assert await person.asks("건대입구역 떡볶이")
        assert await person.counted("query", "no_answer") == 0, "it is asked nothing before it has all shops"
