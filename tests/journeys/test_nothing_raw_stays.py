"""People tell the whole product, at every door, what they never should: afterwards it is found nowhere at all."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
import pytest_asyncio
import yaml
from aiohttp import ClientSession
from psycopg.rows import dict_row

from bot.config import PREFIX, ROOT, Settings
from tests.adapters.doors import signature
from tests.journeys import sweep
from tests.journeys.doors import DOORS, Door
from tests.journeys.stage import ListeningLine, settings_for
from tests.servers import scratch_folder

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

HOSTILE: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "hostile.yaml").read_text(encoding="utf-8"))
RAW = [raw for told in HOSTILE for raw in told["raw"]]
HARMLESS = "코끼리만두 먹고 싶어"
KEPT = "api"  # whoever signs a token vouches for consent; at the other doors nobody gave any
_LIMIT_SECONDS = 120
_MINIMUM = 6


_UNKEPT = """
WITH unkept AS (SELECT * FROM chatbot.conversations WHERE platform <> 'test')  -- the platform of the API's people
SELECT (SELECT count(*) FROM chatbot.users) AS people,
    (SELECT count(*) FROM unkept) AS turns,
    (SELECT count(*) FROM unkept
     WHERE user_id IS NOT NULL OR platform_message_id IS NOT NULL OR extracted_entities ? 'location') AS personal,
    (SELECT count(DISTINCT session_id) FROM unkept) AS sessions,
    (SELECT count(*) FROM chatbot.recommendations_log r JOIN unkept USING (turn_id)
     WHERE r.user_id IS NOT NULL OR r.user_cell IS NOT NULL OR r.request_entities ? 'location') AS places
"""


@dataclass(frozen=True)
class Played:
    """A product that ran, was told everything and was stopped.

    `seen` is what its tables and Redis held before, `unkept` what the tables say of those at the doors where nobody
    gave consent.
    """

    people: Mapping[str, Door]
    seen: list[sweep.Written]
    unkept: Mapping[str, object]


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    with scratch_folder() as folder:
        yield folder


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def played(data_dir: Path) -> Played:
    line = await ListeningLine.start()
    settings = settings_for("", "", data_dir).model_copy(
        update={"line_api_url": line.url, "log_dir": data_dir / "logs", "kakao_bot_id": "a-bot"}
    )
    async with _running(settings) as (url, database_url, redis_url):
        people = {name: door(url, settings, line.replied) for name, door in DOORS.items()}
        await asyncio.gather(*map(_tell_everything, people.values()))
        await _post_rubbish(url, settings)
        seen = [*sweep.rows(database_url), *sweep.keys(redis_url)]
        unkept = _unkept(database_url)
    await line.stop()
    return Played(people, seen, unkept)


async def test_the_sweep_sees_what_may_stay(played: Played, data_dir: Path) -> None:
    """Otherwise what follows would prove nothing."""
    assert sweep.found([HARMLESS], played.seen)
    assert sweep.found([HARMLESS], sweep.files(data_dir))
    assert all(len(raw.encode()) >= _MINIMUM for raw in RAW)


async def test_no_table_and_no_key_holds_anything_raw(played: Played) -> None:
    assert sweep.found(RAW, played.seen) == []


@pytest.mark.usefixtures("played")
async def test_no_log_and_no_file_holds_anything_raw(data_dir: Path) -> None:
    assert sweep.found(RAW, sweep.files(data_dir)) == []


async def test_nobody_without_consent_can_be_recognised(played: Played, data_dir: Path) -> None:
    accounts = [door.account.external_id for name, door in played.people.items() if name != KEPT]
    assert sweep.found(accounts, [*played.seen, *sweep.files(data_dir)]) == []
    assert played.unkept == {"people": 1, "turns": 3 * (len(HOSTILE) + 1), "personal": 0, "sessions": 3, "places": 0}


def _unkept(database_url: str) -> Mapping[str, object]:
    with psycopg.connect(database_url, row_factory=dict_row) as connection:
        return connection.execute(_UNKEPT).fetchone() or {}


async def _tell_everything(person: Door) -> None:
    for told in [{"say": HARMLESS}, *HOSTILE]:
        await person.say(told["say"])


async def _post_rubbish(url: str, settings: Settings) -> None:
    """Everything raw in bodies that are refused, and in an address."""
    rubbish = "{" + " ".join(RAW)
    body = rubbish.encode()
    secret = settings.line_channel_secret.get_secret_value()
    key = {"X-Naviyam-Key": settings.kakao_skill_key.get_secret_value()}
    async with ClientSession() as client:
        for path, headers in (
            ("/webhooks/line", {"X-Line-Signature": signature(body, secret)}),
            ("/webhooks/line", {"X-Line-Signature": "unsigned"}),
            ("/webhooks/kakao", key),
            ("/webhooks/kakao", {}),
            ("/api/v1/chat", {"Authorization": "Bearer unsigned", "Content-Type": "application/json"}),
            ("/web/messages", {"Content-Type": "application/json"}),
        ):
            async with client.post(url + path, data=body, headers=headers) as response:
                assert response.status < 500
        async with client.get(url, params={"q": rubbish}) as response:
            assert response.status < 500


def _environment(settings: Settings) -> dict[str, str]:
    told = {
        "LINE_CHANNEL_SECRET": settings.line_channel_secret.get_secret_value(),
        "LINE_ACCESS_TOKEN": settings.line_access_token.get_secret_value(),
        "LINE_API_URL": settings.line_api_url,
        "KAKAO_SKILL_KEY": settings.kakao_skill_key.get_secret_value(),
        "KAKAO_BOT_ID": settings.kakao_bot_id,
        "JWT_SECRET": settings.jwt_secret.get_secret_value(),
        "DATA_KEY": settings.data_key.get_secret_value(),
        "LOG_DIR": str(settings.log_dir),
        "RATE_LIMIT_PER_MINUTE": str(settings.rate_limit_per_minute),
    }
    return os.environ | {PREFIX + name: value for name, value in told.items()}


@asynccontextmanager
async def _running(settings: Settings) -> AsyncIterator[list[str]]:
    """`./naviyam up` in a process of its own: the addresses that it prints; stopped in order at the end."""
    command = (sys.executable, "-m", "bot", "up", "--port", "0", "--data-dir", str(settings.data_dir))
    with (settings.data_dir / "stderr").open("wb") as stderr:
        process = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, env=_environment(settings), stdout=PIPE, stderr=stderr
        )
        assert process.stdout is not None
        try:
            async with asyncio.timeout(_LIMIT_SECONDS):
                yield [(await process.stdout.readline()).decode().split()[-1] for _ in range(3)]
        finally:
            process.terminate()
            await process.wait()
