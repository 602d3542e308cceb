"""Everything by one command: servers, schema, sample catalogue, web and scheduler, kept alive until it is stopped."""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import structlog
import uvloop
from pydantic import SecretStr

from bot import config, log, sample
from bot.config import PREFIX, ROOT, Settings, is_loopback
from bot.database import open_database
from bot.embedded import pids, platforms, reached
from bot.embedded.servers import Servers, running
from bot.embedding import chosen
from bot.listener import address, listen, parse_port
from bot.stopping import on_stop
from bot.supervisor import Job, Supervisor
from db.migrate import migrate

HELP = "start everything: servers, schema, sample catalogue, web, scheduler"

_LOOK_SECONDS = 5.0
_PAUSE_SECONDS = 0.05
_LOOPBACK = "127.0.0.1"

_log = structlog.get_logger()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen, and with how many processes."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=parse_port, default=8080)
    parser.add_argument("--no-scheduler", action="store_true")
    parser.add_argument("--workers", type=_count, default=1, help="web processes")


def run(args: argparse.Namespace) -> int:
    """Print where it is reached once it is ready; run until SIGTERM or Ctrl-C."""
    settings = config.load(args.data_dir).check_exposed(args.host)
    log.configure("up", settings.log_dir)
    if settings.clock:  # a fast clock goes on where it is when a process is started again
        os.environ[f"{PREFIX}CLOCK"] = settings.business_clock().setting
    with pids.only_one(settings.data_dir):
        pids.end_orphans(settings.data_dir)
        listener = listen(args.host, args.port)
        reached.write(settings.data_dir, address(args.host, listener))
        try:
            with running(settings) as (complete, servers):
                migrate(complete.database_url.get_secret_value())
                uvloop.run(_serve(args, complete, platforms.without_url(settings), servers, listener))
        finally:
            pids.remove(settings.data_dir)
    return 0


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return int(text)


async def _serve(
    args: argparse.Namespace, settings: Settings, to_play: Sequence[str], servers: Servers, listener: socket.socket
) -> None:
    stop = asyncio.Event()

    def halt() -> None:
        listener.close()
        stop.set()

    on_stop(halt)
    await _fill_catalogue(settings)
    async with platforms.played(settings.data_dir, to_play):
        asked = _encoder_socket(settings)
        jobs = _jobs(args, settings.data_dir, listener, asked)
        supervisor = Supervisor(jobs, servers, lambda known: pids.write(settings.data_dir, known), stop)
        announcing = asyncio.create_task(_announce(address(args.host, listener), settings, supervisor))
        try:
            await supervisor.run()
        finally:
            announcing.cancel()
            if asked is not None:
                asked.close()


async def _fill_catalogue(settings: Settings) -> None:
    async with open_database(settings, "up") as database:
        await sample.load_reference(database, ROOT / "data")
        if settings.embedded:
            loaded = await sample.load(database, ROOT / "data", settings.business_clock().now())
            await sample.load_benefits(database, ROOT / "data", settings.business_clock().now())
            if loaded.shops:
                _log.info("sample_catalogue_loaded", shops=loaded.shops, menus=loaded.menus)


def _jobs(args: argparse.Namespace, data_dir: Path, listener: socket.socket, asked: socket.socket | None) -> list[Job]:
    def command(name: str, *more: str) -> tuple[str, ...]:
        return (sys.executable, "-m", "bot", name, pids.SUPERVISED, "--data-dir", str(data_dir), *more)

    # All web processes listen on one socket, ours: while one is started again its callers wait, none is refused.
    shared = listener.fileno()
    web = Job("web", command("web", "--host", args.host, "--fd", str(shared)), (shared,))
    jobs = [web] * args.workers + ([] if args.no_scheduler else [Job("scheduler", command("scheduler"))])
    if asked is not None:
        files = (asked.fileno(),)
        jobs.append(Job("encoder", command("encoder", "--fd", str(files[0])), files, needed=False))
    return jobs


def _encoder_socket(settings: Settings) -> socket.socket | None:
    """Where the encoder will be asked, told to all processes; None where none is needed or the settings name one."""
    if settings.encoder_url or not chosen(settings).needs_encoder:
        return None
    asked = listen(_LOOPBACK, 0)
    os.environ[f"{PREFIX}ENCODER_URL"] = address(_LOOPBACK, asked)
    return asked


async def _announce(base: str, settings: Settings, supervisor: Supervisor) -> None:
    async with aiohttp.ClientSession() as session:
        while not supervisor.was_ready:
            try:
                async with session.get(f"{base}/readyz", timeout=aiohttp.ClientTimeout(_LOOK_SECONDS)) as answer:
                    await answer.read()
            except (aiohttp.ClientError, TimeoutError):
                await asyncio.sleep(_PAUSE_SECONDS)
            else:
                supervisor.was_ready = True
    print(f"ready {base}")
    print(f"database {_shown(settings.database_url)}")
    print(f"redis {_shown(settings.redis_url)}")


def _shown(url: SecretStr) -> str:
    """The URL as it may be printed: with its password only where nobody else can reach it."""
    text = url.get_secret_value()
    parts = urlsplit(text)
    if parts.password is None or is_loopback(parts.hostname or ""):
        return text
    return text.replace(f":{parts.password}@", ":***@", 1)
