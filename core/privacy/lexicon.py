"""The syllables and words of Korean names (`data/lexicon/privacy_names.tsv`), read once."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parents[2] / "data" / "lexicon" / "privacy_names.tsv"


@dataclass(frozen=True, slots=True)
class Names:
    """What names are made of; `given` are known ones, `not_name` words of a name's shape that are none."""

    family: frozenset[str]
    compound: frozenset[str]
    first: frozenset[str]
    second: frozenset[str]
    single: frozenset[str]
    given: frozenset[str]
    not_name: frozenset[str]


@cache
def names() -> Names:
    """The names as shipped."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t")
        return Names(**{row["kind"]: frozenset(row["words"].split(",")) for row in rows})
