"""A SentenceTransformer of the hub, or a folder of that form, as something that embeds; loading it imports torch."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BATCH = 8  # documents at a time: who asks for the vector of a wish waits for no more
_LONGEST_NAME = 80

Matrix = NDArray[np.float32]


class SentenceModel:
    """Fulfils `Embeds` for documents; `query` is for what is searched, which some models begin with other words.

    One thread runs the model, in the order it is asked.
    """

    def __init__(self, form: SentenceTransformer, name: str) -> None:
        self._form = form
        self._thread = ThreadPoolExecutor(1, "model")
        self.id = f"{name[-_LONGEST_NAME:]}@{_fingerprint(form)}"
        self.dimension = int(form.encode(["밥"], show_progress_bar=False).shape[1])

    @classmethod
    def load(cls, name: str) -> Self:
        """Read or fetch it; half of the processor's cores are left to the turns.

        Raises:
            OSError: it is not there, or cannot be fetched.
            ImportError: sentence-transformers, or what the model needs, is not installed.
            ValueError: it is no such model.
        """
        import torch  # noqa: PLC0415 - seconds to import
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415

        torch.set_num_threads(max(1, (os.cpu_count() or 1) // 2))
        return cls(SentenceTransformer(name, device="cpu"), name)

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors of documents, shape (len(texts), dimension)."""
        batches = [list(texts[start : start + _BATCH]) for start in range(0, len(texts), _BATCH)]
        made = [self._thread.submit(self._documents, batch).result() for batch in batches]
        return np.concatenate([np.empty((0, self.dimension), dtype=np.float32), *made])

    def query(self, text: str) -> Matrix:
        """The unit vector of what is searched, shape (dimension,)."""
        return self._thread.submit(self._query, text).result()

    def _documents(self, texts: list[str]) -> Matrix:
        return _unit(self._form.encode_document(texts, show_progress_bar=False))

    def _query(self, text: str) -> Matrix:
        vector: Matrix = _unit(self._form.encode_query([text], show_progress_bar=False))[0]
        return vector


def _unit(vectors: Matrix) -> Matrix:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Matrix = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return unit


def _fingerprint(form: SentenceTransformer) -> str:
    """Vectors of other weights are others."""
    digest = hashlib.sha256()
    for name, weights in sorted(form.state_dict().items()):
        digest.update(name.encode())
        digest.update(weights.detach().float().numpy().tobytes())
    return digest.hexdigest()[:8]
