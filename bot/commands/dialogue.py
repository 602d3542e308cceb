"""`./naviyam dialogue`: whole talks through the real core on the sample catalogue, JSON lines in and out."""

from __future__ import annotations

import argparse
import asyncio
import sys

import structlog

from bot import jsonlines, talks
from bot.config import Settings
from bot.embedded.servers import running
from db.migrate import migrate

HELP = "lead talks: JSON lines {id, turns: [{text, bot}]} in, intent, state, ref, safety and reply of each turn out"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing: the talks come from stdin."""


def run(args: argparse.Namespace) -> int:
    """One line for each line, in order; a line that cannot be read is a talk without turns."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))  # stdout holds the answers
    with running(talks.own_settings(args.data_dir)) as (settings, _):
        migrate(settings.database_url.get_secret_value())
        asyncio.run(_lead(settings))
    return 0


async def _lead(settings: Settings) -> None:
    async with talks.talking(settings) as leading:
        for row in jsonlines.read():
            turns = row.get("turns")
            said = [turn for turn in turns if isinstance(turn, dict)] if isinstance(turns, list) else []
            jsonlines.write({"id": row.get("id"), "turns": await leading.lead(said)})
