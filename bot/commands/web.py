"""One web process: webhooks, API, web chat."""

from __future__ import annotations

import argparse
import asyncio
import gc
import socket

import structlog
import uvloop
from aiohttp import web

from bot import config, log
from bot.app import build
from bot.config import Settings
from bot.embedded.pids import SUPERVISED
from bot.embedded.servers import running
from bot.listener import BACKLOG, address, listen, parse_port
from bot.stopping import on_stop

HELP = "run one web process against the configured or embedded servers"

_FINISH_SECONDS = 10.0  # for the turns in hand; one takes 3.5 s at most

_log = structlog.get_logger()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=parse_port, default=8080)
    parser.add_argument("--fd", type=int, help=argparse.SUPPRESS)  # the socket that `up` holds for all its processes
    parser.add_argument(SUPERVISED, action="store_true", help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    """Serve until SIGTERM or Ctrl-C; then stop taking, finish the turns in hand, end."""
    settings = config.load(args.data_dir).check_exposed(args.host)
    log.configure("web", settings.log_dir)
    listener = listen(args.host, args.port, shared=True) if args.fd is None else socket.socket(fileno=args.fd)
    with running(settings) as (complete, _):
        uvloop.run(_serve(complete, listener, args.host))
    return 0


async def _serve(settings: Settings, listener: socket.socket, host: str) -> None:
    stop = asyncio.Event()
    on_stop(stop.set)
    # A person who closes the chat window must not undo half a turn: handlers are never cancelled.
    runner = web.AppRunner(
        await build(settings), handler_cancellation=False, access_log=None, shutdown_timeout=_FINISH_SECONDS
    )
    await runner.setup()
    gc.collect()
    gc.freeze()  # what was read at the start stays: looking through it again and again would hold up turns
    await web.SockSite(runner, listener, backlog=BACKLOG).start()
    _log.info("web_ready", address=address(host, listener))
    await stop.wait()
    _log.info("web_stopping")
    await runner.cleanup()
