"""How good a full ranking is: hits, NDCG, and what it shows of the catalogue. Ties are broken at random by a seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.learning.train.recommend.cochoice import Matrix
from core.learning.train.recommend.ratings import Floats, Ints

_RESAMPLED = 2_000


@dataclass(frozen=True, slots=True)
class Ranked:
    """The first k items of each judged user (`users` by rows), with the user's hit and NDCG."""

    users: Ints
    top: Ints
    hit: Floats
    ndcg: Floats


def first(scores: Matrix, known: Sequence[Ints], k: int, chance: np.random.Generator) -> Ints:
    """For each row the k items of highest score that are not in `known`, equal scores in a random order; -1 pads."""
    found = np.full((len(scores), k), -1, dtype=np.int64)
    for row, mine in enumerate(known):
        values = scores[row].astype(np.float64)
        values[mine] = -np.inf
        best = np.lexsort((chance.random(len(values)), -values))[:k]
        best = best[np.isfinite(values[best])]
        found[row, : len(best)] = best
    return found


def judge(users: Ints, top: Ints, relevant: Sequence[frozenset[int]]) -> Ranked:
    """HR: whether any of the first k is relevant; NDCG (Järvelin & Kekäläinen 2002) ideal over min(k, relevant)."""
    gains = 1 / np.log2(np.arange(top.shape[1]) + 2)
    hits = np.array([[item in wanted for item in row] for row, wanted in zip(top.tolist(), relevant, strict=True)])
    hits = hits.reshape(top.shape)
    ideal: Floats = np.array([gains[: len(wanted)].sum() for wanted in relevant], dtype=np.float64)
    ndcg: Floats = np.sum(hits * gains, axis=1)
    ndcg /= ideal
    hit: Floats = hits.max(axis=1).astype(np.float64)
    return Ranked(users, top, hit, ndcg)


def paired(ours: Floats, theirs: Floats, seed: int) -> Mapping[str, float]:
    """Mean difference a user and its 95 % interval by the percentile bootstrap over users (Efron & Tibshirani 1993)."""
    difference = ours - theirs
    chance = np.random.default_rng(seed)
    means = difference[chance.integers(0, len(difference), (_RESAMPLED, len(difference)))].mean(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return {"mean": float(difference.mean()), "low": float(low), "high": float(high)}


def variety(top: Ints, chosen: Ints, alike: Matrix) -> Mapping[str, float]:
    """Coverage, Gini, novelty and diversity of what is shown.

    `coverage`: share of items shown to anybody (Herlocker et al. 2004); `gini`: how unequally items are shown, 0 equal
    (Fleder & Hosanagar 2009); `novelty`: mean self-information, in bits, of the shown items' share of choices (Zhou et
    al. 2010); `diversity`: mean 1 - cosine of pairs in a list (Ziegler et al. 2005). `chosen`: choices an item.
    """
    shown = np.bincount(top[top >= 0], minlength=len(chosen))
    ordered = np.sort(shown)
    rank = np.arange(1, len(ordered) + 1)
    gini = float(((2 * rank - len(ordered) - 1) * ordered).sum() / (len(ordered) * max(ordered.sum(), 1)))
    share = np.maximum(chosen, 1) / max(int(chosen.sum()), 1)
    lists = [row[row >= 0] for row in top]
    unlike = [1 - _mean_pair(alike[np.ix_(row, row)]) for row in lists if len(row) > 1]
    return {
        "coverage": float((shown > 0).mean()),
        "gini": gini,
        "novelty": float((-np.log2(share) * shown).sum() / max(int(shown.sum()), 1)),
        "diversity": float(np.mean(unlike)) if unlike else 0.0,
    }


def _mean_pair(block: Matrix) -> float:
    size = len(block)
    return float((block.sum() - np.trace(block)) / (size * (size - 1)))
