"""From the distilled table to the shipped one: which sentences say the same, what a wish asks for; the teacher held.

Losses: CoSENT over pairs with a score (Su 2022), a softmax over a batch's answers (multiple negatives, Henderson et al.
2017) for sentences with what follows and for wishes, and the teacher's similarities within a batch as an anchor.
Only the rows that a batch touches move, by Adam.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from torch import Tensor

from core.learning.train.embedding.bags import Matrix
from core.learning.train.folds import Tracker

Places = NDArray[np.int64]

_SHARPNESS = 20.0
_SCALE = 0.3  # of the rows before tuning: with it a learning rate means the same for every table
_DECAY, _SQUARE_DECAY = 0.9, 0.99
_LEAST_RATE = 1e-6


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the table is tuned; chosen on KorSTS dev (docs/evaluation/embedding.md)."""

    steps: int = 500
    rate: float = 0.001
    dropped: float = 0.1  # share of n-grams left out each time, so that no single one decides
    judged: int = 256
    pairs: int = 192
    triplets: int = 64
    wishes: int = 32
    anchors: int = 128
    judged_weight: float = 1.0
    pair_weight: float = 2.0
    answer_weight: float = 0.5
    anchor_weight: float = 2.0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Lessons:
    """Rows of the bags: pairs with scores, by a judge and by people, triplets, wishes; `teacher` of each text."""

    bags: csr_matrix
    judged: Places
    verdicts: NDArray[np.float32]
    pairs: Places
    scores: NDArray[np.float32]
    triplets: Places
    wishes: Places
    teacher: Matrix


def tuned(table: Matrix, lessons: Lessons, recipe: Recipe, track: Tracker) -> Matrix:
    """The table after `recipe.steps` batches; the same recipe and lessons give the same table."""
    torch.set_num_threads(1)
    chance = np.random.default_rng(recipe.seed)
    adam = _Adam(table / table.std() * np.float32(_SCALE))
    for step in track(range(recipe.steps), "tuning", recipe.steps):
        batch = _Batch.drawn(lessons, recipe, chance)
        bags = lessons.bags[batch.rows]
        bags.data = bags.data * (chance.random(len(bags.data)) >= recipe.dropped).astype(np.float32)
        rows, places = np.unique(bags.indices, return_inverse=True)
        local = csr_matrix((bags.data, places.astype(np.int32), bags.indptr), shape=(bags.shape[0], len(rows)))
        vectors = torch.from_numpy(local @ adam.table[rows]).requires_grad_()
        (slope,) = torch.autograd.grad(batch.loss(vectors, recipe), vectors)
        adam.step(rows, local.T @ slope.numpy(), recipe.rate * (1 - step / recipe.steps) + _LEAST_RATE)
    return adam.table


@dataclass(frozen=True, slots=True)
class _Batch:
    """Rows of bags: both sides of judged and of scored pairs, the parts of triplets, wishes and documents, anchors."""

    parts: Sequence[Places]
    verdicts: NDArray[np.float32]
    scores: NDArray[np.float32]
    teacher: Matrix  # of the anchors

    @classmethod
    def drawn(cls, lessons: Lessons, recipe: Recipe, chance: np.random.Generator) -> _Batch:
        """Each kind at random; a wish at most once, because two of a dish would deny each other."""
        judged = chance.integers(0, len(lessons.judged), recipe.judged)
        pairs = chance.integers(0, len(lessons.pairs), recipe.pairs)
        triplets = chance.integers(0, len(lessons.triplets), recipe.triplets)
        wishes = chance.permutation(len(lessons.wishes))[: recipe.wishes]
        anchors = chance.integers(0, len(lessons.teacher), recipe.anchors)
        drawn = (
            *(lessons.judged[judged], lessons.pairs[pairs], lessons.triplets[triplets]),
            *(lessons.wishes[wishes], anchors[:, None]),
        )
        parts = [column for rows in drawn for column in rows.T]
        return cls(parts, lessons.verdicts[judged], lessons.scores[pairs], lessons.teacher[anchors])

    @property
    def rows(self) -> Places:
        """All parts, one after another."""
        return np.concatenate(self.parts)

    def loss(self, vectors: Tensor, recipe: Recipe) -> Tensor:
        """What is to be made small, from the vectors of `rows`."""
        unit = torch.nn.functional.normalize(vectors, dim=1)
        near, nearby, one, other, said, follows, against, wish, document, anchor = torch.split(
            unit, [len(part) for part in self.parts]
        )
        judged = _cosent((near * nearby).sum(dim=1), torch.from_numpy(self.verdicts))
        ordered = _cosent((one * other).sum(dim=1), torch.from_numpy(self.scores))
        answered = _softmax(said, torch.cat([follows, against])) + _softmax(wish, document)
        told = torch.from_numpy(self.teacher)
        moved = ((anchor @ anchor.T - told @ told.T) ** 2).sum(dim=1).mean()
        taught = recipe.judged_weight * judged + recipe.pair_weight * ordered
        return taught + recipe.answer_weight * answered + recipe.anchor_weight * moved


def _cosent(alike: Tensor, scores: Tensor) -> Tensor:
    """How often, and how far, a pair of lower score is the more alike."""
    gaps = (alike[:, None] - alike[None, :]) * _SHARPNESS
    wrong = gaps[scores[:, None] < scores[None, :]]
    return torch.logsumexp(torch.cat([torch.zeros(1), wrong]), dim=0)


def _softmax(asked: Tensor, answers: Tensor) -> Tensor:
    """Cross-entropy of the answer of the same place among all."""
    return torch.nn.functional.cross_entropy(asked @ answers.T * _SHARPNESS, torch.arange(len(asked)))


class _Adam:
    """Adam (Kingma & Ba 2015) over the rows that a step touches."""

    def __init__(self, table: Matrix) -> None:
        self.table = table
        self._mean, self._square = np.zeros_like(table), np.zeros_like(table)
        self._steps = 0

    def step(self, rows: Places, slope: Matrix, rate: float) -> None:
        """Move `rows` down their `slope`."""
        self._steps += 1
        mean = self._mean[rows] * _DECAY + (1 - _DECAY) * slope
        square = self._square[rows] * _SQUARE_DECAY + (1 - _SQUARE_DECAY) * slope * slope
        self._mean[rows], self._square[rows] = mean, square
        level = np.sqrt(square / (1 - _SQUARE_DECAY**self._steps)) + 1e-8
        self.table[rows] -= np.float32(rate) * (mean / (1 - _DECAY**self._steps)) / level
