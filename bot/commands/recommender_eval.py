"""`./naviyam recommender-eval`: trains the product's recommender on a table of choices and ranks another's, as JSON."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from bot.failure import Failure

HELP = "train the recommender on one table of choices, judge it and its baselines by another, print JSON"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The tables, how long a list is judged, and the seed of ties."""
    parser.add_argument("--train", type=Path, required=True, help="CSV: user,item,rating,timestamp")
    parser.add_argument("--test", type=Path, required=True, help="CSV of the same form")
    parser.add_argument("--users", type=Path, help="CSV: user,latitude,longitude,tags (joined by |)")
    parser.add_argument("--items", type=Path, help="CSV: item,latitude,longitude,price,tags")
    parser.add_argument("--k", type=int, default=10, help="places of a list that count")
    parser.add_argument("--seed", type=int, default=0)


def run(args: argparse.Namespace) -> int:
    """Prints one JSON object. 0 when done; a table that cannot be used is told in one sentence."""
    from core.learning.train.recommend.evaluation import Files, as_json, evaluate  # noqa: PLC0415  loads scipy
    from core.learning.train.recommend.ratings import TableError  # noqa: PLC0415

    if args.k < 1:
        raise Failure(f"--k must be 1 or more, not {args.k}")
    try:
        found = evaluate(Files(args.train, args.test, args.users, args.items), args.k, args.seed)
    except TableError as error:
        raise Failure(str(error)) from error
    print(json.dumps(as_json(found, args.k), ensure_ascii=False))
    return 0
