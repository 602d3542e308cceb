"""Takes an imported batch back out of the catalogue."""

from __future__ import annotations

import argparse
import asyncio
import sys

import orjson

from bot import config
from bot.arguments import row_id
from bot.config import Settings
from bot.database import open_database
from bot.embedded.servers import running
from bot.failure import Failure
from db import imports

HELP = "take an imported batch back, except shops that were changed since"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which batch."""
    parser.add_argument("batch", type=row_id, metavar="BATCH", help="its number, as import-shops told it")


def run(args: argparse.Namespace) -> int:
    """Print how many shops are as they were before, as one line of JSON.

    Raises:
        Failure: no such batch, or it was not finished, or it was taken back before.
    """
    with running(config.load(args.data_dir)) as (settings, _):
        shops = asyncio.run(_undo(settings, args.batch))
    if shops is None:
        raise Failure(f"there is no finished batch {args.batch} to take back")
    sys.stdout.write(orjson.dumps({"batch": args.batch, "shops": shops}).decode() + "\n")
    return 0


async def _undo(settings: Settings, batch: int) -> int | None:
    async with open_database(settings, "undo-import") as database, database.transaction() as connection:
        return await imports.undo(connection, batch, settings.business_clock().now())
