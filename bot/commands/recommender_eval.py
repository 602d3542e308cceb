"""`./naviyam recommender-eval`: trains the product's recommender on a table of choices and ranks another's, as JSON."""

from __future__ import annotations

import argparse
import asyncio
import json
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

import psycopg

from bot import config
from bot.config import Settings
from bot.database import open_database
from bot.embedded.servers import running
from bot.failure import Failure
from bot.ranking import ranker_of, release, released
from core.learning.ips import Logged
from core.learning.release import judge
from db import ranking
from db.migrate import pending
from db.ranking import ExposureRow

HELP = "train the recommender on one table of choices, judge it and its baselines by another, print JSON"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The tables, how long a list is judged, and the seed of ties; or the lists that were really shown."""
    parser.add_argument("--train", type=Path, help="CSV: user,item,rating,timestamp")
    parser.add_argument("--test", type=Path, help="CSV of the same form")
    parser.add_argument("--users", type=Path, help="CSV: user,latitude,longitude,tags (joined by |)")
    parser.add_argument("--items", type=Path, help="CSV: item,latitude,longitude,price,tags")
    parser.add_argument("--k", type=int, default=10, help="places of a list that count")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--logged", action="store_true", help="judge the deep part by the lists the database has logged"
    )
    parser.add_argument("--days", type=int, default=90, help="with --logged: how far back")
    parser.add_argument("--release", action="store_true", help="with --logged: let the deep part in if the gate passes")


def run(args: argparse.Namespace) -> int:
    """Prints one JSON object. 0 when done; a table that cannot be used is told in one sentence."""
    if args.logged:
        print(json.dumps(_logged(args), ensure_ascii=False))
        return 0
    if args.train is None or args.test is None:
        raise Failure("recommender-eval needs --train and --test, or --logged")
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


def _logged(args: argparse.Namespace) -> dict[str, object]:
    """The verdict of the release gate on the newest lists; with --release the deep part is let in where it passes."""
    with running(config.load(args.data_dir)) as (settings, _):
        with psycopg.connect(settings.database_url.get_secret_value(), connect_timeout=5) as connection:
            if missing := pending(connection):
                raise Failure(f"the schema lacks {len(missing)} migrations: run ./naviyam migrate first")
        rows = asyncio.run(_exposures(settings, settings.business_clock().now() - timedelta(days=args.days)))
    deep = ranker_of(settings.data_dir).deep
    weights_id = deep.id if deep else None
    verdict = judge([Logged.of(row.ranking, row.chosen) for row in rows], weights_id)
    if args.release:
        if weights_id is None or not verdict.passes:
            raise Failure(f"the deep part stays in shadow: {', '.join(verdict.refused)}")
        release(settings.data_dir, weights_id)
    return {**asdict(verdict), "weights": weights_id, "passes": verdict.passes, "released": released(settings.data_dir)}


async def _exposures(settings: Settings, since: datetime) -> list[ExposureRow]:
    async with open_database(settings, "recommender-eval") as database, database.acquire() as connection:
        return await ranking.exposures(connection, since)
