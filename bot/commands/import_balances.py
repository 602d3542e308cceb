"""Takes the sheet in which a card's issuer tells a welfare office what each card holds."""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import datetime
from pathlib import Path

import orjson

from bot import config
from bot.config import Settings
from bot.database import open_database
from bot.embedded.servers import running
from bot.failure import Failure
from bot.imports.reading import Source, read_file
from bot.imports.sheet import SheetReport, take_sheet
from core.clock import SEOUL
from core.foodcard.sheet import Sheets, Uploader
from db.crypto import Cipher
from db.migrate import migrate

HELP = "take over what cards hold from an issuer's sheet (FOODCARD_PROVIDER=file)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which file, and when it was true."""
    parser.add_argument("file", type=Path, metavar="FILE", help="xlsx, xls, ods, csv or json with card and balance")
    parser.add_argument(
        "--as-of", type=_time, metavar="TIME", help="when rows without a time were true; now if left out"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would change and change nothing")


def run(args: argparse.Namespace) -> int:
    """Print the report as one line of JSON.

    Raises:
        UnreadableError: the file cannot be read.
        Failure: it is told to be of the future.
    """
    file = read_file(args.file)
    with running(config.load(args.data_dir)) as (settings, _):
        migrate(settings.database_url.get_secret_value())
        now = settings.business_clock().now().astimezone(SEOUL)
        if (as_of := args.as_of or now) > now:
            raise Failure(f"--as-of {as_of.isoformat()} is in the future")
        report = asyncio.run(_import(settings, file, as_of, keep=not args.dry_run))
    sys.stdout.write(orjson.dumps(report).decode() + "\n")
    return 0


async def _import(settings: Settings, file: Source, as_of: datetime, *, keep: bool) -> SheetReport:
    cipher = Cipher.from_hex(settings.data_key.get_secret_value())
    async with open_database(settings, "import-balances") as database:
        return await take_sheet(Sheets(database, cipher), file, as_of, Uploader(), keep=keep)


def _time(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("must be a time as 2026-11-22T23:00") from error
    return at if at.tzinfo else at.replace(tzinfo=SEOUL)
