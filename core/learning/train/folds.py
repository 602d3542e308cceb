"""Cross-validation over authors: every message is judged by a model that saw no line of its author."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from core.learning.train.intent_model import Examples, logits, train
from core.learning.train.linear_model import LinearModel, Recipe
from core.learning.train.utterances import Utterance
from core.nlu.classifier import COLUMNS

FOLDS = 5


class Tracker(Protocol):
    """Passes the steps of the work on, showing how far they have come (rich's `track` is one)."""

    def __call__(self, steps: Iterable[int], description: str, total: int) -> Iterable[int]:
        """The same steps, one by one."""


@dataclass(frozen=True, slots=True)
class HeldOut:
    """For each fold the model that was kept from it; `fold_of` says which fold a message is in."""

    fold_of: Tensor
    models: tuple[LinearModel, ...]

    def logits(self, examples: Examples) -> Tensor:
        """Each message's logits from the model that never saw its author."""
        found = torch.zeros(len(examples.grams), COLUMNS)
        for fold, model in enumerate(self.models):
            found[self.fold_of == fold] = logits(model, examples.only(self.fold_of == fold))
        return found

    def parts(self) -> Iterator[tuple[LinearModel, list[int]]]:
        """Each model with the places of the messages that it never saw."""
        for fold, model in enumerate(self.models):
            yield model, (self.fold_of == fold).nonzero().flatten().tolist()


def hold_out(said: Sequence[Utterance], examples: Examples, recipe: Recipe, track: Tracker) -> HeldOut:
    """Trains a model a fold; authors are dealt into FOLDS by name."""
    authors = sorted({one.author for one in said})
    fold_of = torch.tensor([authors.index(one.author) % FOLDS for one in said])
    folds = track(range(FOLDS), "held-out authors", FOLDS)
    return HeldOut(fold_of, tuple(train(examples.only(fold_of != fold), recipe) for fold in folds))
