"""`./naviyam train nlu|embedding|recommender`: trains shipped weights again and prints the evaluation as JSON."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.progress import track

from bot import config
from bot.embedding import folder_of
from bot.failure import Failure
from bot.sample.snapshot import sample_shops
from bot.understanding import place_names
from core.recommend.deep import SHIPPED
from core.recommend.wishes import FoodGroups

HELP = "train shipped weights again, reproducibly, and print their evaluation as JSON"

_ROOT = config.ROOT
_REPORTS = _ROOT / "docs" / "evaluation"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to train, and from which data."""
    parser.add_argument("what", choices=[*_TRAINED], help="the model to train")
    parser.add_argument(
        "--data",
        type=Path,
        help="folder of the training data; of nlu the messages that ship, of recommender public ratings to judge by",
    )


def run(args: argparse.Namespace) -> int:
    """Trains, writes the weights and the report page, prints the evaluation. 0 when done."""
    print(json.dumps(_TRAINED[args.what](args), ensure_ascii=False))
    return 0


def _nlu(args: argparse.Namespace) -> dict[str, object]:
    from core.learning.train.linear_model import Recipe  # noqa: PLC0415  torch loads only when something is trained
    from core.learning.train.nlu import Folders, train_nlu  # noqa: PLC0415

    folders = Folders(
        data=args.data or _ROOT / "data" / "nlu",
        lexicon=_ROOT / "data" / "lexicon",
        models=_ROOT / "models" / "nlu",
        pages=_REPORTS,
    )
    return train_nlu(folders, place_names(), _with_bar, Recipe())


def _embedding(args: argparse.Namespace) -> dict[str, object]:
    """The shipped one; where EMBEDDING_MODEL names another, that one is exported instead of trained.

    A model that is no table needs no export: the encoder runs it as it is.
    """
    from core.learning.train.embedding.shipping import NoTableError, ship_foreign  # noqa: PLC0415
    from core.learning.train.embedding.training import Folders, train_embedding  # noqa: PLC0415
    from core.learning.train.embedding.tuning import Recipe  # noqa: PLC0415

    settings = config.load(args.data_dir)
    if settings.embedding_model:
        try:
            dimension = ship_foreign(folder_of(settings), settings.embedding_model)
        except NoTableError as told:
            named: dict[str, object] = {"model": settings.embedding_model, "dimension": told.dimension}
            return {**named, "folder": None, "served_by": "encoder", "made_of": told.kinds}
        except (OSError, ValueError) as error:
            raise Failure(f"NAVIYAM_EMBEDDING_MODEL: {error}") from error
        return {"model": settings.embedding_model, "dimension": dimension, "folder": str(folder_of(settings))}
    if args.data is None:
        raise Failure("train embedding needs --data, the folder with korsts_train.tsv and the rest (models/README.md)")
    folders = Folders(
        data=args.data,
        wishes=_ROOT / "data" / "wishes",
        kept=settings.data_dir / "training",
        model=folder_of(settings),
        report=_REPORTS / "embedding.md",
    )
    try:
        return train_embedding(folders, Recipe(), _with_bar)
    except FileNotFoundError as error:
        raise Failure(f"{error.filename} is not there; models/README.md lists what --data must hold") from error


def _recommender(args: argparse.Namespace) -> dict[str, object]:
    """The deep part of the ranking on simulated people; with --data also the judging of public ratings."""
    from core.learning.train.recommend.report import missing, train_recommender  # noqa: PLC0415
    from core.learning.train.widedeep.network import Recipe  # noqa: PLC0415
    from core.learning.train.widedeep.training import Simulated, train_ranking  # noqa: PLC0415

    if args.data is not None and (absent := missing(args.data)):
        raise Failure(f"{args.data} lacks {', '.join(absent)}; nothing was trained (models/README.md)")
    told = Simulated(
        shops=sample_shops(_ROOT / "data"),
        foods=FoodGroups.load(_ROOT / "data" / "lexicon" / "food_groups.tsv"),
        weights=SHIPPED,
        report=_REPORTS / "ranking.md",
    )
    ranking = train_ranking(told, Recipe(), _with_bar)
    if args.data is None:
        return {"ranking": ranking}
    return {"ranking": ranking, "public": train_recommender(args.data, _REPORTS / "recommender.md", _with_bar)}


def _with_bar(steps: Iterable[int], description: str, total: int) -> Iterable[int]:
    return track(steps, description, total, console=Console(stderr=True))


_TRAINED = {"nlu": _nlu, "embedding": _embedding, "recommender": _recommender}
