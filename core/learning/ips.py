"""What another ranking would have been worth, from lists that were shown by known chances: counterfactual evaluation.

A shown place is chosen with chance examination(rank) x attraction(place, occasion) (position-based model). The value of
a ranking is the choices a list it would get: the sum over its first places of examination(rank) x attraction. Each
choice of a logged list stands for attraction and is weighed by 1 / the chance that the place was examined at all under
the logging policy, over all its ranks ("policy-aware" weights, Oosterhuis & de Rijke 2020; with one rank that is the
inverse propensity of Joachims, Swaminathan & Schnabel 2017). Read three ways: plain (unbiased), clipped (Bottou et al.
2013: less variance, too low), self-normalised (Swaminathan & Joachims 2015: what all shown places weigh is known on
average, so it is divided by what they happened to weigh). Intervals are percentile bootstraps over lists.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

CLIP = 30.0
_RESAMPLED = 2_000
_PRIOR_LISTS = 50.0  # drawn lists whose word on examination weighs as much as the prior's

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Logged:
    """A shown list: `pool` in the order of the logging ranking, scores of each, what was shown, the choice (or None).

    `budget` is the chance that the list was drawn from the pool at random, `is_drawn` whether it was.
    """

    pool: tuple[int, ...]
    wide: tuple[float, ...]
    deep: tuple[float, ...]
    shown: tuple[int, ...]
    budget: float
    is_drawn: bool
    model: str | None
    chosen: int | None

    @classmethod
    def of(cls, ranking: Mapping[str, Any], chosen: int | None) -> Self:
        """From what `recommendations_log.ranking` keeps."""
        pool, wide, deep, shown = (tuple(ranking[name]) for name in ("pool", "wide", "deep", "shown"))
        return cls(pool, wide, deep, shown, ranking["budget"], ranking["drawn"], ranking["model"], chosen)

    def by(self, scores: Sequence[float]) -> tuple[int, ...]:
        """The pool in the order of `scores`, highest first."""
        return tuple(place for _, place in sorted(zip(scores, self.pool, strict=True), key=lambda one: -one[0]))


Policy = Callable[[Logged], Sequence[int]]
"""From a logged list to the order that another ranking gives its pool."""

POLICIES: Mapping[str, Policy] = {
    "as_ranked": lambda one: one.pool,
    "wide": lambda one: one.by(one.wide),
    "deep": lambda one: one.by(one.deep),
}


@dataclass(frozen=True, slots=True)
class Value:
    """Choices a list: the estimate and its 95 % interval. `weights` is the mean weight of a choice."""

    mean: float
    low: float
    high: float


def examination(logged: Sequence[Logged]) -> Floats:
    """How often each rank is looked at, the first one 1: choices by rank in lists drawn at random, never rising.

    Where few lists were drawn it stays near 1 / log2(rank + 1), the discount of NDCG.
    """
    ranks = max((len(one.shown) for one in logged), default=0)
    prior = 1 / np.log2(np.arange(ranks) + 2)
    drawn = [one for one in logged if one.is_drawn and one.chosen in one.shown]
    lists = sum(one.is_drawn for one in logged)
    counts = np.bincount([one.shown.index(one.chosen) for one in drawn if one.chosen is not None], minlength=ranks)
    share = len(drawn) / max(lists, 1) / max(prior.sum(), 1e-9)  # what a first rank would be chosen under the prior
    pulled = counts + _PRIOR_LISTS * share * prior
    looked: Floats = np.minimum.accumulate(pulled / max(pulled[0], 1e-9)) if ranks and pulled[0] else prior
    return looked


@dataclass(frozen=True, slots=True)
class Earned:
    """Of a policy, a list each: `gains`, the chosen place's weight times the examination that the policy gives it.

    `weights` are those of the choices (0: nothing chosen). `controls` is what the shown places weigh under the policy,
    on average `expected`.
    """

    gains: Floats
    weights: Floats
    controls: Floats
    expected: Floats


def earned(logged: Sequence[Logged], policy: Policy, looked: Floats) -> Earned:
    """What `policy` earns on the lists that another one showed; `looked` is the examination of each rank."""
    return Earned(*np.array([_earned(one, policy, looked) for one in logged]).reshape(-1, 4).T)


def value(told: Earned, seed: int = 0) -> Mapping[str, Value]:
    """The value of a policy read plain, clipped and self-normalised."""
    clipped = told.gains * _clip(told.weights)
    means = _means(np.array([told.gains, clipped, told.controls, told.expected]), seed)
    plain, short, controls, expected = means
    return {
        "plain": _value(plain),
        "clipped": _value(short),
        "self_normalised": _value(plain * expected / np.maximum(controls, 1e-9)),
    }


def difference(ours: Earned, theirs: Earned, seed: int = 0) -> Value:
    """How many more choices a list one policy earns than another, clipped, over the same lists."""
    gap = (ours.gains - theirs.gains) * _clip(ours.weights)
    return _value(_means(gap[np.newaxis], seed)[0])


def _earned(one: Logged, policy: Policy, looked: Floats) -> tuple[float, float, float, float]:
    ranks: list[float] = looked[: len(one.shown)].tolist()
    expected = sum(ranks)
    as_ranked = dict(zip(one.pool, ranks, strict=False))  # what stands below the last rank is not looked at
    given = dict(zip(policy(one), ranks, strict=False))

    def examined(place: int) -> float:
        """The chance that the logging policy lets `place` be looked at."""
        return one.budget * expected / len(one.pool) + (1 - one.budget) * as_ranked.get(place, 0.0)

    shown = zip(ranks, one.shown, strict=True)
    control = sum(rank * given.get(place, 0.0) / examined(place) for rank, place in shown)
    if one.chosen is None or one.chosen not in one.shown:
        return 0.0, 0.0, control, expected
    weight = 1 / examined(one.chosen)
    return given.get(one.chosen, 0.0) * weight, weight, control, expected


def _clip(weights: Floats) -> Floats:
    """What is left of each weight, as a share, where none may be above CLIP."""
    clipped: Floats = np.minimum(1.0, CLIP / np.maximum(weights, 1e-9))
    return clipped


def _means(columns: Floats, seed: int) -> Floats:
    """The mean of each row of `columns`: as it is, then of every resample of its lists, all rows by one draw.

    One resample at a time: months of lists are many.
    """
    dice, count = np.random.default_rng(seed), columns.shape[1]
    times = (np.bincount(dice.integers(0, count, count), minlength=count) for _ in range(_RESAMPLED))
    means: Floats = np.array([columns.mean(axis=1), *(columns @ drawn / count for drawn in times)]).T
    return means


def _value(means: Floats) -> Value:
    low, high = np.quantile(means[1:], (0.025, 0.975))
    return Value(float(means[0]), float(low), float(high))
