"""Takes a list of places into the gazetteer."""

from __future__ import annotations

import argparse
import asyncio
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson

from bot import config, sample
from bot.config import ROOT, Settings
from bot.database import open_database
from bot.embedded.servers import running
from bot.imports.places import read_places
from bot.imports.reading import Source, read_file
from db import places
from db.migrate import migrate
from db.pool import Database

HELP = "take a list of places (name, kind, latitude, longitude) into the gazetteer"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which file."""
    parser.add_argument("file", type=Path, metavar="FILE", help="csv, xlsx, xls, ods or json")


def run(args: argparse.Namespace) -> int:
    """Print the report as one line of JSON. Raises UnreadableError."""
    file = read_file(args.file)
    with running(config.load(args.data_dir)) as (settings, _):
        migrate(settings.database_url.get_secret_value())
        report = asyncio.run(_import(settings, file))
    sys.stdout.write(orjson.dumps(report).decode() + "\n")
    return 0


async def _import(settings: Settings, file: Source) -> dict[str, Any]:
    async with open_database(settings, "import-places") as database:
        await sample.load_reference(database, ROOT / "data")
        return await import_file(database, file)


async def import_file(database: Database, file: Source) -> dict[str, Any]:
    """Take one file; returns `{"rows", "inserted", "updated", "rejected", "errors"}`, each row counted once."""
    async with database.transaction() as connection:
        standing = await places.places(connection)
        taken, wrong = read_places(file.tables, standing, file.path.name)
        await places.add_places(connection, taken)
        new = len(await places.places(connection)) - len(standing)
        await places.announce(connection)
    return {
        "rows": len(taken) + len(wrong),
        "inserted": new,
        "updated": len(taken) - new,
        "rejected": len(wrong),
        "errors": list(map(asdict, wrong)),
    }
