"""Runs one job of the scheduler by hand, or tells how they all stand."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

import orjson

from bot import config, log
from bot.config import Settings
from bot.database import open_database
from bot.embedded.servers import running
from bot.failure import Failure
from bot.jobs import opened
from db import job_runs
from db.pool import Database
from scheduler.job import Job
from scheduler.manual import AlreadyRunningError, run_now
from scheduler.slots import following

HELP = "run one job now, or --list them all"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which job, and as if when."""
    parser.add_argument("name", nargs="?", metavar="NAME")
    parser.add_argument("--list", action="store_true", help="print each job's timetable, next slot and last run")
    parser.add_argument("--at", type=datetime.fromisoformat, metavar="TIME", help="as if at this time (ISO 8601)")
    parser.add_argument("--dry-run", action="store_true", help="say what it would do, and do nothing")


def run(args: argparse.Namespace) -> int:
    """Print JSON: what the job did, or a line a job.

    Raises:
        Failure: no such job, or it is running in another process right now.
    """
    settings = config.load(args.data_dir)
    log.configure("job", settings.log_dir)
    if args.list == (args.name is not None):
        raise Failure("name a job to run, or ask for --list")
    with running(settings) as (complete, _):
        asyncio.run(_listed(complete) if args.list else _run(complete, args))
    return 0


async def _run(settings: Settings, args: argparse.Namespace) -> None:
    at = _business_time(settings, args.at)
    try:
        async with _working(settings) as (database, jobs):
            result = await run_now(database, _named(jobs, args.name), at, dry_run=args.dry_run)
    except AlreadyRunningError as error:
        raise Failure(f"{args.name} is running in another process right now; try again when it is done") from error
    _print({"job": args.name, "at": at.isoformat(), "dry_run": args.dry_run, **result})


async def _listed(settings: Settings) -> None:
    now = settings.business_clock().now()
    async with _working(settings) as (database, jobs):
        async with database.acquire() as connection:
            last = {run.job_name: run for run in await job_runs.last_runs(connection)}
        for job in jobs:
            next_slot = following(job.trigger, now).isoformat()
            _print({"job": job.name, "timetable": str(job.trigger), "next": next_slot, "last": last.get(job.name)})


def _business_time(settings: Settings, asked: datetime | None) -> datetime:
    if asked is None:
        return settings.business_clock().now()
    return asked if asked.tzinfo is not None else asked.replace(tzinfo=settings.zone)


def _named(known: Sequence[Job], name: str) -> Job:
    for job in known:
        if job.name == name:
            return job
    raise Failure(f"there is no job {name}; the jobs are {', '.join(job.name for job in known)}")


@asynccontextmanager
async def _working(settings: Settings) -> AsyncIterator[tuple[Database, Sequence[Job]]]:
    async with open_database(settings, "job", size=4) as database, opened(settings, database) as work:
        yield database, work.jobs


def _print(line: object) -> None:
    print(orjson.dumps(line).decode())
