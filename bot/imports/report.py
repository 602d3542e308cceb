"""What became of every row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

_SHOWN = 20
_SENTENCES = {
    "trade_unknown": "the trade is not known; taken as other food",
    "menu_without_price": "a menu without a price was left out",
    "point_suspect": "the point contradicts telephone, address or its neighbours; the middle of the area was taken",
    "point_not_in_korea": "the coordinates are not WGS84 degrees in Korea; they were left out",
    "place_unknown": "the address could not be located",
    "region_unknown": "no region with a meal card is known for the address",
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a row was not taken; `row` as a person counts them. Nothing of the row itself is told."""

    row: int
    column: str
    reason: str


@dataclass(slots=True)
class Report:
    """Counts one table's rows; `name` is its file, with its sheet where there are several."""

    name: str
    rows: int = 0
    inserted: int = 0
    updated: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _warned: dict[str, list[int]] = field(default_factory=dict)

    @property
    def rejected(self) -> int:
        """Rows that were not taken, each with its entry in `errors`."""
        return len(self.errors)

    def reject(self, row: int, column: str, reason: str) -> None:
        """One row was not taken."""
        self.errors.append({"row": row, "column": column, "reason": reason})

    def warn(self, reason: str, row: int) -> None:
        """A row was taken, but something about it was not."""
        rows = self._warned.setdefault(reason, [])
        if not rows or rows[-1] != row:
            rows.append(row)

    def warnings(self) -> list[str]:
        """Notes, and one sentence a reason with the rows it is about."""
        return [*self.notes, *(_sentence(reason, rows) for reason, rows in self._warned.items())]


def combined(reports: Sequence[Report]) -> dict[str, Any]:
    """The one object of all tables, but for its menus; where there are several an entry tells its table as `file`."""
    several = len(reports) > 1
    return {
        "rows": sum(one.rows for one in reports),
        "inserted": sum(one.inserted for one in reports),
        "updated": sum(one.updated for one in reports),
        "rejected": sum(one.rejected for one in reports),
        "warnings": [f"{one.name}: {warning}" if several else warning for one in reports for warning in one.warnings()],
        "errors": [error | {"file": one.name} if several else error for one in reports for error in one.errors],
    }


def _sentence(reason: str, rows: Sequence[int]) -> str:
    shown = ", ".join(map(str, rows[:_SHOWN])) + (f" and {len(rows) - _SHOWN} more" if len(rows) > _SHOWN else "")
    return f"{reason}: {len(rows)} rows ({shown}): {_SENTENCES[reason]}"
