"""Scheduler processes of the product under one fast clock, and what they say they did."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from bot.config import PREFIX, Settings
from tests.faults.nursery import ended, scheduler_process, stepped_scheduler
from tests.faults.stepped import Hand

_READY = "scheduler_ready"
_READY_SECONDS = 120
_END_SECONDS = 60

Slot = tuple[str, datetime]
"""A job's name and one of its slots."""


@dataclass
class Timekeepers:
    """`naviyam scheduler`, several times, each with a log of its own in `folder`."""

    folder: Path
    settings: Settings
    processes: list[ForkServerProcess] = field(default_factory=list)

    async def start(self, count: int, clock: str = "", hand: Hand[float] | None = None) -> None:
        """Start `count` more schedulers under the setting CLOCK, or by a clock's `hand`, and wait until each looks."""
        told = {PREFIX + name: value for name, value in self._told(clock).items()}
        begun = range(len(self.processes), len(self.processes) + count)
        self.processes += [
            scheduler_process(told, self._log(number))
            if hand is None
            else stepped_scheduler(hand, told, self._log(number))
            for number in begun
        ]
        async with asyncio.timeout(_READY_SECONDS):
            while not all(self._log(number).exists() and any(self._lines(number, _READY)) for number in begun):
                assert all(self.processes[number].is_alive() for number in begun), f"see {self.folder}"
                await asyncio.sleep(0.05)

    async def kill(self) -> None:
        """kill -9 of all of them, whatever they have in hand."""
        for process in self.processes:
            process.kill()
        await asyncio.gather(*map(ended, self.processes))

    async def stop(self) -> None:
        """Let them finish what they have in hand and end."""
        for process in self.processes:
            process.terminate()
        async with asyncio.timeout(_END_SECONDS):
            await asyncio.gather(*map(ended, self.processes))

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
            "KAKAO_BOT_ID": settings.kakao_bot_id,
            "KAKAO_REST_KEY": settings.kakao_rest_key.get_secret_value(),
            "KAKAO_EVENT_NAME": settings.kakao_event_name,
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
        await made.kill()
