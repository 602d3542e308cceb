"""Word lists behind the rules, read once from `data/lexicon/privacy_*.tsv`."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# What people eat and where, as the understanding of messages knows it: no mask may swallow these words.
_OTHERS = ("foods.tsv", "shops.tsv", "places.tsv")
_WORD = re.compile(r"(?<![가-힣])[가-힣]{3}(?![가-힣])")
_FOLDER = Path(__file__).parents[2] / "data" / "lexicon"


@dataclass(frozen=True, slots=True)
class Names:
    """What Korean names are made of; `given` are known ones, `not_name` words of a name's shape that are none.

    A given name is a syllable of `first` and one of `second`; `single` are given names of one syllable, `compound`
    family names of two, `also_place` given names that are stations or towns as well.
    """

    family: frozenset[str]
    compound: frozenset[str]
    first: frozenset[str]
    second: frozenset[str]
    single: frozenset[str]
    given: frozenset[str]
    not_name: frozenset[str]
    also_place: frozenset[str]


@dataclass(frozen=True, slots=True)
class Roads:
    """Roads that could be misread as a word with the particle 로, and words that look like roads, dongs, villages."""

    road: frozenset[str]
    not_road: frozenset[str]
    not_area: frozenset[str]


@cache
def names() -> Names:
    """The names as shipped."""
    kinds = _read("privacy_names.tsv")
    for other in _OTHERS:
        kinds["not_name"] |= frozenset(_WORD.findall((_FOLDER / other).read_text(encoding="utf-8")))
    return Names(**kinds)


@cache
def roads() -> Roads:
    """The roads as shipped."""
    return Roads(**_read("privacy_addresses.tsv"))


def _read(name: str) -> dict[str, frozenset[str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t")
        return {row["kind"]: frozenset(row["words"].split(",")) for row in rows}
