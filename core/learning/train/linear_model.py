"""A linear model over hashed n-grams, as it is trained; the serving form is `core/nlu/classifier.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from core.nlu.ngrams import BUCKETS

Loss = Callable[[Tensor, Tensor, torch.Generator], Tensor]
"""From the logits of a batch, the places of its messages, and chance, to what is made small."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a model is trained; chosen by cross-validation over authors (docs/evaluation/nlu-choices.md)."""

    epochs: int = 8
    learning_rate: float = 0.05
    batch: int = 32
    dropped: float = (
        0.3  # mean share of a message's n-grams left out each time it is seen, so that no single one decides
    )
    runs: int = 2  # models that differ by chance alone, whose weights are averaged: free when serving


class LinearModel(nn.Module):
    """Logits of each class: the sum of the n-grams' rows over the root of their number, plus a bias."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.table = nn.EmbeddingBag(BUCKETS, classes, mode="sum", sparse=True)
        self.bias = nn.Parameter(torch.zeros(classes))
        nn.init.zeros_(self.table.weight)

    def forward(self, grams: Sequence[Tensor]) -> Tensor:
        """A row of logits a message."""
        sizes = torch.tensor([len(message) for message in grams])
        starts = sizes.cumsum(0) - sizes
        summed: Tensor = self.table(torch.cat(list(grams)), starts)
        return summed * sizes.clamp(min=1).rsqrt()[:, None] + self.bias


def fit(grams: Sequence[Tensor], classes: int, loss: Loss, recipe: Recipe) -> LinearModel:
    """A model fitted to the messages, the mean of `recipe.runs`; the same recipe and messages give the same model."""
    torch.set_num_threads(1)  # one order of summing, so the same weights everywhere; small batches gain nothing
    runs = [_run(grams, classes, loss, recipe, seed) for seed in range(recipe.runs)]
    model = LinearModel(classes)
    with torch.no_grad():
        model.table.weight.copy_(torch.stack([run.table.weight for run in runs]).mean(dim=0))
        model.bias.copy_(torch.stack([run.bias for run in runs]).mean(dim=0))
    return model


def _run(grams: Sequence[Tensor], classes: int, loss: Loss, recipe: Recipe, seed: int) -> LinearModel:
    """Only the rows that a batch touches are stepped (SparseAdam), a quarter of the time of stepping all."""
    chance = torch.Generator().manual_seed(seed)
    model = LinearModel(classes)
    optimizers: tuple[torch.optim.Optimizer, ...] = (
        torch.optim.SparseAdam([model.table.weight], lr=recipe.learning_rate),
        torch.optim.Adam([model.bias], lr=recipe.learning_rate),
    )
    steps = recipe.epochs * -(-len(grams) // recipe.batch)
    schedules = [torch.optim.lr_scheduler.LinearLR(one, 1.0, 0.02, total_iters=steps) for one in optimizers]
    for _ in range(recipe.epochs):
        for chosen in torch.split(torch.randperm(len(grams), generator=chance), recipe.batch):
            model.zero_grad()
            logits = model([_thinned(grams[place], recipe.dropped, chance) for place in chosen.tolist()])
            loss(logits, chosen, chance).backward()  # type: ignore[no-untyped-call]
            for optimizer, schedule in zip(optimizers, schedules, strict=True):
                optimizer.step()
                schedule.step()
    return model


def _thinned(grams: Tensor, dropped: float, chance: torch.Generator) -> Tensor:
    share = 2 * dropped * torch.rand(1, generator=chance)
    kept = grams[torch.rand(len(grams), generator=chance) >= share]
    return kept if len(kept) else grams
