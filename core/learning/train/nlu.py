"""Trains the message classifier: cross-validation over authors, calibration on the held-out, then one model of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from core.learning.train import report, safety_report
from core.learning.train.cost import measured
from core.learning.train.evaluation import Judged, summary
from core.learning.train.folds import Tracker, hold_out
from core.learning.train.intent_model import Examples, probabilities, save, train
from core.learning.train.linear_model import Recipe
from core.learning.train.names import known_names
from core.learning.train.utterances import Utterance, read_utterances
from core.learning.train.whole import Words, judge_whole, left_out
from core.nlu import Lexicon
from core.nlu.classifier import DANGER, INTENTS
from core.nlu.ngrams import Grams

_TEMPERATURES = [step / 50 for step in range(20, 200)]  # 0.4 to 4.0


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the data are (`utterances` and `safety` in `data`), the lexicons, the weights and the report pages."""

    data: Path
    lexicon: Path
    models: Path
    pages: Path


def train_nlu(folders: Folders, places: frozenset[str], track: Tracker, recipe: Recipe) -> dict[str, object]:
    """Evaluates, writes both report pages and the weights, and returns the evaluation as a JSON object.

    `places` are the names of places that the product knows when it serves.
    """
    said = read_utterances(folders.data / "utterances", folders.data / "safety")
    lexicon = Lexicon.load(folders.lexicon)
    words = Words(lexicon, places, known_names(lexicon))
    examples = Examples.of(said, Grams(words.names))
    held_out = hold_out(said, examples, recipe, track)
    scores = held_out.logits(examples)
    temperature = best_temperature(scores, examples, said)
    alone = judge(said, probabilities(scores, examples.previous, temperature))
    whole = judge_whole(said, held_out, words, temperature)
    parts = left_out(said, held_out, words, temperature)
    rest = held_out.logits(Examples.of(safety_report.without_figures(said, lexicon), Grams(words.names)))
    danger, again = (found[:, DANGER:].softmax(dim=1) for found in (scores, rest))
    (folders.pages / "safety.md").write_text(safety_report.page(said, danger, again, lexicon), encoding="utf-8")
    for _ in track([0], "all authors", 1):
        save(train(examples, recipe), folders.models, words.names, temperature)
    cost = measured(folders.models, folders.lexicon, places, [one.text for one in said])
    (folders.pages / "nlu.md").write_text(report.page(alone, whole, parts, temperature, cost), encoding="utf-8")
    return {"classifier": summary(alone), "whole": summary(whole), "temperature": round(temperature, 3)}


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
