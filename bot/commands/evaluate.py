"""`./naviyam evaluate FILE…`: how the understanding and the talks agree with gold files, as JSON."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot import talks
from bot.config import Settings
from bot.embedded.servers import running
from bot.failure import Failure
from bot.understanding import load_understanding, place_names
from core.learning.scoring import score
from db.migrate import migrate

HELP = "score gold files of messages and dialogues; prints the report as JSON"

Row = Mapping[str, Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which files."""
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="JSON lines as contracts.md describes them")


def run(args: argparse.Namespace) -> int:
    """Print one report of all files together; servers are started only where a file holds dialogues."""
    gold = [row for path in args.files for row in _rows(path)]
    told = iter(_led([row for row in gold if "turns" in row], args.data_dir))
    understanding = load_understanding(place_names())
    answers = []
    for row in gold:
        if "turns" in row:
            answers.append(next(told))
            continue
        meaning = understanding.understand(row["text"])
        answers.append({"intent": meaning.intent.value, "entities": meaning.entities.to_dict()})
    print(json.dumps(score(gold, answers), ensure_ascii=False))
    return 0


def _rows(path: Path) -> list[Row]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Failure(f"{path} cannot be read: {error}") from error
    return [_row(path, number, line) for number, line in enumerate(lines, start=1) if line.strip()]


def _row(path: Path, number: int, line: str) -> Row:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise Failure(f"{path}:{number} is no JSON: {error}") from error
    is_talk = isinstance(row, dict) and isinstance(row.get("turns"), list)
    if not is_talk and not (isinstance(row, dict) and isinstance(row.get("text"), str) and row.get("intent")):
        raise Failure(f"{path}:{number} is neither a message with text and intent nor a dialogue with turns")
    return dict(row)


def _led(gold: list[Row], data_dir: Path | None) -> list[Row]:
    if not gold:
        return []
    with running(talks.own_settings(data_dir)) as (settings, _):
        migrate(settings.database_url.get_secret_value())
        return asyncio.run(_lead(settings, gold))


async def _lead(settings: Settings, gold: list[Row]) -> list[Row]:
    async with talks.talking(settings) as leading:
        return [{"turns": await leading.lead(row["turns"])} for row in gold]
