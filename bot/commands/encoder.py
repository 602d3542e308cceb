"""One encoder: the process that runs the sentence-transformers model of EMBEDDING_MODEL where that is no table."""

from __future__ import annotations

import argparse
import asyncio
import socket

import structlog
import uvloop
from aiohttp import web

from bot import config, log
from bot.config import ConfigurationError, Settings
from bot.database import open_database
from bot.embedded.pids import SUPERVISED
from bot.embedded.servers import running
from bot.encoder.door import EncoderDoor, Standing
from bot.encoder.work import Work
from bot.listener import address, listen, parse_port
from bot.stopping import on_stop

HELP = "run the model that EMBEDDING_MODEL names in a process of its own; `up` does so by itself"

_HOST = "127.0.0.1"
_CONNECTIONS = 2
_PORT = 8090

_log = structlog.get_logger()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument("--host", default=_HOST, help="who may ask is not checked: only a host that is yours alone")
    parser.add_argument("--port", type=parse_port, default=_PORT)
    parser.add_argument("--fd", type=int, help=argparse.SUPPRESS)  # the socket that `up` holds
    parser.add_argument(SUPERVISED, action="store_true", help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    """Answer until SIGTERM or Ctrl-C."""
    settings = config.load(args.data_dir)
    if not settings.embedding_model:
        raise ConfigurationError("NAVIYAM_EMBEDDING_MODEL names no model: there is nothing to run")
    log.configure("encoder", settings.log_dir)
    listener = listen(args.host, args.port) if args.fd is None else socket.socket(fileno=args.fd)
    with running(settings) as (complete, _):
        uvloop.run(_serve(complete, listener, args.host))
    return 0


async def _serve(settings: Settings, listener: socket.socket, host: str) -> None:
    stop = asyncio.Event()
    on_stop(stop.set)
    standing = Standing()
    async with open_database(settings, "encoder", size=_CONNECTIONS) as database:
        runner = web.AppRunner(EncoderDoor(standing).application(), access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        await web.SockSite(runner, listener).start()
        _log.info("encoder_listens", address=address(host, listener))
        working = asyncio.create_task(Work(settings.embedding_model, database, standing).run(), name="encoder-work")
        ended = asyncio.create_task(stop.wait())
        await asyncio.wait({working, ended}, return_when=asyncio.FIRST_COMPLETED)
        await runner.cleanup()
        if working.done():
            await working  # it never ends but by a defect of ours, which is then told
        working.cancel()
