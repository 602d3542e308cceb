"""`./naviyam train nlu`: trains shipped weights again and prints the evaluation as JSON."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.progress import track

from bot.understanding import place_names

HELP = "train shipped weights again, reproducibly, and print their evaluation as JSON"

_ROOT = Path(__file__).resolve().parents[2]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to train, and from which data."""
    parser.add_argument("what", choices=["nlu"], help="the model to train")
    parser.add_argument("--data", type=Path, default=_ROOT / "data" / "nlu", help="folder of utterances and safety")


def run(args: argparse.Namespace) -> int:
    """Trains, writes the weights and the report pages, prints the evaluation. 0 when done."""
    from core.learning.train.linear_model import Recipe  # noqa: PLC0415  torch loads only when something is trained
    from core.learning.train.nlu import Folders, train_nlu  # noqa: PLC0415

    folders = Folders(
        data=args.data,
        lexicon=_ROOT / "data" / "lexicon",
        models=_ROOT / "models" / "nlu",
        pages=_ROOT / "docs" / "evaluation",
    )
    evaluation = train_nlu(folders, place_names(), _with_bar, Recipe())
    print(json.dumps(evaluation, ensure_ascii=False))
    return 0


def _with_bar(steps: Iterable[int], description: str, total: int) -> Iterable[int]:
    return track(steps, description, total, console=Console(stderr=True))
