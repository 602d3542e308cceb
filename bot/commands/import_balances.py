"""Takes the sheet in which a card's issuer tells a welfare office what each card holds."""

from __future__ import annotations

import argparse
import asyncio
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from bot import config
from bot.config import Settings
from bot.database import open_database
from bot.embedded.servers import running
from bot.failure import Failure
from bot.imports.balances import read_balances
from bot.imports.reading import Source, read_file
from core.clock import SEOUL
from core.foodcard.sheet import Sheets
from db.crypto import Cipher
from db.migrate import migrate
from db.pool import Database

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


async def _import(settings: Settings, file: Source, as_of: datetime, *, keep: bool) -> dict[str, Any]:
    cipher = Cipher.from_hex(settings.data_key.get_secret_value())
    async with open_database(settings, "import-balances") as database:
        return await import_file(database, cipher, file, as_of, keep=keep)


async def import_file(
    database: Database, cipher: Cipher, file: Source, as_of: datetime, *, keep: bool = True
) -> dict[str, Any]:
    """Take one file; each row that holds anything is counted once in updated, known, strangers or rejected."""
    sheet = read_balances(file.tables, as_of)
    taken = await Sheets(database, cipher).take(sheet.cards, file.digest.hex(), None, keep=keep)
    return {
        "rows": len(sheet.cards) + len(sheet.wrong),
        "updated": taken.updated,
        "known": taken.known,
        "strangers": taken.strangers,
        "rejected": len(sheet.wrong),
        "errors": list(map(asdict, sheet.wrong)),
    }


def _time(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("must be a time as 2026-11-22T23:00") from error
    return at if at.tzinfo else at.replace(tzinfo=SEOUL)
