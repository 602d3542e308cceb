"""From a message to its intent and to signs of danger, with probabilities. Serving form: numpy alone, no torch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.meaning import Intent
from core.nlu.ngrams import BUCKETS, Grams, Mark
from core.safety import SIGNS

INTENTS = tuple(Intent)
CONTINUES = len(INTENTS)  # the extra class: a bare answer, which means whatever was being talked about
DANGER = CONTINUES + 1  # from here on the columns of the danger head: SIGNS, then none
COLUMNS = DANGER + len(SIGNS) + 1
WEIGHTS, DANGER_WEIGHTS = "intent.npz", "danger.npz"
_LIKELY = 3


@dataclass(frozen=True, slots=True)
class Classified:
    """The intent and the probability that it is right.

    `likely` are the three likeliest intents, the intent itself first. `danger` holds the probability of each of SIGNS;
    what they lack to 1 is that of none.
    """

    intent: Intent
    confidence: float
    danger: tuple[float, ...]
    likely: tuple[Intent, ...] = ()


class IntentClassifier:
    """A linear model over hashed n-grams (`core/nlu/ngrams.py`), trained by `core/learning/train/nlu.py`.

    Two heads, trained apart, share one table: a softmax over intents and CONTINUES, one over signs of danger and none.
    """

    def __init__(
        self, grams: Grams, weights: NDArray[np.float32], bias: NDArray[np.float32], temperature: float
    ) -> None:
        """`weights`: a row a bucket, a column an intent, CONTINUES, each of SIGNS and none; `temperature` > 0."""
        self._grams = grams
        self._weights = weights
        self._bias = bias
        self._temperature = temperature

    @classmethod
    def load(cls, folder: Path) -> IntentClassifier:
        """The shipped weights. FileNotFoundError without them; ValueError where they are of another form."""
        with np.load(folder / WEIGHTS) as stored:
            asked, asked_bias = stored["weights"][:, :DANGER], stored["bias"][:DANGER]
            temperature = float(stored["temperature"])
            names = dict(zip(stored["names"].tolist(), map(Mark, stored["marks"].tolist()), strict=True))
        with np.load(folder / DANGER_WEIGHTS) as stored:
            weights = np.hstack([asked, stored["weights"]]).astype(np.float32)
            bias = np.hstack([asked_bias, stored["bias"]]).astype(np.float32)
        if weights.shape != (BUCKETS, COLUMNS):
            raise ValueError(f"intent weights have shape {weights.shape}: train them again with `naviyam train nlu`")
        return cls(Grams(names), weights, bias, temperature)

    def classify(self, text: str, previous: Intent | None = None) -> Classified:
        """The intent of one message. `previous` is the running intent, which a bare answer (응, 두 번째꺼) keeps."""
        logits = self.logits(text).tolist()
        danger = tuple(_softmax(logits[DANGER:])[: len(SIGNS)])
        if previous is None and not any(map(str.isalnum, text)):
            return Classified(Intent.UNKNOWN, 1.0, danger)
        odds = _softmax([logit / self._temperature for logit in logits[:DANGER]])
        if previous is not None:
            odds[INTENTS.index(previous)] += odds[CONTINUES]
        odds = odds[:CONTINUES]
        likely = sorted(range(CONTINUES), key=odds.__getitem__, reverse=True)[:_LIKELY]
        return Classified(INTENTS[likely[0]], max(odds) / sum(odds), danger, tuple(INTENTS[place] for place in likely))

    def logits(self, text: str) -> NDArray[np.float32]:
        """The uncalibrated scores of all columns."""
        rows = self._weights.take(self._grams.buckets(text), axis=0)
        logits: NDArray[np.float32] = _evenly(len(rows)) @ rows + self._bias  # ten times as fast as sum
        return logits


@lru_cache(maxsize=1024)
def _evenly(count: int) -> NDArray[np.float32]:
    """The share of each of `count` n-grams: so much that long messages are as sure as short ones."""
    return np.full(count, 1 / math.sqrt(count or 1), dtype=np.float32)


def _softmax(logits: list[float]) -> list[float]:
    """In plain floats: for so few numbers the calls of numpy cost more than the arithmetic."""
    most = max(logits)
    raised = [math.exp(logit - most) for logit in logits]
    total = sum(raised)
    return [share / total for share in raised]
