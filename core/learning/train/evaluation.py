"""How well predicted intents agree with the written ones, in numbers and as a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.learning.train.utterances import Utterance
from core.meaning import Intent
from core.safety import Sign

_BINS = 10
_RESAMPLES = 1_000


@dataclass(frozen=True, slots=True)
class Judged:
    """One message with the intent predicted by a model that never saw its author."""

    said: Utterance
    predicted: Intent
    confidence: float
    sign: Sign | None = None

    @property
    def right(self) -> bool:
        """Whether the prediction is the written intent."""
        return self.predicted is self.said.intent


def accuracy(judged: Sequence[Judged]) -> float:
    """The share of right predictions."""
    return sum(one.right for one in judged) / len(judged)


def f1(judged: Sequence[Judged], intent: Intent) -> float:
    """The harmonic mean of precision and recall of one intent; 0 where it is never right."""
    hits = sum(one.right and one.predicted is intent for one in judged)
    written = sum(one.said.intent is intent for one in judged)
    predicted = sum(one.predicted is intent for one in judged)
    return 2 * hits / (written + predicted) if hits else 0.0


def macro_f1(judged: Sequence[Judged]) -> float:
    """The plain mean of F1 over the intents."""
    return sum(f1(judged, intent) for intent in Intent) / len(Intent)


def calibration_error(judged: Sequence[Judged]) -> float:
    """Expected calibration error: |accuracy - confidence| over ten equal bins of confidence (Guo et al. 2017)."""
    bins: list[list[Judged]] = [[] for _ in range(_BINS)]
    for one in judged:
        bins[min(int(one.confidence * _BINS), _BINS - 1)].append(one)
    gaps = (abs(sum(one.right - one.confidence for one in part)) for part in bins)
    return sum(gaps) / len(judged)


def intervals(judged: Sequence[Judged]) -> tuple[tuple[float, float], tuple[float, float]]:
    """The middle 95 % of accuracy and of macro-F1 when whole authors are drawn anew (bootstrap; seeded)."""
    authors = {name: place for place, name in enumerate(by_author(judged))}
    order = {intent: place for place, intent in enumerate(Intent)}
    counts = np.zeros((len(authors), len(Intent), len(Intent)))
    for one in judged:
        counts[authors[one.said.author], order[one.said.intent], order[one.predicted]] += 1
    drawn = np.random.default_rng(0).integers(len(authors), size=(_RESAMPLES, len(authors)))
    tables = counts[drawn].sum(axis=1)
    hits = np.einsum("sii->si", tables)
    each = 2 * hits / np.maximum(tables.sum(axis=1) + tables.sum(axis=2), 1)
    measures = hits.sum(axis=1) / tables.sum(axis=(1, 2)), each.mean(axis=1)
    accuracies, means = (np.quantile(found, [0.025, 0.975]).tolist() for found in measures)
    return (accuracies[0], accuracies[1]), (means[0], means[1])


def confusions(judged: Sequence[Judged]) -> list[tuple[Intent, Intent, int]]:
    """What is taken for what, most often first: written, predicted, how often."""
    counts = Counter((one.said.intent, one.predicted) for one in judged if not one.right)
    return [(written, predicted, often) for (written, predicted), often in counts.most_common()]


def confusion(judged: Sequence[Judged]) -> dict[Intent, dict[Intent, int]]:
    """Rows: the written intent; columns: the predicted one."""
    counts = {written: dict.fromkeys(Intent, 0) for written in Intent}
    for one in judged:
        counts[one.said.intent][one.predicted] += 1
    return counts


def by_author(judged: Sequence[Judged]) -> dict[str, float]:
    """Accuracy for each author, alphabetically."""
    authors = sorted({one.said.author for one in judged})
    return {author: accuracy([one for one in judged if one.said.author == author]) for author in authors}


def summary(judged: Sequence[Judged]) -> dict[str, object]:
    """The evaluation as one JSON object; rates to four places."""
    return {
        "utterances": len(judged),
        "authors": len(by_author(judged)),
        "accuracy": round(accuracy(judged), 4),
        "macro_f1": round(macro_f1(judged), 4),
        "f1": {intent.value: round(f1(judged, intent), 4) for intent in Intent},
        "calibration_error": round(calibration_error(judged), 4),
        "accuracy_by_author": {author: round(share, 4) for author, share in by_author(judged).items()},
    }
