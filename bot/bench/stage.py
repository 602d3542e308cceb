"""What a measure runs on: servers of its own with the sample catalogue; one core for the web, one for the rest."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psutil

from bot import config, sample
from bot.config import PREFIX, ROOT, Settings
from bot.database import open_database
from bot.embedded.servers import running
from bot.failure import Failure
from core.clock import SEOUL
from db.migrate import migrate

LUNCH = datetime(2026, 11, 23, 12, 30, tzinfo=SEOUL)
"""A Monday, when most places are open: what is measured must not hang on the hour of the measuring."""

_START_SECONDS = 20.0
_UNLIMITED = "1000000"


@contextmanager
def servers(folder: Path) -> Iterator[Settings]:
    """Servers in `folder`, migrated, the sample loaded; on the last core where there are several."""
    _pin(os.getpid(), last=True)
    with running(config.load(folder)) as (settings, _):
        migrate(settings.database_url.get_secret_value())
        yield settings


async def fill(settings: Settings) -> None:
    """Load the reference rows and the sample catalogue, as shops that real channels show."""
    async with open_database(settings, "bench") as database:
        await sample.load_reference(database, ROOT / "data")
        await sample.load(database, ROOT / "data", LUNCH)
        async with database.acquire() as connection:
            await connection.execute("UPDATE chatbot.shops SET data_source = 'bench'")


@contextmanager
def process(settings: Settings, module: str, words: Sequence[str], port: int) -> Iterator[str]:
    """Run a web process of ours on the first core until the end of the block; gives its address."""
    environment = os.environ | {
        f"{PREFIX}DATABASE_URL": settings.database_url.get_secret_value(),
        f"{PREFIX}REDIS_URL": settings.redis_url.get_secret_value(),
        f"{PREFIX}KAKAO_SKILL_KEY": settings.kakao_skill_key.get_secret_value(),
        f"{PREFIX}RATE_LIMIT_PER_MINUTE": _UNLIMITED,
        f"{PREFIX}DATA_DIR": str(settings.data_dir),
        f"{PREFIX}CLOCK": f"{LUNCH.isoformat()}@1x",
    }
    command = [sys.executable, "-m", module, *words]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, cwd=ROOT) as child:  # noqa: S603 - ours
        try:
            _pin(child.pid, last=False)
            _wait_for(port, child)
            yield f"http://127.0.0.1:{port}"
        finally:
            child.terminate()


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, child: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + _START_SECONDS
    while time.monotonic() < ends:
        if child.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise Failure("the process to be measured did not start")


def _pin(pid: int, *, last: bool) -> None:
    cores = sorted(psutil.Process(pid).cpu_affinity())
    if len(cores) > 1:
        psutil.Process(pid).cpu_affinity([cores[-1] if last else cores[0]])
