"""One scheduler process: due jobs, campaigns and the outbox."""

from __future__ import annotations

import argparse
import asyncio

import uvloop

from bot import config, log
from bot.config import Settings
from bot.database import open_database
from bot.embedded.pids import SUPERVISED
from bot.embedded.servers import running
from bot.jobs import opened
from bot.stopping import on_stop
from scheduler import clock
from scheduler.runner import Runner

HELP = "run one scheduler process against the configured or embedded servers"


_POOL_SIZE = 8
_STATEMENT_SECONDS = 60.0  # jobs sum up what a turn never touches


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing but the mark of `up`."""
    parser.add_argument(SUPERVISED, action="store_true", help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    """Work until SIGTERM or Ctrl-C, finish the job in hand, end."""
    settings = config.load(args.data_dir).check_exposed("127.0.0.1")
    log.configure("scheduler", settings.log_dir)
    with running(settings) as (complete, _):
        uvloop.run(work(complete))
    return 0


async def work(settings: Settings) -> None:
    """Look at the timetable, move campaigns and send until a signal comes, then finish what is in hand."""
    stop = asyncio.Event()
    on_stop(stop.set)
    business = settings.business_clock()
    async with (
        open_database(settings, "scheduler", size=_POOL_SIZE, statement_seconds=_STATEMENT_SECONDS) as database,
        opened(settings, database) as work,
    ):
        runner = Runner(work.jobs, database, business.now)
        sending = asyncio.create_task(work.sender.run(stop), name="sender")
        promoting = asyncio.create_task(work.promoter.run(stop), name="promoter")
        await clock.run(business, runner.tick, stop)
        await runner.stop()
        await asyncio.gather(sending, promoting)
