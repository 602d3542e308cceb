"""The names of all shops as one text to be searched. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.recommend.hour_columns import Rows

_END = "\n"


@dataclass(frozen=True, slots=True)
class Names:
    """`text` holds every name without spaces, each closed by a line end; `starts` where each begins, and the end."""

    text: str
    starts: Rows

    @classmethod
    def of(cls, names: Iterable[str]) -> Names:
        """Of names in the order of their rows."""
        plain = [_plain(name) + _END for name in names]
        return cls("".join(plain), _starts(plain))

    @classmethod
    def joined(cls, parts: Sequence[Names]) -> Names:
        """The names of `parts` one after the other."""
        begins = np.cumsum([0, *(len(part.text) for part in parts)])
        starts = [part.starts[:-1] + begin for part, begin in zip(parts, begins, strict=False)]
        return cls("".join(part.text for part in parts), np.concatenate([*starts, begins[-1:]]))

    def with_names(self, changed: Mapping[int, str]) -> Names:
        """A copy in which the rows of `changed` have those names; rows past the end are new, in order."""
        count = len(self.starts) - 1
        lengths = np.diff(self.starts)
        pieces, done = [], 0
        for row in sorted(row for row in changed if row < count):
            plain = _plain(changed[row]) + _END
            pieces += [self.text[done : self.starts[row]], plain]
            done, lengths[row] = int(self.starts[row + 1]), len(plain)
        new = [_plain(changed[row]) + _END for row in sorted(row for row in changed if row >= count)]
        text = "".join([*pieces, self.text[done:], *new])
        return Names(text, np.concatenate([[0], np.cumsum([*lengths, *map(len, new)])]).astype(np.int64))

    def holding(self, part: str) -> Rows:
        """The rows whose name holds `part`, spaces ignored; none for an empty part."""
        wanted, found = _plain(part), []
        at = self.text.find(wanted) if wanted else -1
        while at >= 0:
            row = int(np.searchsorted(self.starts, at, side="right")) - 1
            found.append(row)
            at = self.text.find(wanted, int(self.starts[row + 1]))
        return np.array(found, dtype=np.int64)


def _plain(name: str) -> str:
    return name.replace(" ", "").replace(_END, "")


def _starts(plain: Sequence[str]) -> Rows:
    return np.concatenate([[0], np.cumsum([len(name) for name in plain])]).astype(np.int64)
