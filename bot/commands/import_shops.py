"""Takes public lists of shops into the catalogue."""

from __future__ import annotations

import argparse
import asyncio
import gc
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson

from bot import config, sample
from bot.config import ROOT, Settings
from bot.database import open_database
from bot.embedded.servers import running
from bot.imports.derive import derive_places
from bot.imports.reading import FORMATS, Source, read_file
from bot.imports.run import import_files
from db.migrate import migrate

HELP = "take lists of shops (xlsx, xls, ods, csv, json) into the catalogue"

_STATEMENT_SECONDS = 600.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which files."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--format", choices=FORMATS, default="auto")
    parser.add_argument("--region", metavar="NAME", help="where shops are of which the address does not tell it")
    parser.add_argument("--dry-run", action="store_true", help="say what would become of each row, change nothing")


def run(args: argparse.Namespace) -> int:
    """Print the report as one line of JSON. Raises UnreadableError."""
    files = [read_file(file, args.format) for file in args.files]
    with running(config.load(args.data_dir)) as (settings, _):
        migrate(settings.database_url.get_secret_value())
        began = time.monotonic()
        gc.disable()  # the records live until the end: looking through them for cycles is a seventh of a long import
        try:
            report = asyncio.run(_import(settings, args, files))
        finally:
            gc.enable()
    print(f"{report['rows']} rows in {time.monotonic() - began:.1f} s", file=sys.stderr)
    if batch := report.pop("batch", None):
        print(f"batch {batch}: `./naviyam undo-import {batch}` takes it back", file=sys.stderr)
    sys.stdout.write(orjson.dumps(report).decode() + "\n")
    return 0


async def _import(settings: Settings, args: argparse.Namespace, files: Sequence[Source]) -> dict[str, Any]:
    async with open_database(settings, "import-shops", statement_seconds=_STATEMENT_SECONDS) as database:
        await sample.load_reference(database, ROOT / "data")
        now = settings.business_clock().now()
        report = await import_files(database, files, args.region, now, dry_run=args.dry_run)
        if not args.dry_run:
            await derive_places(database)
        return report
