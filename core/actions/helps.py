"""The numbers of grown-ups who help, by what they are for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

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

    def __init__(self, rows: Callable[[], Sequence[HelpRow]]) -> None:
        self._rows = rows

    def of(self, *kinds: str) -> tuple[HelpRow, ...]:
        """The nationwide number of each kind, in the asked order."""
        first = {row.kind: row for row in reversed(self._rows()) if row.region_id is None}
        return tuple(first[kind] for kind in kinds if kind in first)

    def for_sign(self, sign: str) -> tuple[HelpRow, ...]:
        """The numbers for a safety sign."""
        return self.of(*FOR_SIGN[sign])
