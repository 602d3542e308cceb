"""Asks the data every question that no constraint can, and the database how it does."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import orjson
import psycopg
from pydantic import ValidationError
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from bot import config
from bot.config import Settings
from bot.database import open_database
from bot.embedded.servers import running
from bot.failure import Failure
from core.dialogue.state import State
from core.privacy import mask_value
from db import performance
from db.checks import Finding, every_check, run_checks
from db.crypto import Cipher
from db.migrate import pending
from db.performance import Figures
from db.pool import Connection

HELP = "ask the data every question that a constraint cannot; --performance says how the database does"

_WIDTH_OF_A_FILE = 200
_STATEMENT_SECONDS = 600.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to ask."""
    parser.add_argument("--performance", action="store_true", help="slow statements, use of indexes, sizes, bloat")
    parser.add_argument("--analyze", action="store_true", help="with --performance: count every table anew first")


def run(args: argparse.Namespace) -> int:
    """Print what was found; 1 if a check found something wrong."""
    if args.analyze and not args.performance:
        raise Failure("--analyze goes with --performance")
    with running(config.load(args.data_dir)) as (settings, _):
        _require_newest_schema(settings)
        if args.performance:
            show_figures(asyncio.run(_measure(settings, analyze=args.analyze)))
            return 0
        return show_findings(asyncio.run(_check(settings)))


def show_findings(findings: Sequence[Finding]) -> int:
    """Print the table of checks on stdout and a sentence on stderr; 1 if something is wrong."""
    _show(
        ("", "check", "found", "ids", "rule"),
        (
            ("BAD" if one.found else "ok", one.check.name, one.found, ", ".join(one.ids), one.check.sentence)
            for one in findings
        ),
    )
    wrong = [one for one in findings if one.found]
    print(f"{len(findings)} checks, {len(wrong)} found something wrong", file=sys.stderr)
    return 1 if wrong else 0


def show_figures(tables: Iterable[Figures]) -> None:
    """Print each table of figures under its title."""
    for table in tables:
        print(f"\n{table.title}" + (f": {table.note}" if table.note else ""))
        if table.rows:
            _show(table.columns, table.rows)


async def _check(settings: Settings) -> list[Finding]:
    async with _connected(settings) as connection:
        return await run_checks(connection, every_check(mask_value, unreadable, _key_id(settings)))


async def _measure(settings: Settings, *, analyze: bool) -> list[Figures]:
    async with _connected(settings) as connection:
        if analyze:
            await performance.analyze(connection)
        return await performance.figures(connection)


def _key_id(settings: Settings) -> bytes:
    return Cipher.from_hex(settings.data_key.get_secret_value()).key_id


@asynccontextmanager
async def _connected(settings: Settings) -> AsyncIterator[Connection]:
    async with (
        open_database(settings, "check-data", statement_seconds=_STATEMENT_SECONDS) as database,
        database.acquire() as connection,
    ):
        yield connection


def _require_newest_schema(settings: Settings) -> None:
    with psycopg.connect(settings.database_url.get_secret_value(), connect_timeout=5) as connection:
        if missing := pending(connection):
            raise Failure(f"the schema lacks {len(missing)} migrations: run ./naviyam migrate first")


def unreadable(context: object) -> bool:
    """Whether a stored `context_data` is no talk that could be gone on with."""
    try:
        State.from_json(orjson.dumps(context))
    except ValidationError:
        return True
    return False


def _show(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    console = Console(highlight=False, emoji=False, markup=False)
    if not console.is_terminal:
        console.width = _WIDTH_OF_A_FILE
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row))
    console.print(table)
