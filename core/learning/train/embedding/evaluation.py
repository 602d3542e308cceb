"""How good an embedding is: KorSTS, our own wishes, speed; as numbers and as the page docs/evaluation/embedding.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import perf_counter

import numpy as np
from scipy.stats import spearmanr

from core.learning.train.embedding.sources import Pair, Wish
from core.recommend.embed import Embedding

_HEAD = """# The sentence embedding, evaluated

Written by `./naviyam train embedding`. {texts} sentences teach it; no sentence of KorSTS dev and no wish of
`data/wishes/test.tsv` is among them. KorSTS dev chose the recipe, so its number flatters a little; the test set was
not to be had here. Everything is measured on the shipped arrays (whole numbers of 8 bits), by the code that serves.
What models of other shapes would cost: [encoders.md](encoders.md).

| measure | distilled | tuned, as shipped |
|---|---|---|
"""


def evaluated(embedding: Embedding, dev: Sequence[Pair], asked: Sequence[Wish]) -> dict[str, float]:
    """Spearman correlation on KorSTS dev; wishes whose own document comes first, or in the first 3; the
    median microseconds a sentence.
    """
    sentences = [pair.one for pair in dev] + [pair.other for pair in dev]
    took = []
    for sentence in sentences:
        begun = perf_counter()
        embedding.encode([sentence])
        took.append(perf_counter() - begun)
    vectors = embedding.encode(sentences)
    alike = (vectors[: len(dev)] * vectors[len(dev) :]).sum(axis=1)
    place = _places(embedding, asked)
    return {
        "korsts_dev_spearman": round(float(spearmanr(alike, [pair.score for pair in dev])[0]), 4),
        "wishes_first": round(float((place == 0).mean()), 4),
        "wishes_in_first_3": round(float((place < 3).mean()), 4),
        "microseconds_a_sentence": round(float(np.median(took)) * 1e6, 1),
    }


def page(texts: int, before: Mapping[str, float], after: Mapping[str, float]) -> str:
    """The whole page, in Markdown."""
    rows = [f"| {name} | {before[name]} | {after[name]} |" for name in after]
    return _HEAD.format(texts=texts) + "\n".join(rows) + "\n"


def _places(embedding: Embedding, asked: Sequence[Wish]) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """For each wish, how many other documents come before its own."""
    scores = embedding.encode([wish.said for wish in asked]) @ embedding.encode([wish.document for wish in asked]).T
    own = np.diag(scores)[:, None]
    return np.asarray((scores > own).sum(axis=1), dtype=np.int64)
