"""The folder that serving reads, rows as whole numbers with a scale each: our table, or a model of the hub."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.learning.train.embedding.bags import Matrix
from core.recommend.embed import ARRAYS, TOKENIZER, VOCABULARY

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_MOST = 127
_LONGEST_NAME = 80  # what is kept of it beside the hash: the database has room for 100 signs


class NoTableError(Exception):
    """A model of the hub that is no StaticEmbedding alone: what it is made of, and the length of its vectors."""

    def __init__(self, kinds: Sequence[str], dimension: int) -> None:
        super().__init__(f"is made of {', '.join(kinds)}; only a StaticEmbedding can be exported to arrays")
        self.kinds = tuple(kinds)
        self.dimension = dimension


def ship(folder: Path, name: str, table: Matrix, grams: Sequence[str]) -> None:
    """Write our own table."""
    _write_arrays(folder, name, table)
    (folder / VOCABULARY).write_text("\n".join(grams) + "\n", encoding="utf-8")


def ship_foreign(folder: Path, name: str) -> int:
    """Fetch a model of the hub (or a folder of its form) and write its arrays; returns its dimension.

    Raises:
        NoTableError: it is no StaticEmbedding.
        OSError: it cannot be fetched.
    """
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - seconds to import
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding  # noqa: PLC0415

    form = SentenceTransformer(name, device="cpu")
    static, *others = modules = list(form)
    if not isinstance(static, StaticEmbedding) or not all(isinstance(other, Normalize) for other in others):
        tried = form.encode(["밥"], show_progress_bar=False)
        raise NoTableError([type(module).__name__ for module in modules], int(tried.shape[1]))
    table = static.embedding.weight.detach().numpy()
    _write_arrays(folder, name, table)
    static.tokenizer.save(str(folder / TOKENIZER))
    return int(table.shape[1])


def training_form(table: Matrix, grams: Sequence[str]) -> SentenceTransformer:
    """Our table as sentence-transformers has it; it takes a text as its n-grams with spaces between."""
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding  # noqa: PLC0415
    from tokenizers import Tokenizer  # noqa: PLC0415
    from tokenizers.models import WordLevel  # noqa: PLC0415
    from tokenizers.pre_tokenizers import WhitespaceSplit  # noqa: PLC0415

    unknown = len(grams)
    tokenizer = Tokenizer(WordLevel({**{gram: row for row, gram in enumerate(grams)}, "[UNK]": unknown}, "[UNK]"))
    tokenizer.pre_tokenizer = WhitespaceSplit()
    rows = np.vstack([table, np.zeros((1, table.shape[1]), dtype=np.float32)])
    return SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=rows)], device="cpu")


def _write_arrays(folder: Path, name: str, table: Matrix) -> None:
    scales = np.maximum(np.abs(table).max(axis=1), 1e-12) / _MOST
    whole = np.rint(table / scales[:, None]).astype(np.int8)
    # stored vectors of another table are others
    identity = f"{name[-_LONGEST_NAME:]}@{hashlib.sha256(whole.tobytes()).hexdigest()[:8]}"
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(folder / ARRAYS, id=np.array(identity), table=whole, scales=scales.astype(np.float32))
