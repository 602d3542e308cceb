"""`recommender-eval`: the recommender trained on some choices and judged, beside its baselines, by others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np

from core.learning.train.recommend.baselines import baselines
from core.learning.train.recommend.ranking import Ranked, first, judge
from core.learning.train.recommend.ratings import Choices, Ints, Row, TableError, read_rows
from core.learning.train.recommend.recommender import Recommender, had_by, train, wanted
from core.learning.train.recommend.sides import Side, Sides, read_sides
from core.learning.train.recommend.signals import Signal

_BLOCK = 256  # users scored at once


class NothingToJudgeError(ValueError):
    """No test choice tells of an item that is known and new to its user."""


@dataclass(frozen=True, slots=True)
class Files:
    """Where the tables stand; `users` and `items` may be left out."""

    train: Path
    test: Path
    users: Path | None = None
    items: Path | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The recommender and how it and its baselines ranked the test choices."""

    recommender: Recommender
    ours: Ranked
    others: dict[str, Ranked]
    seconds: float


def evaluate(files: Files, k: int, seed: int) -> Evaluation:
    """Train on one table, rank for every user of the other.

    Raises:
        TableError: a table is not of the asked form, or no test choice can be judged.
    """
    users = read_sides(files.users, "user") if files.users else dict[str, Side]()
    items = read_sides(files.items, "item") if files.items else dict[str, Side]()
    rows, tests = read_rows(files.train), read_rows(files.test)
    if not rows:
        raise TableError(f"{files.train}: no rows to learn from")
    try:
        return evaluate_rows(rows, tests, users, items, k, seed)
    except NothingToJudgeError as error:
        raise TableError(f"{files.test}: {error} (learnt from {files.train})") from error


def evaluate_rows(
    rows: Sequence[Row], tests: Sequence[Row], users: Sides, items: Sides, k: int, seed: int
) -> Evaluation:
    """The same, of rows. NothingToJudgeError where no test choice can be judged."""
    begun = perf_counter()
    ours = train(rows, users, items, sorted({row.user for row in tests}), seed)
    relevant = wanted(ours.world.choices, tests)
    if not relevant:
        raise NothingToJudgeError("no row rated above 0 tells of an item that is known and new to its user")
    judged = np.array([*relevant], dtype=np.int64)
    told = [relevant[user] for user in judged.tolist()]

    def ranked(signal: Signal) -> Ranked:
        return _ranked(signal, ours.world.choices, judged, told, k, seed)

    others = {name: ranked(signal) for name, signal in baselines(ours).items()}
    return Evaluation(ours, ranked(ours.scores), others, perf_counter() - begun)


def as_json(evaluation: Evaluation, k: int) -> dict[str, object]:
    """What the command prints."""
    choices = evaluation.recommender.world.choices
    return {
        **_means(evaluation.ours, k),
        "users": len(evaluation.ours.users),
        "items": len(choices.items),
        "seconds": round(evaluation.seconds, 3),
        "per_user": _per_user(evaluation.ours, choices),
        "baselines": {
            name: {**_means(ranked, k), "per_user": _per_user(ranked, choices)}
            for name, ranked in evaluation.others.items()
        },
    }


def _ranked(
    signal: Signal, choices: Choices, judged: Ints, relevant: Sequence[frozenset[int]], k: int, seed: int
) -> Ranked:
    chance = np.random.default_rng(seed)
    blocks = [judged[start : start + _BLOCK] for start in range(0, len(judged), _BLOCK)]
    top = np.concatenate([first(signal(block), had_by(choices, block), k, chance) for block in blocks])
    return judge(judged, top, relevant)


def _means(ranked: Ranked, k: int) -> dict[str, float]:
    return {f"hr@{k}": float(ranked.hit.mean()), f"ndcg@{k}": float(ranked.ndcg.mean())}


def _per_user(ranked: Ranked, choices: Choices) -> dict[str, float]:
    return {choices.users[user]: float(score) for user, score in zip(ranked.users, ranked.ndcg, strict=True)}
