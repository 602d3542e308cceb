"""Lists whose columns are known by their names alone: which is which, and what each row below says. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TypeAlias

from bot.imports.cells import Cell, text_of
from bot.imports.fields import Field, plain_name
from bot.imports.header import find_header
from bot.imports.reading import Table
from bot.imports.report import Wrong

Told: TypeAlias = "Mapping[str, Cell]"
"""A row's cells by our names of their columns; a column that the list lacks, or a cell it leaves out, is not there."""


class NamedColumns:
    """What columns of one kind of list are called. Signs, spaces, case and what stands in brackets do not count.

    `needed` must all be there, else every row is wrong for the reason `lacking`.
    """

    def __init__(self, names: Mapping[str, Collection[str]], needed: Collection[str], lacking: str) -> None:
        self._fields = {plain_name(name): ours for ours, theirs in names.items() for name in theirs}
        self._needed = frozenset(needed)
        self._lacking = lacking

    def rows(self, table: Table) -> Iterator[tuple[int, Told | Wrong]]:
        """Every row below the header that holds anything, with its number as a person counts it."""
        header = find_header(table.rows, self._field)
        columns = self._columns(header.names)
        start = header.body if columns else 0
        for number, row in enumerate(table.rows[start:], table.first + start):
            if not any(map(text_of, row)):
                continue
            if not columns:
                yield number, Wrong(number, "", self._lacking)
            elif header.is_again(row):
                yield number, Wrong(number, "", "repeated_header")
            else:
                yield number, {ours: row[place] for ours, place in columns.items() if place < len(row)}

    def _field(self, name: str) -> Field | None:
        ours = self._fields.get(plain_name(name)) or self._fields.get(plain_name(name.partition("(")[0]))
        return Field(ours, exact=True) if ours else None

    def _columns(self, names: Collection[str]) -> Mapping[str, int]:
        """The first column of each field; nothing where a needed one is missing."""
        found: dict[str, int] = {}
        for place, name in enumerate(names):
            if (field := self._field(name)) is not None:
                found.setdefault(field.name, place)
        return found if self._needed <= found.keys() else {}
