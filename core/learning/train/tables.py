"""Markdown as the report pages need it."""

from __future__ import annotations

from collections.abc import Sequence


def table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table, ended by a new line."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines) + "\n"


def escaped(text: str) -> str:
    """Text that may stand in a cell."""
    return text.replace("|", "\\|")
