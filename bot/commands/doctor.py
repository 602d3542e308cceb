"""Says in plain words what is configured, reachable and missing, and how to mend it."""

from __future__ import annotations

import argparse

from bot import config
from bot.doctor import examine
from bot.embedded.servers import running

HELP = "say what is configured, reachable and missing, and how to mend it"


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Nothing of its own."""


def run(args: argparse.Namespace) -> int:
    """Print one line a part; 1 if something is missing without which no turn is answered."""
    settings = config.load(args.data_dir)
    is_well = True
    with running(settings) as (complete, _):
        for finding in examine(settings, complete):
            print(finding)
            is_well = is_well and not (finding.needed and finding.mend)
    return 0 if is_well else 1
