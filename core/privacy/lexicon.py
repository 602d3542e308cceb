"""Word lists behind the rules, read once from `data/lexicon/privacy_*.tsv`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parents[2] / "data" / "lexicon"


@dataclass(frozen=True, slots=True)
class Names:
    """What Korean names are made of; `given` are known ones, `not_name` words of a name's shape that are none.

    A given name is a syllable of `first` and one of `second`; `single` are given names of one syllable, `compound`
    family names of two.
    """

    family: frozenset[str]
    compound: frozenset[str]
    first: frozenset[str]
    second: frozenset[str]
    single: frozenset[str]
    given: frozenset[str]
    not_name: frozenset[str]


@dataclass(frozen=True, slots=True)
class Roads:
    """Roads that could be misread as a word with the particle 로, and words that look like roads, dongs, villages."""

    road: frozenset[str]
    not_road: frozenset[str]
    not_area: frozenset[str]


@cache
def names() -> Names:
    """The names as shipped."""
    return Names(**_read("privacy_names.tsv"))


@cache
def roads() -> Roads:
    """The roads as shipped."""
    return Roads(**_read("privacy_addresses.tsv"))


def _read(name: str) -> dict[str, frozenset[str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t")
        return {row["kind"]: frozenset(row["words"].split(",")) for row in rows}
