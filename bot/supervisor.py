"""Keeps the processes of `./naviyam up` alive: a dead one is started again, after growing pauses if it keeps dying."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from asyncio.subprocess import Process
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import structlog

from bot.embedded.servers import Servers
from bot.failure import Failure

_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 10.0
_HEALTHY_SECONDS = 30.0  # who has lived that long starts again at once
_HOPELESS_DEATHS = 3  # of a process that was never ready
_STOP_SECONDS = 20.0
_LOOK_SECONDS = 0.25

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Job:
    """One process to keep: `kind` is its key in `run/pids.json`, `files` are the descriptors it inherits.

    Without one that is not `needed` everything works, only less well: it is started again and never hopeless.
    """

    kind: str
    command: tuple[str, ...]
    files: tuple[int, ...] = ()
    needed: bool = True


class Supervisor:
    """Runs `jobs` beside the embedded `servers` until `stop` is set; `tell` gets all process ids at every change."""

    def __init__(
        self,
        jobs: Sequence[Job],
        servers: Servers,
        tell: Callable[[Mapping[str, object]], None],
        stop: asyncio.Event,
    ) -> None:
        self._jobs = jobs
        self._servers = servers
        self._tell = tell
        self._stop = stop
        self._running: dict[Process, Job] = {}
        self.was_ready = False
        """Set by the caller once the processes do their work; until then three deaths are hopeless."""

    async def run(self) -> None:
        """Keep everything alive; at the stop, let the processes end in order.

        Raises:
            Failure: a process keeps dying and was never ready.
        """
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._keep_servers())
                for job in self._jobs:
                    group.create_task(self._keep(job))
                await self._stop.wait()
                await self._end_all()
        except* Failure as failures:
            raise failures.exceptions[0] from None
        finally:
            await self._end_all()

    async def _keep(self, job: Job) -> None:
        deaths = 0
        while not self._stop.is_set():
            started = time.monotonic()
            code = await self._run_once(job)
            if self._stop.is_set():
                return
            deaths = 0 if time.monotonic() - started > _HEALTHY_SECONDS else deaths + 1
            _log.warning("process_died", kind=job.kind, exit_code=code, deaths=deaths)
            if job.needed and deaths >= _HOPELESS_DEATHS and not self.was_ready:
                raise Failure(f"the {job.kind} process does not start; what it said stands above")
            if deaths > 1:
                await self._rest(min(_FIRST_PAUSE * 2**deaths, _LONGEST_PAUSE))

    async def _run_once(self, job: Job) -> int:
        process = await asyncio.create_subprocess_exec(
            *job.command,
            pass_fds=job.files,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=sys.stderr.fileno(),  # our own stdout carries the three lines of `up` and nothing else
            start_new_session=True,  # Ctrl-C is ours to hand on
        )
        self._running[process] = job
        self._tell_all()
        if self._stop.is_set():
            process.terminate()
        code = await process.wait()
        del self._running[process]
        return code

    async def _keep_servers(self) -> None:
        while not self._stop.is_set():
            try:
                if await asyncio.to_thread(self._servers.restart_dead):
                    _log.warning("embedded_server_restarted")
                    self._tell_all()
            except Failure as failure:
                _log.exception("embedded_server_does_not_start", reason=str(failure))
                await self._rest(_LONGEST_PAUSE)
            await self._rest(_LOOK_SECONDS)

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), seconds)

    async def _end_all(self) -> None:
        processes = list(self._running)
        for process in processes:
            with suppress(ProcessLookupError):  # it has just died by itself
                process.terminate()
        try:
            async with asyncio.timeout(_STOP_SECONDS):
                await asyncio.gather(*(process.wait() for process in processes))
        except TimeoutError:
            for process in processes:
                if process.returncode is None:
                    _log.exception("process_killed", pid=process.pid)
                    process.kill()

    def _tell_all(self) -> None:
        pids: dict[str, object] = {"up": os.getpid()}
        for kind in dict.fromkeys(("web", "scheduler", *(job.kind for job in self._jobs))):
            pids[kind] = [process.pid for process, job in self._running.items() if job.kind == kind]
        self._tell(pids | {"postgres": None, "valkey": None} | self._servers.pids())
