"""Texts as bags of n-grams: the vocabulary, and counts in a sparse matrix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from core.recommend.embed import GramTokens, grams

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The n-grams that most texts hold, most first, and the inverse document frequency of each."""

    grams: tuple[str, ...]
    idf: Matrix

    @classmethod
    def of(cls, texts: Sequence[str], size: int) -> Vocabulary:
        """The `size` commonest n-grams that stand in two texts at least."""
        counts: Counter[str] = Counter()
        for text in texts:
            counts.update(sorted(set(grams(text))))
        kept = [(gram, count) for gram, count in counts.most_common(size) if count > 1]
        idf = np.log(len(texts) / np.array([count for _, count in kept]))
        return cls(tuple(gram for gram, _ in kept), idf.astype(np.float32))

    def bags(self, texts: Sequence[str]) -> csr_matrix:
        """How often each text (row) holds each n-gram (column)."""
        tokens = GramTokens({gram: row for row, gram in enumerate(self.grams)})
        rows = [tokens(text) for text in texts]
        starts = np.cumsum([0, *map(len, rows)])
        columns = np.fromiter((row for found in rows for row in found), dtype=np.int32, count=int(starts[-1]))
        counted = csr_matrix((np.ones(len(columns), np.float32), columns, starts), shape=(len(rows), len(self.grams)))
        counted.sum_duplicates()
        return counted
