"""Processes of ours that start in half a second: forked from a server that has imported the program once.

Three seconds of CPU of each start are imports. Who is killed twenty times is as dead without paying for them.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import socket
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from bot.__main__ import main
from bot.config import ROOT
from tests.faults.stepped import Hand, schedule

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["bot.commands.web", "bot.commands.scheduler", "tests.faults.warmth", __name__])


def web_process(listener: socket.socket, settings: Mapping[str, str], stderr: Path) -> ForkServerProcess:
    """`naviyam web` on `listener` with the environment's `settings`; what it says goes to `stderr`."""
    return _started(_web, listener, settings, stderr)


def scheduler_process(settings: Mapping[str, str], stderr: Path) -> ForkServerProcess:
    """`naviyam scheduler` with the environment's `settings`; what it says goes to `stderr`."""
    return _started(_scheduler, settings, stderr)


def stepped_scheduler(hand: Hand[float], settings: Mapping[str, str], stderr: Path) -> ForkServerProcess:
    """`scheduler_process` by a clock that shows what `hand` says."""
    return _started(_stepped, hand, settings, stderr)


def clock_hand(at: datetime) -> Hand[float]:
    """The hand of a clock that stands at `at`."""
    return _CONTEXT.Value("d", at.timestamp())


async def ended(process: ForkServerProcess) -> None:
    """Wait until it is gone."""
    gone, loop = asyncio.Event(), asyncio.get_running_loop()
    loop.add_reader(process.sentinel, gone.set)
    try:
        await gone.wait()
    finally:
        loop.remove_reader(process.sentinel)
    process.join()


def _started(run: Callable[..., None], *given: object) -> ForkServerProcess:
    process = _CONTEXT.Process(target=run, args=given, daemon=True)
    process.start()
    return process


def _web(listener: socket.socket, settings: Mapping[str, str], stderr: Path) -> None:
    _settle_in(settings, stderr)
    sys.exit(main(["web", "--fd", str(listener.fileno())]))


def _scheduler(settings: Mapping[str, str], stderr: Path) -> None:
    _settle_in(settings, stderr)
    sys.exit(main(["scheduler"]))


def _stepped(hand: Hand[float], settings: Mapping[str, str], stderr: Path) -> None:
    _settle_in(settings, stderr)
    schedule(hand)


def _settle_in(settings: Mapping[str, str], stderr: Path) -> None:
    os.chdir(ROOT)
    os.environ.update(settings)
    with Path(os.devnull).open("wb") as nothing, stderr.open("ab") as said:
        os.dup2(nothing.fileno(), 1)
        os.dup2(said.fileno(), 2)
