"""Text to unit vector: the sum of its tokens' rows in a table (a static embedding), scaled to length 1; numpy alone.

The training form is a `StaticEmbedding` of sentence-transformers; `core/learning/train/embedding` makes the shipped one
and exports others. A folder of arrays says everything: identity, dimension, tokens, rows.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

SHIPPED = Path(__file__).resolve().parents[2] / "models" / "embedding"
ARRAYS, VOCABULARY, TOKENIZER = "embedding.npz", "vocabulary.txt", "tokenizer.json"
SIZES = (1, 2, 3)
BLANK = "▁"  # stands for what is between words, also before the first and after the last

Vectors = NDArray[np.float32]
Tokenize = Callable[[str], list[int]]

_BETWEEN = re.compile(r"[^\w?!%.]+|_")


@dataclass(frozen=True, slots=True)
class Embedding:
    """`table` holds a row of whole numbers a token, `scales` what each row is to be multiplied with."""

    id: str
    table: NDArray[np.int8]
    scales: NDArray[np.float32]
    tokenize: Tokenize

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The embedding of a folder. FileNotFoundError without it; ValueError where its files do not fit together."""
        with np.load(folder / ARRAYS) as stored:
            name, table, scales = str(stored["id"]), stored["table"], stored["scales"].astype(np.float32)
        if (folder / TOKENIZER).exists():
            return cls(name, table, scales, _library_tokens(folder / TOKENIZER))
        grams = (folder / VOCABULARY).read_text(encoding="utf-8").splitlines()
        if not len(grams) == len(table) == len(scales):
            raise ValueError(f"{folder}: {len(grams)} tokens for {len(table)} rows; train the embedding again")
        return cls(name, table, scales, GramTokens({gram: row for row, gram in enumerate(grams)}))

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self.table.shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of `texts`, shape (len(texts), dimension); a text without a known token is all zeros."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            tokens = self.tokenize(text)
            summed = self.scales.take(tokens) @ self.table.take(tokens, axis=0) if tokens else vectors[row]
            if length := math.sqrt(summed @ summed):
                vectors[row] = summed / np.float32(length)
        return vectors


@dataclass(frozen=True, slots=True)
class GramTokens:
    """The rows of those n-grams of a text that `rows` knows, repeats included."""

    rows: Mapping[str, int]

    def __call__(self, text: str) -> list[int]:
        """Rows, in no order that means anything."""
        find = self.rows.get
        return [row for gram in grams(text) if (row := find(gram)) is not None]


def grams(text: str) -> list[str]:
    """The n-grams of SIZES of a text in small letters; what is no letter, digit or one of ?!%. counts as a blank."""
    words = _BETWEEN.sub(BLANK, unicodedata.normalize("NFKC", text).lower().strip())
    plain = f"{BLANK}{words}{BLANK}"
    return [plain[start : start + size] for size in SIZES for start in range(len(plain) - size + 1)]


@lru_cache(maxsize=1)
def shipped() -> Embedding:
    """The embedding that ships."""
    return Embedding.load(SHIPPED)


def _library_tokens(path: Path) -> Tokenize:
    from tokenizers import Tokenizer  # noqa: PLC0415 - only a model from outside needs it

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()

    def tokenize(text: str) -> list[int]:
        tokens: list[int] = tokenizer.encode(text, add_special_tokens=False).ids
        return tokens

    return tokenize
