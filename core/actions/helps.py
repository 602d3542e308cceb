"""The numbers of grown-ups who help, by what they are for."""

from __future__ import annotations

from collections.abc import Sequence

from core.actions.turn import HelpLine
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
        nationwide = [row for row in rows if row.region_id is None]
        self._lines = {row.kind: HelpLine(row.help_name, row.phone) for row in reversed(nationwide)}

    def of(self, *kinds: str) -> tuple[HelpLine, ...]:
        """The nationwide number of each kind, in the asked order."""
        return tuple(self._lines[kind] for kind in kinds if kind in self._lines)

    def for_sign(self, sign: str) -> tuple[HelpLine, ...]:
        """The numbers for a safety sign."""
        return self.of(*FOR_SIGN[sign])
