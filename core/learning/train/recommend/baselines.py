"""What the recommender is held against: popularity, item-kNN, EASE, each also with distance; nearest first."""

from __future__ import annotations

import numpy as np

from core.learning.train.recommend.cochoice import Matrix
from core.learning.train.recommend.ratings import Ints
from core.learning.train.recommend.recommender import Recommender
from core.learning.train.recommend.signals import Signal, standardised

NEAREST = "nearest"


def baselines(ours: Recommender) -> dict[str, Signal]:
    """Scores by name. EASE has the penalty that ranked held-out choices best, as the recommender's own.

    A form with distance adds the nearness (1 at the door, 1/e a kilometre away), both standardised within the user;
    where no distance is known it is the plain form. `nearest` is there where distances are.
    """
    choices = ours.world.choices
    counts = np.bincount(choices.item, minlength=len(choices.items)).astype(np.float32)
    plain: dict[str, Signal] = {
        "popularity": lambda users: np.tile(counts, (len(users), 1)),
        "item_knn": ours.signals["alike"],
        "ease": ours.signals["ease"],
    }
    near = ours.signals.get("near")
    found = {**plain, **{f"{name}_distance": _with(signal, near) for name, signal in plain.items()}}
    if near is not None:
        found[NEAREST] = ours.signals["far"]
    return found


def _with(signal: Signal, near: Signal | None) -> Signal:
    if near is None:
        return signal

    def together(users: Ints) -> Matrix:
        summed: Matrix = standardised({"plain": signal, "near": near}, users).sum(axis=0)
        return summed

    return together
