"""The two heads of the message classifier as they are trained: what is asked, and whether somebody is in danger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from core.learning.train.danger_model import NONE, fit_danger
from core.learning.train.linear_model import LinearModel, Recipe, fit
from core.learning.train.utterances import Utterance
from core.nlu.classifier import COLUMNS, CONTINUES, DANGER, DANGER_WEIGHTS, INTENTS, WEIGHTS
from core.nlu.ngrams import Grams, Mark
from core.safety import SIGNS

Floats = NDArray[np.float32]

_IMPOSSIBLE = -30.0  # a logit that softmax takes for never
_NO_PREVIOUS = -1
_INTENT_OF_SIGN = 0.1  # what the intent of a message with a sign weighs: it is small talk by rule, not by its words


@dataclass(frozen=True, slots=True)
class Examples:
    """Messages as the model sees them: n-gram buckets, target class, running intent (_NO_PREVIOUS), sign (NONE)."""

    grams: list[Tensor]
    targets: Tensor
    previous: Tensor
    signs: Tensor

    @classmethod
    def of(cls, utterances: Sequence[Utterance], grams: Grams) -> Examples:
        """The examples of these messages, in order."""
        return cls(
            grams=[torch.from_numpy(grams.buckets(said.text).astype(np.int64)) for said in utterances],
            targets=torch.tensor([CONTINUES if said.continues else INTENTS.index(said.intent) for said in utterances]),
            previous=torch.tensor(
                [INTENTS.index(said.previous) if said.previous else _NO_PREVIOUS for said in utterances]
            ),
            signs=torch.tensor([SIGNS.index(said.sign) if said.sign else NONE for said in utterances]),
        )

    def only(self, chosen: Tensor) -> Examples:
        """The examples where the mask `chosen` is true."""
        grams = [self.grams[place] for place in chosen.nonzero().flatten().tolist()]
        return Examples(grams, self.targets[chosen], self.previous[chosen], self.signs[chosen])


def train(examples: Examples, recipe: Recipe) -> LinearModel:
    """Both heads, each fitted by itself, in the columns of the serving form; the same in, the same out."""
    asked = fit(examples.grams, DANGER, _IntentLoss(examples), recipe)
    weights, bias = fit_danger(examples.grams, examples.signs)
    model = LinearModel(COLUMNS)
    with torch.no_grad():
        model.table.weight.copy_(torch.hstack([asked.table.weight, weights]))
        model.bias.copy_(torch.hstack([asked.bias, bias]))
    return model


@torch.no_grad()
def logits(model: LinearModel, examples: Examples) -> Tensor:
    """A row of logits a message, in the order of the serving form's columns."""
    scores: Tensor = model(examples.grams)
    return scores


def save(model: LinearModel, folder: Path, names: Mapping[str, Mark], temperature: float) -> None:
    """Writes the serving form, in half precision."""
    folder.mkdir(parents=True, exist_ok=True)
    weights, bias = model.table.weight.detach().numpy(), model.bias.detach().numpy()
    save_danger(weights[:, DANGER:], bias[DANGER:], folder)
    np.savez_compressed(
        folder / WEIGHTS,
        weights=weights[:, :DANGER].astype(np.float16),
        bias=bias[:DANGER].astype(np.float32),
        temperature=np.float32(temperature),
        names=np.array(list(names)),
        marks=np.array([mark.value for mark in names.values()]),
    )


def save_danger(weights: Floats, bias: Floats, folder: Path) -> None:
    """Writes the danger head, in half precision."""
    np.savez_compressed(folder / DANGER_WEIGHTS, weights=weights.astype(np.float16), bias=bias.astype(np.float32))


class _IntentLoss:
    """Cross-entropy of intents, in which a message with a sign of danger weighs little.

    Half the time a message outside a dialogue is scored as a first one, where CONTINUES cannot be.
    """

    def __init__(self, examples: Examples) -> None:
        self._examples = examples

    def __call__(self, scores: Tensor, chosen: Tensor, chance: torch.Generator) -> Tensor:
        first = (self._examples.previous[chosen] == _NO_PREVIOUS) & (torch.rand(len(chosen), generator=chance) < 0.5)
        barred = torch.zeros(len(chosen), DANGER)
        barred[first, CONTINUES] = _IMPOSSIBLE
        surprise = nn.functional.cross_entropy(
            scores[:, :DANGER] + barred, self._examples.targets[chosen], reduction="none"
        )
        weights = torch.where(self._examples.signs[chosen] == NONE, 1.0, _INTENT_OF_SIGN)
        return (surprise * weights).sum() / weights.sum()


def probabilities(scores: Tensor, previous: Tensor, temperature: float) -> Tensor:
    """Each intent's probability: CONTINUES goes to the running intent, or is ruled out where there is none."""
    odds = (scores[:, :DANGER] / temperature).softmax(dim=1)
    within = previous != _NO_PREVIOUS
    moved = odds[:, :CONTINUES].clone()
    moved[within, previous[within]] += odds[within, CONTINUES]
    return moved / moved.sum(dim=1, keepdim=True)
