"""Finds the header of a table under its title rows. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.imports.cells import Row, number_of, text_of
from bot.imports.fields import Field

Known: TypeAlias = "Callable[[str], Field | None]"
"""Which field a column's name tells, in the kind of list that is read."""

_LOOKED_AT = 40
_LEAST_KNOWN = 2
_LONG = 40


@dataclass(frozen=True, slots=True)
class Header:
    """Names of the columns ("" where there is none), the index of the first data row, the words above."""

    names: tuple[str, ...]
    body: int
    titles: str

    def is_again(self, row: Row) -> bool:
        """Whether a row repeats the header, as long lists do on each page."""
        filled = 0
        for cell, name in zip(row, self.names, strict=False):
            if word := text_of(cell):
                if word != name:
                    return False
                filled += 1
        return filled > 1


def find_header(rows: Sequence[Row], known: Known) -> Header:
    """The row of which most cells name columns we know; without such a row every column is nameless."""
    width = max((len(row) for row in rows), default=0)
    scores = [_score(row, known) for row in rows[:_LOOKED_AT]]
    best = max(range(len(scores)), key=lambda index: (scores[index], -index), default=0)
    if not scores or (scores[best] < _LEAST_KNOWN and not _is_one_name(rows[best], known)):
        return Header(("",) * width, 0, "")
    if best and scores[best - 1] >= _LEAST_KNOWN and _is_second_line(rows[best], _padded(rows[best - 1], width), known):
        best -= 1
    names = _padded(rows[best], width)
    body = best + 1
    if body < len(rows) and _is_second_line(rows[body], names, known):
        names = _joined(names, _padded(rows[body], width), known)
        body += 1
    titles = " ".join(text_of(cell) for row in rows[:best] for cell in row if text_of(cell))
    return Header(tuple(names), body, titles)


def _score(row: Row, known: Known) -> float:
    cells = [text_of(cell) for cell in row]
    named = sum(known(cell) is not None for cell in cells if 0 < len(cell) < _LONG)
    filled = sum(bool(cell) for cell in cells)
    numbers = sum(number_of(cell) is not None for cell in row)
    return named - numbers + (0.5 * named / filled if filled else 0.0)


def _is_one_name(row: Row, known: Known) -> bool:
    """Whether all that a row holds is the name of one column."""
    filled = [text_of(cell) for cell in row if text_of(cell)]
    found = known(filled[0]) if len(filled) == 1 else None
    return found is not None and found.exact


def _is_second_line(row: Row, names: Sequence[str], known: Known) -> bool:
    """Whether a row goes on with a header of two lines: it names columns where the first line has gaps."""
    cells = _padded(row, len(names))
    filled = [index for index, cell in enumerate(cells) if cell]
    under_gaps = [index for index in filled if not names[index]]
    named = sum(known(cells[index]) is not None for index in filled)
    return (
        bool(under_gaps) and named >= max(1, len(filled) - 1) and not any(number_of(cell) is not None for cell in row)
    )


def _joined(upper: Sequence[str], lower: Sequence[str], known: Known) -> list[str]:
    names, group = [], ""
    for index, name in enumerate(lower):
        group = upper[index] or group
        names.append(name if known(name) is not None and not upper[index] else f"{group} {name}".strip())
    return [lower[i] if lower[i] and known(lower[i]) else names[i] if lower[i] else upper[i] for i in range(len(names))]


def _padded(row: Row, width: int) -> list[str]:
    cells = [text_of(cell) for cell in row]
    return cells + [""] * (width - len(cells))
