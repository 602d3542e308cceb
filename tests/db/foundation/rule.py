"""A constraint with rows that it takes and rows that it refuses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Values = dict[str, str]
"""Column → SQL expression."""


@dataclass(frozen=True)
class Rule:
    """What `name` says of a table: `taken` and `refused` differ from the table's good row in these columns.

    Of a unique rule (`after`) a first row stands already.
    """

    table: str
    name: str
    taken: Sequence[Values]
    refused: Sequence[Values]
    after: Values | None = None

    def __str__(self) -> str:
        return self.name


def one_of(table: str, column: str, *values: str) -> Rule:
    """A column that takes these texts and no other."""
    return Rule(table, f"{table}_{column}_check", [{column: f"'{value}'"} for value in values], [{column: "'?'"}])


def between(table: str, column: str, least: str, most: str, below: str, above: str) -> Rule:
    """A column with a least and a most; `below` and `above` are the nearest values outside."""
    name = f"{table}_{column}_check"
    return Rule(table, name, [{column: least}, {column: most}], [{column: below}, {column: above}])


def share(table: str, column: str) -> Rule:
    """A column from 0 to 1."""
    return between(table, column, "0", "1", "-0.01", "1.01")


def at_least(table: str, column: str, least: int = 0) -> Rule:
    """A column with a least value."""
    return Rule(table, f"{table}_{column}_check", [{column: str(least)}], [{column: str(least - 1)}])


def unique(table: str, name: str, same: Values, other: Values) -> Rule:
    """A key: a second row with the `same` values is refused, one that differs in `other` is taken."""
    return Rule(table, name, [same | other], [same], after=same)


def leads_to(table: str, column: str, good: str, bad: str = "999") -> Rule:
    """A foreign key: the row it leads to must be there."""
    return Rule(table, f"{table}_{column}_fkey", [{column: good}], [{column: bad}])
