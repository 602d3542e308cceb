"""The intent classifier's training form: the linear model of `core/nlu/classifier.py` in torch, on CPU, seeded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from core.learning.train.utterances import Utterance
from core.nlu.classifier import CONTINUES, INTENTS, WEIGHTS
from core.nlu.ngrams import BUCKETS, Grams, Mark

_IMPOSSIBLE = -30.0  # a logit that softmax takes for never
_NO_PREVIOUS = -1


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the model is trained; chosen by cross-validation over authors (docs/evaluation/nlu-choices.md)."""

    epochs: int = 10
    learning_rate: float = 0.05
    batch: int = 32
    dropped: float = (
        0.3  # mean share of a message's n-grams left out each time it is seen, so that no single one decides
    )
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Examples:
    """Messages as the model sees them: n-gram buckets, target class, running intent (_NO_PREVIOUS for none)."""

    grams: list[Tensor]
    targets: Tensor
    previous: Tensor

    @classmethod
    def of(cls, utterances: Sequence[Utterance], grams: Grams) -> Examples:
        """The examples of these messages, in order."""
        return cls(
            grams=[torch.from_numpy(grams.buckets(said.text).astype(np.int64)) for said in utterances],
            targets=torch.tensor([CONTINUES if said.continues else INTENTS.index(said.intent) for said in utterances]),
            previous=torch.tensor(
                [INTENTS.index(said.previous) if said.previous else _NO_PREVIOUS for said in utterances]
            ),
        )

    def only(self, chosen: Tensor) -> Examples:
        """The examples where the mask `chosen` is true."""
        grams = [self.grams[place] for place in chosen.nonzero().flatten().tolist()]
        return Examples(grams, self.targets[chosen], self.previous[chosen])


class IntentModel(nn.Module):
    """Logits of all intents and CONTINUES: the sum of the n-grams' rows over the root of their number, plus a bias."""

    def __init__(self) -> None:
        super().__init__()
        self.table = nn.EmbeddingBag(BUCKETS, len(INTENTS) + 1, mode="sum")
        self.bias = nn.Parameter(torch.zeros(len(INTENTS) + 1))
        nn.init.zeros_(self.table.weight)

    def forward(self, grams: list[Tensor]) -> Tensor:
        """A row of logits a message."""
        sizes = torch.tensor([len(message) for message in grams])
        starts = sizes.cumsum(0) - sizes
        summed: Tensor = self.table(torch.cat(grams), starts)
        return summed * sizes.clamp(min=1).rsqrt()[:, None] + self.bias

    def save(self, folder: Path, names: Mapping[str, Mark], temperature: float) -> None:
        """Writes the serving form, in half precision."""
        table = self.table.weight.detach().numpy().astype(np.float16)
        bias = self.bias.detach().numpy().astype(np.float32)
        folder.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(
            folder / WEIGHTS,
            weights=table,
            bias=bias,
            temperature=np.float32(temperature),
            names=np.array(list(names)),
            marks=np.array([mark.value for mark in names.values()]),
        )


def train(examples: Examples, recipe: Recipe) -> IntentModel:
    """A model fitted to the examples; the same recipe and examples give the same model."""
    torch.set_num_threads(
        1
    )  # one order of summing, so the same weights everywhere; small batches gain nothing from more
    torch.manual_seed(recipe.seed)
    chance = torch.Generator().manual_seed(recipe.seed)
    model = IntentModel()
    optimizer = torch.optim.Adam(model.parameters(), lr=recipe.learning_rate)
    batches = -(-len(examples.grams) // recipe.batch)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.02, total_iters=recipe.epochs * batches)
    for _ in range(recipe.epochs):
        for chosen in torch.split(torch.randperm(len(examples.grams), generator=chance), recipe.batch):
            optimizer.zero_grad()
            _loss(model, examples, chosen, recipe.dropped, chance).backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
    return model


def _loss(model: IntentModel, examples: Examples, chosen: Tensor, dropped: float, chance: torch.Generator) -> Tensor:
    """Cross-entropy; half the time a message outside a dialogue is scored as a first one, where CONTINUES cannot be."""
    logits: Tensor = model([_thinned(examples.grams[i], dropped, chance) for i in chosen.tolist()])
    first = (examples.previous[chosen] == _NO_PREVIOUS) & (torch.rand(len(chosen), generator=chance) < 0.5)
    barred = torch.zeros_like(logits)
    barred[first, CONTINUES] = _IMPOSSIBLE
    return nn.functional.cross_entropy(logits + barred, examples.targets[chosen])


def _thinned(grams: Tensor, dropped: float, chance: torch.Generator) -> Tensor:
    share = 2 * dropped * torch.rand(1, generator=chance)
    kept = grams[torch.rand(len(grams), generator=chance) >= share]
    return kept if len(kept) else grams


@torch.no_grad()
def logits(model: IntentModel, examples: Examples) -> Tensor:
    """The model's logits for every example, CONTINUES last."""
    scores: Tensor = model(examples.grams)
    return scores


def probabilities(scores: Tensor, previous: Tensor, temperature: float) -> Tensor:
    """Each intent's probability: CONTINUES goes to the running intent, or is ruled out where there is none."""
    odds = (scores / temperature).softmax(dim=1)
    within = previous != _NO_PREVIOUS
    moved = odds[:, :CONTINUES].clone()
    moved[within, previous[within]] += odds[within, CONTINUES]
    return moved / moved.sum(dim=1, keepdim=True)
