"""More pairs with a score: sentences that stand near each other, scored by what the teacher and the scored pairs say.

A ridge regression from |u - v|, u * v and the cosine of the teacher's vectors to the written scores judges pairs that
nobody scored (the idea of Thakur et al. 2021, with a linear judge).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.learning.train.embedding.bags import Matrix

Places = NDArray[np.int64]

PENALTY = 10_000.0
_NEIGHBOURS, _DRAWN = 30, 5
_COSINE_WEIGHT = 3.0  # the one feature of the many that is right by itself
_BLOCK = 1_000


@dataclass(frozen=True, slots=True)
class Judge:
    """Scores pairs of rows of `teacher`."""

    teacher: Matrix
    weights: Matrix
    mean: Matrix
    spread: Matrix
    level: float

    @classmethod
    def taught(cls, teacher: Matrix, pairs: Places, scores: NDArray[np.float32]) -> Judge:
        """A judge that agrees with the `scores` of `pairs`."""
        features = _features(teacher, pairs)
        mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-6
        scaled = (features - mean) / spread
        level = float(scores.mean())
        gram = scaled.T @ scaled + PENALTY * np.eye(scaled.shape[1], dtype=np.float32)
        weights = np.linalg.solve(gram, scaled.T @ (scores - level)).astype(np.float32)
        return cls(teacher, weights, mean, spread, level)

    def scores(self, pairs: Places) -> NDArray[np.float32]:
        """How alike each pair is, on the scale of the written scores."""
        blocks = [pairs[start : start + _BLOCK] for start in range(0, len(pairs), _BLOCK)]
        judged = [(_features(self.teacher, block) - self.mean) / self.spread @ self.weights for block in blocks]
        scores: NDArray[np.float32] = np.concatenate(judged).astype(np.float32) + np.float32(self.level)
        return scores


def neighbours(teacher: Matrix, asked: Places, among: int, chance: np.random.Generator) -> Places:
    """For each of `asked` some of its nearest of the first `among` texts, and one at random."""
    found: list[Places] = []
    for start in range(0, len(asked), _BLOCK):
        rows = asked[start : start + _BLOCK]
        alike = teacher[rows] @ teacher[:among].T
        nearest = np.argpartition(-alike, _NEIGHBOURS, axis=1)[:, :_NEIGHBOURS]
        drawn = chance.permuted(nearest, axis=1)[:, :_DRAWN]
        others = np.hstack([drawn, chance.integers(0, among, (len(rows), 1))])
        found.append(np.stack([np.repeat(rows, others.shape[1]), others.ravel()], axis=1))
    pairs: Places = np.concatenate(found)
    return np.compress(pairs[:, 0] != pairs[:, 1], pairs, axis=0)


def _features(teacher: Matrix, pairs: Places) -> Matrix:
    one, other = teacher[pairs[:, 0]], teacher[pairs[:, 1]]
    cosine = (one * other).sum(axis=1, keepdims=True) * np.float32(_COSINE_WEIGHT)
    return np.hstack([cosine, np.abs(one - other), one * other])
