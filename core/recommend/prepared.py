"""An embedding whose model runs in another process: what it said of a few texts, to be read without waiting. Pure.

A search never asks another process. Whoever knows what will be searched asks before and keeps the answer here; a text
that was not asked of, or not answered in time, is nothing (zeros), and places are then scored by everything else.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

KEPT = 5_000
"""Texts, the last asked of. 8 MB at 384 dimensions."""


class Prepared:
    """Fulfils `Embeds` for the model of that `id` and `dimension`."""

    def __init__(self, id: str, dimension: int) -> None:  # noqa: A002 - as `Embeds` calls it
        self.id = id
        self.dimension = dimension
        self._known: OrderedDict[str, NDArray[np.float32]] = OrderedDict()

    def knows(self, text: str) -> bool:
        """Whether the text was asked of before; it then counts as the last asked of."""
        known = text in self._known
        if known:
            self._known.move_to_end(text)
        return known

    def keep(self, text: str, vector: NDArray[np.float32]) -> None:
        """What the model says of a text."""
        self._known[text] = vector
        if len(self._known) > KEPT:
            self._known.popitem(last=False)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The unit vectors kept, shape (len(texts), dimension); zeros where none is."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            if (vector := self._known.get(text)) is not None:
                vectors[row] = vector
        return vectors
