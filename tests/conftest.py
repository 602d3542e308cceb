"""Fixtures of every test: a migrated database of its own, an empty Redis, settings with secrets of no worth."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from pydantic import SecretStr
from redis.asyncio import Redis

from bot.config import PREFIX, Settings
from db.pool import Database
from db.redis import connect
from tests.servers import Databases, throwaway_servers

# A busy machine is no defect of the code: how long an example takes is no test.
hypothesis.register_profile("naviyam", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.register_profile("fast", hypothesis.get_profile("naviyam"), max_examples=20)
hypothesis.load_profile("naviyam")


_TELLING = ("tests/journeys/test_stories.py", "tests/adapters/line/test_webhook.py", "tests/bot/api/test_chat.py")
"""Of the tests that need a database, those the fast run makes too: whole talks, and what holds at the doors."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test is slow by what it asks for: a database of its own takes longer than a hundred tests without."""
    for item in items:
        if (
            isinstance(item, pytest.Function)
            and "servers" in item.fixturenames
            and not item.nodeid.startswith(_TELLING)
        ):
            item.add_marker(pytest.mark.slow)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """The browser tests are skipped, saying so, where there is no browser."""
    if item.get_closest_marker("browser") and not (shutil.which("chromium") and shutil.which("chromedriver")):
        pytest.skip("no Chromium here (Debian: apt-get install chromium chromium-driver)")


@pytest.fixture(scope="session", autouse=True)
def own_settings_only() -> None:
    """No test sees the settings of whoever runs it."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        del os.environ[name]
    Settings.model_config["env_file"] = None


@pytest.fixture(scope="session")
def servers() -> Iterator[tuple[Databases, str]]:
    with throwaway_servers() as running:
        yield running


@pytest.fixture
def database_url(servers: tuple[Databases, str]) -> Iterator[str]:
    with servers[0].copy() as url:
        yield url


@pytest.fixture
def redis_url(servers: tuple[Databases, str]) -> str:
    return servers[1]


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = await Database.connect(database_url, application="tests", size=10)
    yield database
    await database.close()


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    client = connect(redis_url)
    await client.flushall()
    yield client
    await client.aclose()


@pytest.fixture
def settings(tmp_path: Path, database_url: str, redis_url: str) -> Settings:
    """As `./naviyam up` hands them to a web process in the embedded mode, with platforms that nobody plays."""
    embedded = Settings(
        data_dir=tmp_path,
        line_channel_secret=SecretStr("a-channel-secret-of-32-characters"),
        line_access_token=SecretStr("an-access-token"),
        kakao_skill_key=SecretStr("a-skill-key"),
        jwt_secret=SecretStr("a-secret-of-at-least-thirty-two-bytes"),
        data_key=SecretStr("0123456789abcdef" * 4),
        line_api_url="http://127.0.0.1:9",
        kakao_api_url="http://127.0.0.1:9",
    )
    return embedded.model_copy(update={"database_url": SecretStr(database_url), "redis_url": SecretStr(redis_url)})
