"""The training form of Wide & Deep with a tower for position, and its export to the arrays that serving reads."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor, nn

from core.learning.train.widedeep.simulation import Occasion
from core.recommend.deep import NAMES, Deep, Matrix
from core.recommend.geometry import Floats

UNITS = (128, 64, 32)
Bar = Callable[[Iterable[int], str, int], Iterable[int]]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How it is trained; the defaults make the weights that ship."""

    seed: int = 0
    epochs: int = 12
    batch: int = 1024
    rate: float = 2e-3
    decay: float = 1e-2
    dropout: float = 0.1


@dataclass(frozen=True, slots=True)
class Rows:
    """One row a place that was shown: inputs, wide score, rank (0 first), whether it was chosen."""

    inputs: Matrix
    wide: Matrix
    ranks: np.ndarray[tuple[int], np.dtype[np.int64]]
    chosen: Matrix

    @classmethod
    def of(cls, occasions: Sequence[Occasion]) -> Rows:
        """Of shown lists; places that nobody saw say nothing."""
        return cls(
            np.concatenate([one.inputs[[*one.shown]] for one in occasions]),
            np.concatenate([one.wide[[*one.shown]] for one in occasions]).astype(np.float32),
            np.concatenate([np.arange(len(one.shown)) for one in occasions]),
            np.concatenate([np.arange(len(one.shown)) == _rank(one) for one in occasions]).astype(np.float32),
        )


class WideDeep(nn.Module):
    """Chance of a choice = examination(rank) x sigmoid(bias + scale x wide + deep(inputs)).

    Examination falls with the rank and is 1 at the first (Guo et al. 2019, PAL: position apart from attraction, so that
    it can be left out when serving). The wide part's weights are the documented ones; only its scale is learnt.
    """

    def __init__(self, inputs: Matrix, ranks: int, dropout: float) -> None:
        super().__init__()
        self.mean = nn.Buffer(torch.from_numpy(inputs.mean(axis=0)))
        deviation = inputs.std(axis=0)
        self.deviation = nn.Buffer(torch.from_numpy(np.where(deviation > 1e-6, deviation, 1).astype(np.float32)))
        hidden = [
            layer
            for before, after in pairwise((inputs.shape[1], *UNITS))
            for layer in (nn.Linear(before, after), nn.ReLU(), nn.Dropout(dropout))
        ]
        self.deep = nn.Sequential(*hidden, nn.Linear(UNITS[-1], 1))
        for parameter in self.deep[-1].parameters():
            nn.init.zeros_(parameter)  # it starts as the wide part alone
        self.scale = nn.Parameter(torch.tensor(2.0))
        self.bias = nn.Parameter(torch.tensor(-2.0))
        self.falls = nn.Parameter(torch.zeros(ranks - 1))

    def examination(self) -> Tensor:
        """How often each rank is looked at."""
        falls = nn.functional.softplus(self.falls)
        return torch.exp(-torch.cat([torch.zeros(1), torch.cumsum(falls, 0)]))

    def logits(self, inputs: Tensor) -> Tensor:
        """What the deep part adds."""
        added: Tensor = self.deep((inputs - self.mean) / self.deviation)[:, 0]
        return added

    def forward(self, inputs: Tensor, wide: Tensor, ranks: Tensor) -> Tensor:
        """The chance that each row is chosen."""
        attraction = torch.sigmoid(self.bias + self.scale * wide + self.logits(inputs))
        return self.examination()[ranks] * attraction


def train(rows: Rows, recipe: Recipe, bar: Bar) -> WideDeep:
    """Fit by cross-entropy with Adam; one thread and seeded, so the same rows give the same weights."""
    torch.manual_seed(recipe.seed)
    torch.set_num_threads(1)
    model = WideDeep(rows.inputs, int(rows.ranks.max()) + 1, recipe.dropout)
    decayed = [{"params": model.deep.parameters(), "weight_decay": recipe.decay}]
    optimiser = torch.optim.AdamW(
        [*decayed, {"params": [model.scale, model.bias, model.falls], "weight_decay": 0.0, "lr": 1e-2}], lr=recipe.rate
    )
    inputs, wide, ranks, chosen = map(torch.from_numpy, (rows.inputs, rows.wide, rows.ranks, rows.chosen))
    for _ in bar(range(recipe.epochs), "fitting", recipe.epochs):
        for batch in torch.split(torch.randperm(len(chosen)), recipe.batch):
            told = model(inputs[batch], wide[batch], ranks[batch])
            loss = nn.functional.binary_cross_entropy(told.clamp(1e-6, 1 - 1e-6), chosen[batch])
            optimiser.zero_grad()
            torch.autograd.backward(loss)
            optimiser.step()
    model.eval()
    return model


def exported(model: WideDeep) -> Deep:
    """The arrays that serving reads; means and deviations are folded into the first layer, the id is their hash."""
    linear = [layer for layer in model.deep if isinstance(layer, nn.Linear)]
    mean, deviation = model.mean.numpy(), model.deviation.numpy()
    layers = [_arrays(layer) for layer in linear]
    weights, biases = layers[0]
    layers[0] = (weights / deviation[:, None], biases - (mean / deviation) @ weights)
    told = hashlib.sha256(b"".join(array.tobytes() for layer in layers for array in layer)).hexdigest()[:12]
    return Deep(f"widedeep-{told}", tuple(layers), float(model.scale.detach()))


def arrays(deep: Deep) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]]:
    """What the file of weights holds."""
    stored: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]] = {
        "id": np.array(deep.id),
        "names": np.array(NAMES),
        "scale": np.array(deep.scale),
    }
    for number, (weights, biases) in enumerate(deep.layers):
        stored[f"weights_{number}"], stored[f"biases_{number}"] = weights, biases
    return stored


def looked_at(model: WideDeep) -> Floats:
    """The examination that was learnt, a rank each."""
    looked: Floats = model.examination().detach().numpy().astype(np.float64)
    return looked


def _arrays(layer: nn.Linear) -> tuple[Matrix, Matrix]:
    return np.ascontiguousarray(layer.weight.detach().numpy().T), layer.bias.detach().numpy().copy()


def _rank(one: Occasion) -> int:
    return -1 if one.chosen is None else one.chosen
