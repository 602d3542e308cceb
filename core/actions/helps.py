"""The numbers of grown-ups who help, by what they are for."""

from __future__ import annotations

from collections.abc import Sequence

from db.places import HelpRow

# domain.md 10: whom to name for which sign, most urgent first.
FOR_SIGN = {
    "self_harm": ("crisis", "youth"),
    "abuse": ("police", "youth"),
    "bullying": ("school", "youth"),
    "sexual_harm": ("police", "youth"),
    "missing": ("police", "youth"),
}


class Helps:
    """Looks numbers up in `help_places`."""

    def __init__(self, rows: Sequence[HelpRow]) -> None:
        self._nationwide = {row.kind: row for row in reversed(rows) if row.region_id is None}

    def of(self, *kinds: str) -> tuple[HelpRow, ...]:
        """The nationwide number of each kind, in the asked order."""
        return tuple(self._nationwide[kind] for kind in kinds if kind in self._nationwide)

    def for_sign(self, sign: str) -> tuple[HelpRow, ...]:
        """The numbers for a safety sign."""
        return self.of(*FOR_SIGN[sign])
