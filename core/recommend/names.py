"""The names of all shops as one text to be searched. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from core.recommend.hour_columns import Rows

_END = "\n"


class Text(Protocol):
    """UTF-8 that can be searched: bytes, or a file mapped into memory."""

    def find(self, sub: bytes, start: int, /) -> int:
        """Where `sub` stands from `start` on, -1 if nowhere."""
        ...


@dataclass(frozen=True, slots=True)
class Names:
    """`text` holds every name without spaces, each closed by a line end; `starts` where each begins, and the end.

    Names changed or new since stand in `newer` by row. `text` and `starts` are shared by snapshots and never changed.
    """

    text: Text
    starts: Rows
    newer: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Iterable[str]) -> Names:
        """Of names in the order of their rows."""
        plain = [(_plain(name) + _END).encode() for name in names]
        starts = np.zeros(len(plain) + 1, dtype=np.int64)
        np.cumsum([len(name) for name in plain], out=starts[1:])
        return cls(b"".join(plain), starts)

    def changed(self, names: Mapping[int, str]) -> Names:
        """A copy in which the rows of `names` have those names; rows past the end are new, in order."""
        return replace(self, newer={**self.newer, **{row: _plain(name) for row, name in names.items()}})

    def holding(self, part: str) -> Rows:
        """The rows whose name holds `part`, spaces ignored; none for an empty part."""
        wanted = _plain(part)
        if not wanted:
            return np.empty(0, dtype=np.int64)
        sought, found = wanted.encode(), []
        at = self.text.find(sought, 0)
        while at >= 0:
            row = int(np.searchsorted(self.starts, at, side="right")) - 1
            found.append(row)
            at = self.text.find(sought, int(self.starts[row + 1]))
        standing = [row for row in found if row not in self.newer]
        return np.array(standing + [row for row, name in self.newer.items() if wanted in name], dtype=np.int64)


def _plain(name: str) -> str:
    return name.replace(" ", "").replace(_END, "")
