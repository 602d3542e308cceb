"""Brings the schema to the newest migration, or to another one."""

from __future__ import annotations

import argparse
import sys
import time

from bot import config
from bot.embedded.servers import running
from db.migrate import migrate

HELP = "bring the database's schema to the newest migration, or to number N, forward or back"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to go."""
    parser.add_argument("--to", type=int, metavar="N", help="the migration's number; 0 takes everything back")


def run(args: argparse.Namespace) -> int:
    """Print the name of each step that was taken; on stderr how long all took."""
    with running(config.load(args.data_dir)) as (settings, _):
        began = time.monotonic()
        steps = migrate(settings.database_url.get_secret_value(), args.to)
        seconds = time.monotonic() - began
    for step in steps:
        print(step)
    print(f"{len(steps)} steps in {seconds:.1f} s" if steps else "the schema is where it should be", file=sys.stderr)
    return 0
