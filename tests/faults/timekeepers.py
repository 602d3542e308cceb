"""Scheduler processes of the product under one fast clock, and what they say they did."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, Process
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.config import PREFIX, ROOT, Settings

_READY_SECONDS = 120
_END_SECONDS = 60

Slot = tuple[str, datetime]
"""A job's name and one of its slots."""


@dataclass
class Timekeepers:
    """`./naviyam scheduler`, several times, each with a log of its own in `folder`."""

    folder: Path
    settings: Settings
    processes: list[Process] = field(default_factory=list)

    async def start(self, count: int, clock: str) -> None:
        """Start `count` schedulers under the setting CLOCK and wait until each looks at its clock."""
        for number in range(count):
            with self._log(number).open("wb") as log:
                process = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-m", "bot", "scheduler"),
                    cwd=ROOT,
                    env=os.environ | {PREFIX + name: value for name, value in self._told(clock).items()},
                    stdout=DEVNULL,
                    stderr=log,
                )
            self.processes.append(process)
        async with asyncio.timeout(_READY_SECONDS):
            while not all(any(self._lines(number, "scheduler_ready")) for number in range(count)):
                assert all(process.returncode is None for process in self.processes), f"see {self.folder}"
                await asyncio.sleep(0.1)

    async def stop(self) -> None:
        """Let them finish what they have in hand and end."""
        for process in self.processes:
            if process.returncode is None:
                process.terminate()
        async with asyncio.timeout(_END_SECONDS):
            await asyncio.gather(*(process.wait() for process in self.processes))

    def done(self) -> list[Counter[Slot]]:
        """How often each process says that it did which slot."""
        return [
            Counter((line["job"], datetime.fromisoformat(line["slot"])) for line in self._lines(number, "job_done"))
            for number in range(len(self.processes))
        ]

    def _log(self, number: int) -> Path:
        return self.folder / f"scheduler-{number}.log"

    def _lines(self, number: int, event: str) -> Iterator[dict[str, str]]:
        for line in self._log(number).read_text(encoding="utf-8").splitlines():
            if f'"{event}"' in line:
                yield json.loads(line)

    def _told(self, clock: str) -> dict[str, str]:
        settings = self.settings
        return {
            "CLOCK": clock,
            "DATA_DIR": str(self.folder),
            "DATABASE_URL": settings.database_url.get_secret_value(),
            "REDIS_URL": settings.redis_url.get_secret_value(),
            "LINE_CHANNEL_SECRET": settings.line_channel_secret.get_secret_value(),
            "LINE_ACCESS_TOKEN": settings.line_access_token.get_secret_value(),
            "LINE_API_URL": settings.line_api_url,
            "KAKAO_SKILL_KEY": settings.kakao_skill_key.get_secret_value(),
            "KAKAO_API_URL": settings.kakao_api_url,
            "JWT_SECRET": settings.jwt_secret.get_secret_value(),
            "DATA_KEY": settings.data_key.get_secret_value(),
        }


@asynccontextmanager
async def timekeepers(folder: Path, settings: Settings) -> AsyncIterator[Timekeepers]:
    """None of them outlives the block."""
    made = Timekeepers(folder, settings)
    try:
        yield made
    finally:
        for process in made.processes:
            if process.returncode is None:
                process.kill()
                await process.wait()
