"""Item-item co-choice: how alike shops are in who chooses them (Sarwar et al. 2001), counted nightly from choices."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from core.recommend.geometry import Floats
from core.recommend.hour_columns import Rows


@dataclass(frozen=True, slots=True)
class Together:
    """Pairs of shop ids (`shops` sorted) with their likeness, above 0 and at most 1."""

    shops: NDArray[np.int64]
    others: NDArray[np.int64]
    weights: Floats

    @classmethod
    def of(cls, pairs: Sequence[tuple[int, int, float]]) -> Self:
        """From (shop, other, likeness) in any order."""
        told = sorted(pairs)
        return cls(
            np.array([shop for shop, _, _ in told], dtype=np.int64),
            np.array([other for _, other, _ in told], dtype=np.int64),
            np.array([weight for _, _, weight in told], dtype=np.float64),
        )

    def likeness(self, chosen: Collection[int], ids: Rows) -> Floats:
        """For each of `ids` the greatest likeness with one of `chosen`; a chosen place is wholly like itself."""
        found = np.isin(ids, [*chosen]).astype(np.float64)
        for shop in chosen:
            begin, end = np.searchsorted(self.shops, (shop, shop + 1))
            if begin == end:
                continue
            others, weights = self.others[begin:end], self.weights[begin:end]
            at = np.minimum(np.searchsorted(others, ids), len(others) - 1)
            found = np.maximum(found, np.where(others[at] == ids, weights[at], 0.0))
        return found


NOTHING_TOGETHER = Together.of(())
