"""`train recommender`: the recommender on public ratings, and the page docs/evaluation/recommender.md.

What is learnt and judged here is the way of learning, on hold-outs made from public tables; these weights do not ship.
Those that do come from `core/learning/train/widedeep`.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.learning.train.folds import Tracker
from core.learning.train.recommend import cochoice
from core.learning.train.recommend.evaluation import Evaluation, evaluate_rows
from core.learning.train.recommend.holdout import held_out
from core.learning.train.recommend.ranking import paired, variety
from core.learning.train.recommend.ratings import Row
from core.learning.train.recommend.sides import Side, Sides

K, SEED = 10, 0
FILES = (
    *("movielens_small_train.csv", "movielens_small_movies.csv", "rcdata_ratings_train.csv", "rcdata_users.csv"),
    *("rcdata_places.csv", "rcdata_user_cuisine.csv", "rcdata_place_cuisine.csv"),
)
"""What the folder of public ratings must hold."""

_HEAD = """# The recommender, evaluated on public ratings

Written by `./naviyam train recommender --data FOLDER`. Nothing here is simulated and nothing is ours: MovieLens-small
is about films and tells how well the way of learning works at some size, the UCI set is restaurants and their guests.
Both are hold-outs made from the tables' published train parts: of MovieLens each user's newest fifth, of UCI (which
tells no times) a random fifth. All items that a user did not have are ranked. The difference is ours minus the best
baseline's NDCG@10 over the same users, with the 95 % interval of 2,000 bootstrap samples of users.
"""
_LEVELS = {"low": 1.0, "medium": 2.0, "high": 3.0}


@dataclass(frozen=True, slots=True)
class Tables:
    """One public set."""

    name: str
    rows: list[Row]
    users: Sides
    items: Sides


def missing(folder: Path) -> list[str]:
    """Those files of the public sets that are not in the folder."""
    return [name for name in FILES if not (folder / name).is_file()]


def train_recommender(folder: Path, report: Path, track: Tracker) -> dict[str, object]:
    """Judge on each set, write the page, return the figures. FileNotFoundError where one of `FILES` is missing."""
    sets = [_movielens(folder), _restaurants(folder)]
    figures: dict[str, object] = {}
    sections = [_HEAD]
    for number in track(range(len(sets)), "public ratings", len(sets)):
        tables = sets[number]
        kept, later = held_out(tables.rows, np.random.default_rng(SEED))[0]
        found = evaluate_rows(kept, later, tables.users, tables.items, K, SEED)
        figures[tables.name] = _figures(found)
        sections.append(_section(tables.name, found))
    report.write_text("\n".join(sections), encoding="utf-8")
    return figures


def _best(found: Evaluation) -> str:
    return max(found.others, key=lambda name: float(found.others[name].ndcg.mean()))


def _figures(found: Evaluation) -> dict[str, object]:
    best = _best(found)
    return {
        f"ndcg@{K}": round(float(found.ours.ndcg.mean()), 4),
        "best_baseline": best,
        "difference": {
            key: round(value, 4) for key, value in paired(found.ours.ndcg, found.others[best].ndcg, SEED).items()
        },
    }


def _section(name: str, found: Evaluation) -> str:
    choices = found.recommender.world.choices
    alike = cochoice.cosine(cochoice.chosen(choices))
    counts = np.bincount(choices.item, minlength=len(choices.items))
    gap = paired(found.ours.ndcg, found.others[_best(found)].ndcg, SEED)
    lines = [f"| | HR@{K} | NDCG@{K} | coverage | Gini | novelty, bits | diversity |", "|---|---|---|---|---|---|---|"]
    for label, ranked in {"**ours**": found.ours, **found.others}.items():
        shown: Mapping[str, float] = variety(ranked.top, counts, alike)
        cells = (float(ranked.hit.mean()), float(ranked.ndcg.mean()), *shown.values())
        lines.append(f"| {label} | " + " | ".join(f"{cell:.3f}" for cell in cells) + " |")
    weights = zip(found.recommender.signals, found.recommender.weights, strict=True)
    told = ", ".join(f"{signal} {weight:.2f}" for signal, weight in weights)
    size = f"{len(found.ours.users)} users judged, {len(choices.items)} items, {len(choices.user)} choices learnt from"
    difference = f"{gap['mean']:+.4f}, 95 % from {gap['low']:+.4f} to {gap['high']:+.4f}"
    head = [f"## {name}", "", f"{size}, {found.seconds:.0f} s. Ours minus `{_best(found)}`: {difference}.", ""]
    return "\n".join([*head, *lines, "", f"Weights learnt: {told}.", ""])


def _movielens(folder: Path) -> Tables:
    rows = [
        Row(cells["userId"], cells["movieId"], float(cells["rating"]), float(cells["timestamp"]))
        for cells in _cells(folder / "movielens_small_train.csv")
    ]
    films = _cells(folder / "movielens_small_movies.csv")
    items = {cells["movieId"]: Side(tags=frozenset(cells["genres"].split("|"))) for cells in films}
    return Tables("MovieLens-small", rows, {}, items)


def _restaurants(folder: Path) -> Tables:
    rows = [
        Row(cells["userID"], cells["placeID"], float(cells["rating"]))
        for cells in _cells(folder / "rcdata_ratings_train.csv")
    ]
    likes = _gathered(folder / "rcdata_user_cuisine.csv", "userID")
    serves = _gathered(folder / "rcdata_place_cuisine.csv", "placeID")
    users = {
        cells["userID"]: Side(*_point(cells), tags=likes.get(cells["userID"], frozenset()))
        for cells in _cells(folder / "rcdata_users.csv")
    }
    items = {
        cells["placeID"]: Side(
            *_point(cells), _LEVELS.get(cells["price"], math.nan), serves.get(cells["placeID"], frozenset())
        )
        for cells in _cells(folder / "rcdata_places.csv")
    }
    return Tables("UCI restaurants", rows, users, items)


def _point(cells: Mapping[str, str]) -> tuple[float, float]:
    return float(cells["latitude"]), float(cells["longitude"])


def _gathered(path: Path, key: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for cells in _cells(path):
        found.setdefault(cells[key], set()).add(cells["Rcuisine"])
    return {name: frozenset(tags) for name, tags in found.items()}


def _cells(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
