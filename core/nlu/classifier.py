"""From a message to its intent, with a probability that can be believed. Serving form: numpy alone, no torch."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.meaning import Intent
from core.nlu.ngrams import BUCKETS, Grams, Mark

INTENTS = tuple(Intent)
CONTINUES = len(INTENTS)  # the extra class: a bare answer, which means whatever was being talked about
WEIGHTS = "intent.npz"


@dataclass(frozen=True, slots=True)
class Classified:
    """The intent, the probability that it is right, and the probability of every intent (sum 1)."""

    intent: Intent
    confidence: float
    scores: Mapping[Intent, float]


class IntentClassifier:
    """A linear model over hashed n-grams (`core/nlu/ngrams.py`), trained by `core/learning/train/nlu.py`."""

    def __init__(
        self, grams: Grams, weights: NDArray[np.float32], bias: NDArray[np.float32], temperature: float
    ) -> None:
        """`weights`: a row a bucket, a column an intent and CONTINUES; `temperature` > 0, from held-out authors."""
        self._grams = grams
        self._weights = weights
        self._bias = bias
        self._temperature = temperature

    @classmethod
    def load(cls, folder: Path) -> IntentClassifier:
        """The shipped weights. FileNotFoundError without them; ValueError where they are of another form."""
        with np.load(folder / WEIGHTS) as stored:
            weights = stored["weights"].astype(np.float32)
            bias, temperature = stored["bias"].astype(np.float32), float(stored["temperature"])
            names = dict(zip(stored["names"].tolist(), map(Mark, stored["marks"].tolist()), strict=True))
        if weights.shape != (BUCKETS, len(INTENTS) + 1):
            raise ValueError(f"intent weights have shape {weights.shape}: train them again with `naviyam train nlu`")
        return cls(Grams(names), weights, bias, temperature)

    def classify(self, text: str, previous: Intent | None = None) -> Classified:
        """The intent of one message. `previous` is the running intent, which a bare answer (응, 두 번째꺼) keeps."""
        if previous is None and not any(map(str.isalnum, text)):
            return _classified({intent: float(intent is Intent.UNKNOWN) for intent in INTENTS})
        odds = self._odds(text)
        if previous is not None:
            odds[INTENTS.index(previous)] += odds[CONTINUES]
        odds = odds[:CONTINUES]
        return _classified(dict(zip(INTENTS, (odds / odds.sum()).tolist(), strict=True)))

    def logits(self, text: str) -> NDArray[np.float32]:
        """The uncalibrated scores of all classes, CONTINUES last."""
        rows = self._grams.buckets(text)
        scale = np.float32(1 / math.sqrt(len(rows) or 1))
        logits: NDArray[np.float32] = self._weights.take(rows, axis=0).sum(axis=0) * scale + self._bias
        return logits

    def _odds(self, text: str) -> NDArray[np.float32]:
        logits = self.logits(text) / np.float32(self._temperature)
        odds: NDArray[np.float32] = np.exp(logits - logits.max())
        return odds


def _classified(scores: dict[Intent, float]) -> Classified:
    intent = max(scores, key=scores.__getitem__)
    return Classified(intent, scores[intent], scores)
