"""Text to vector: hashed character n-grams, cosine-ready. Pure and the same on every machine.

The 2- and 3-grams of the text without spaces are counted into `DIMENSION` signed buckets (the hashing trick,
Weinberger et al. 2009), damped by a square root and scaled to length 1.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

DIMENSION = 256
_GRAMS = (2, 3)
_KEPT = re.compile(r"[^가-힣a-z0-9]+")

Vectors = NDArray[np.float32]


class HashedGrams:
    """The vectors of hashed n-grams; needs no weights."""

    id = "hashed-grams-256"
    dimension = DIMENSION

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of `texts`, shape (len(texts), DIMENSION), float32; a text without letters is all zeros."""
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        for row, text in enumerate(texts):
            for bucket, weight in _buckets(text).items():
                vectors[row, bucket] = weight
        return vectors


@lru_cache(maxsize=1)
def shipped() -> HashedGrams:
    """The embedding that ships."""
    return HashedGrams()


def _buckets(text: str) -> dict[int, float]:
    plain = _KEPT.sub("", unicodedata.normalize("NFC", text).lower())
    counts = Counter(plain[i : i + size] for size in _GRAMS for i in range(len(plain) - size + 1))
    sums: dict[int, float] = {}
    for gram, count in counts.items():
        bucket, sign = _bucket(gram)
        sums[bucket] = sums.get(bucket, 0.0) + sign * math.sqrt(count)
    length = math.sqrt(sum(value * value for value in sums.values()))
    return {bucket: value / length for bucket, value in sums.items()} if length else {}


@lru_cache(maxsize=2**17)
def _bucket(gram: str) -> tuple[int, float]:
    hashed = crc32(gram.encode())
    return hashed % DIMENSION, 1.0 if hashed & 0x80000000 else -1.0
