"""One scheduler process: due jobs and the outbox."""

from __future__ import annotations

import argparse
import asyncio
import signal

import uvloop

from bot import config, log
from bot.config import Settings
from bot.embedded.pids import SUPERVISED
from bot.embedded.servers import running
from scheduler import clock

HELP = "run one scheduler process against the configured or embedded servers"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing but the mark of `up`."""
    parser.add_argument(SUPERVISED, action="store_true", help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    """Work until SIGTERM or Ctrl-C, finish the job in hand, end."""
    settings = config.load(args.data_dir).check_exposed("127.0.0.1")
    log.configure("scheduler", settings.log_dir)
    with running(settings) as (complete, _):
        uvloop.run(_work(complete))
    return 0


async def _work(settings: Settings) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await clock.run(settings.zone, stop)
