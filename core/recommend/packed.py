"""Many strings of bytes as one, so that half a million objects need not stand in memory. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Packed:
    """Strings by number: `blob` cut at `cuts` (one more than there are), those changed or new since in `newer`.

    `blob` and `cuts` may be mapped from a file; they are shared by snapshots and never changed.
    """

    blob: NDArray[np.uint8]
    cuts: NDArray[np.int64]
    newer: Mapping[int, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, strings: Sequence[bytes]) -> Packed:
        """Of strings in the order of their numbers."""
        cuts = np.zeros(len(strings) + 1, dtype=np.int64)
        np.cumsum([len(one) for one in strings], out=cuts[1:])
        return cls(np.frombuffer(b"".join(strings), dtype=np.uint8), cuts)

    def __len__(self) -> int:
        return max(len(self.cuts) - 1, max(self.newer, default=-1) + 1)

    def __getitem__(self, number: int) -> bytes:
        if (newer := self.newer.get(number)) is not None:
            return newer
        return self.blob[self.cuts[number] : self.cuts[number + 1]].tobytes()

    def changed(self, strings: Mapping[int, bytes]) -> Packed:
        """A copy in which the numbers of `strings` are those; numbers past the end are new ones, in order."""
        return replace(self, newer={**self.newer, **strings})
