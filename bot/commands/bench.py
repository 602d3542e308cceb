"""Measure: prints one JSON object of numbers and their ratios in this run."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from functools import partial

from bot.bench import coupons, search, turn

HELP = (
    "measure turns (turn) beside the barest handler (ceiling), one request among many shops (search), races (coupons)"
)

_MEASURES: Mapping[str, Callable[[], object]] = {
    "ceiling": partial(turn.run, turns=False),
    "coupons": coupons.run,
    "search": search.run,
    "turn": partial(turn.run, turns=True),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to measure."""
    parser.add_argument("what", choices=tuple(_MEASURES))
    parser.add_argument("--json", action="store_true", help="the default: one JSON object on stdout")


def run(args: argparse.Namespace) -> int:
    """Measure on servers of its own in a temporary folder."""
    print(json.dumps(_MEASURES[args.what](), ensure_ascii=False), flush=True)
    return 0
