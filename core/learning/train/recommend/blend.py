"""The wide part's weights: one for each signal, learnt from choices held out of training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from core.learning.train.recommend.ratings import Floats, Ints

PRIOR: Mapping[str, float] = {
    "ease": 0.2,
    "ease_newer": 0.2,
    "alike": 0.4,
    "after": 0.4,
    "popular": 0.1,
    "popular_then": 0.2,
    "near": 0.5,
    "far": 0.1,
    "neighbourhood": 0.2,
    "tags_told": 0.1,
    "price_fit": 0.05,
}
"""The weights before anything is learnt, and what little data leaves them near; a signal not named starts at 0."""

PULL = 800.0  # held-out choices whose word weighs as much as the prior's

Signals = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Lesson:
    """Signals (signals, users, items) of some users, the items each had `known`, and those each chose next."""

    signals: Signals
    known: Sequence[Ints]
    chosen: Sequence[Ints]


def prior(names: Sequence[str]) -> Floats:
    """The weights of PRIOR in the order of `names`."""
    return np.array([PRIOR.get(name, 0.0) for name in names])


def learn(names: Sequence[str], lessons: Sequence[Lesson]) -> Floats:
    """The weights under which the chosen items are likeliest among all, drawn to the prior where choices are few.

    Minimises the mean cross-entropy of a softmax over the items a user did not have (convex, so one answer).
    """
    lessons = [lesson for lesson in lessons if lesson.chosen]
    start = prior(names)
    if not lessons:
        return start
    pull = PULL / np.mean([sum(map(len, lesson.chosen)) for lesson in lessons])

    def cost(weights: Floats) -> tuple[float, Floats]:
        drift = weights - start
        told = [_surprise(lesson, weights) for lesson in lessons]
        loss = np.mean([loss for loss, _ in told]) + pull * drift @ drift / len(names)
        return float(loss), np.mean([slope for _, slope in told], axis=0) + 2 * pull * drift / len(names)

    found = minimize(cost, start, jac=True, method="L-BFGS-B", options={"maxiter": 60})
    return np.asarray(found.x)


def _surprise(lesson: Lesson, weights: Floats) -> tuple[float, Floats]:
    scores = np.tensordot(weights.astype(np.float32), lesson.signals, axes=1)
    for row, known in enumerate(lesson.known):
        scores[row, known] = -np.inf
    scores -= scores.max(axis=1, keepdims=True)
    odds = np.exp(scores)
    sums = odds.sum(axis=1, keepdims=True)
    loss = 0.0
    odds /= sums
    for row, chosen in enumerate(lesson.chosen):
        loss -= float((scores[row, chosen] - np.log(sums[row, 0])).mean())
        odds[row, chosen] -= 1 / len(chosen)
    slope = np.einsum("sui,ui->s", lesson.signals, odds, optimize=True)
    return loss / len(lesson.chosen), slope.astype(np.float64) / len(lesson.chosen)
