"""Trains the intent classifier: cross-validation over authors, calibration on the held-out, then one model of all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

import torch
from torch import Tensor

from core.learning.train.evaluation import Judged, summary
from core.learning.train.intent_model import Examples, Recipe, logits, probabilities, train
from core.learning.train.names import known_names
from core.learning.train.report import page
from core.learning.train.utterances import Utterance, read_utterances
from core.nlu.classifier import INTENTS
from core.nlu.lexicon import Lexicon
from core.nlu.ngrams import Grams

FOLDS = 8
_TEMPERATURES = [step / 50 for step in range(20, 200)]  # 0.4 to 4.0


class Tracker(Protocol):
    """Passes the steps of the work on, showing how far they have come (rich's `track` is one)."""

    def __call__(self, steps: Iterable[int], description: str, total: int) -> Iterable[int]:
        """The same steps, one by one."""


def train_nlu(
    *, utterances: Path, lexicon: Path, models: Path, report: Path, track: Tracker, recipe: Recipe
) -> dict[str, object]:
    """Evaluates, writes the report page and `models`/intent.npz, and returns the evaluation as a JSON object."""
    said = read_utterances(utterances)
    names = known_names(Lexicon.load(lexicon))
    examples = Examples.of(said, Grams(names))
    held_out = held_out_logits(said, examples, recipe, track)
    temperature = best_temperature(held_out, examples, said)
    judged = judge(said, probabilities(held_out, examples.previous, temperature))
    for _ in track([0], "all authors", 1):
        train(examples, recipe).save(models, names, temperature)
    report.write_text(page(judged, folds=FOLDS, temperature=temperature), encoding="utf-8")
    return summary(judged, temperature)


def held_out_logits(said: Sequence[Utterance], examples: Examples, recipe: Recipe, track: Tracker) -> Tensor:
    """Each message's logits from a model that never saw its author; authors are dealt into FOLDS by name."""
    authors = sorted({one.author for one in said})
    fold_of = torch.tensor([authors.index(one.author) % FOLDS for one in said])
    found = torch.zeros(len(said), len(INTENTS) + 1)
    for fold in track(range(FOLDS), "held-out authors", FOLDS):
        model = train(examples.only(fold_of != fold), recipe)
        found[fold_of == fold] = logits(model, examples.only(fold_of == fold))
    return found


def best_temperature(scores: Tensor, examples: Examples, said: Sequence[Utterance]) -> float:
    """The temperature under which the held-out messages are least surprising (Guo et al. 2017)."""
    right = torch.tensor([INTENTS.index(one.intent) for one in said])

    def surprise(temperature: float) -> float:
        odds = probabilities(scores, examples.previous, temperature)
        return -float(odds[torch.arange(len(said)), right].clamp(min=1e-9).log().mean())

    return min(_TEMPERATURES, key=surprise)


def judge(said: Sequence[Utterance], odds: Tensor) -> list[Judged]:
    """Each message with its most probable intent."""
    confidence, place = odds.max(dim=1)
    pairs = zip(said, place.tolist(), confidence.tolist(), strict=True)
    return [Judged(one, INTENTS[index], sure) for one, index, sure in pairs]
