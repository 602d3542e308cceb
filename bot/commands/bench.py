"""Measure: prints one JSON object of numbers and their ratios in this run."""

from __future__ import annotations

import argparse
import json

from bot.bench import coupons, turn

HELP = "measure turns a second (turn) beside the barest handler (ceiling), or races for coupons"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to measure."""
    parser.add_argument("what", choices=("ceiling", "coupons", "turn"))
    parser.add_argument("--json", action="store_true", help="the default: one JSON object on stdout")


def run(args: argparse.Namespace) -> int:
    """Measure on servers of its own in a temporary folder."""
    measured = coupons.run() if args.what == "coupons" else turn.run(turns=args.what == "turn")
    print(json.dumps(measured, ensure_ascii=False), flush=True)
    return 0
