"""The supervisor over small programs that stand for web and scheduler."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.embedded.servers import Servers
from bot.failure import Failure
from bot.supervisor import Job, Supervisor

_LIMIT = 15.0

_STAY = "import time; time.sleep(60)"
_END_IN_ORDER = """
import pathlib, signal, sys, time
def end(*_):
    time.sleep(0.2)
    pathlib.Path(sys.argv[1]).write_text("finished")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
pathlib.Path(sys.argv[1]).write_text("working")
time.sleep(60)
"""


class Diary:
    """What the supervisor told, and a way to wait for something to be told."""

    def __init__(self) -> None:
        self.last: Mapping[str, object] = {}
        self._news = asyncio.Condition()

    def write(self, pids: Mapping[str, object]) -> None:
        self.last = pids
        asyncio.get_running_loop().create_task(self._announce())

    async def _announce(self) -> None:
        async with self._news:
            self._news.notify_all()

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(_LIMIT), self._news:
            await self._news.wait_for(holds)

    def pids(self, kind: str) -> list[int]:
        pids = self.last.get(kind, [])
        assert isinstance(pids, list)
        return pids


def _job(kind: str, program: str, *words: str) -> Job:
    return Job(kind, (sys.executable, "-c", program, *words))


def _no_servers(folder: Path) -> Servers:
    (folder / "run").mkdir()
    return Servers(folder, ())


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(_LIMIT):
        while not holds():  # noqa: ASYNC110 - a file tells nobody that it was written
            await asyncio.sleep(0.02)


@asynccontextmanager
async def _supervised(folder: Path, *jobs: Job) -> AsyncIterator[Diary]:
    diary, stop = Diary(), asyncio.Event()
    with _no_servers(folder) as servers:
        running = asyncio.create_task(Supervisor(jobs, servers, diary.write, stop).run())
        try:
            yield diary
        finally:
            stop.set()
            async with asyncio.timeout(_LIMIT):
                await running


async def test_all_process_ids_are_told(tmp_path: Path) -> None:
    web = _job("web", _STAY)
    async with _supervised(tmp_path, web, web, _job("scheduler", _STAY)) as diary:
        await diary.until(lambda: len(diary.pids("web")) == 2 and len(diary.pids("scheduler")) == 1)
        assert set(diary.last) == {"up", "web", "scheduler", "postgres", "valkey"}
        assert diary.last["up"] == os.getpid()
        for pid in diary.pids("web") + diary.pids("scheduler"):
            os.kill(pid, 0)


async def test_a_dead_process_is_started_again_alone(tmp_path: Path) -> None:
    async with _supervised(tmp_path, _job("web", _STAY), _job("scheduler", _STAY)) as diary:
        await diary.until(lambda: bool(diary.pids("web") and diary.pids("scheduler")))
        (killed,), (other,) = diary.pids("web"), diary.pids("scheduler")
        os.kill(killed, signal.SIGKILL)
        await diary.until(lambda: diary.pids("web") not in ([killed], []))
        assert diary.pids("scheduler") == [other]


async def test_a_stop_lets_the_work_in_hand_be_finished(tmp_path: Path) -> None:
    marks = [tmp_path / "web", tmp_path / "scheduler"]
    async with _supervised(tmp_path, *(_job(mark.name, _END_IN_ORDER, str(mark)) for mark in marks)):
        await _until(lambda: all(mark.exists() and mark.read_text() == "working" for mark in marks))
    assert [mark.read_text() for mark in marks] == ["finished", "finished"]


async def test_what_never_starts_is_given_up_with_one_sentence(tmp_path: Path) -> None:
    with _no_servers(tmp_path) as servers:
        jobs = [_job("web", "raise SystemExit(3)"), _job("scheduler", _STAY)]
        diary = Diary()
        with pytest.raises(Failure, match="the web process does not start"):
            async with asyncio.timeout(_LIMIT):
                await Supervisor(jobs, servers, diary.write, asyncio.Event()).run()
    for pid in diary.pids("scheduler"):
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


async def test_what_was_ready_once_is_never_given_up(tmp_path: Path) -> None:
    starts = tmp_path / "starts"
    program = "import sys; open(sys.argv[1], 'a').write('x')"
    stop = asyncio.Event()
    with _no_servers(tmp_path) as servers:
        supervisor = Supervisor([_job("web", program, str(starts))], servers, Diary().write, stop)
        supervisor.was_ready = True
        running = asyncio.create_task(supervisor.run())
        await _until(lambda: starts.exists() and len(starts.read_text()) >= 4)
        stop.set()
        await running


async def test_one_that_can_be_done_without_is_never_hopeless(tmp_path: Path) -> None:
    dying = Job("encoder", (sys.executable, "-c", f"open({str(tmp_path / 'deaths')!r}, 'a').write('x')"), needed=False)
    async with _supervised(tmp_path, _job("web", _STAY), dying) as diary:
        await _until(lambda: (tmp_path / "deaths").exists() and (tmp_path / "deaths").stat().st_size > 3)
        assert diary.pids("web")
