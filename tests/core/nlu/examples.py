"""Reads the examples that stand beside the lexicons (`data/lexicon/*.examples.tsv`)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

LEXICON = Path(__file__).parents[3] / "data" / "lexicon"

Stated = frozenset[tuple[str, str]]


def rows(name: str, columns: int) -> list[list[str]]:
    """The rows of one file of examples, padded to `columns`, without comments and heading."""
    lines = (LEXICON / f"{name}.examples.tsv").read_text(encoding="utf-8").splitlines()
    kept = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(cells + [""] * columns)[:columns] for cells in kept[1:]]


def stated(written: str) -> Stated:
    """The (key, value) pairs of "key=value; key=a|b"; spaces inside values say nothing, as in the scorer."""
    pairs = [part.partition("=") for part in written.split("; ") if part]
    return frozenset((key, value.replace(" ", "")) for key, _, values in pairs for value in values.split("|"))


def held(entities: Mapping[str, object]) -> Stated:
    """The same form of what `Entities.to_dict` gives."""
    found: set[tuple[str, str]] = set()
    for key, value in entities.items():
        for item in value if isinstance(value, list) else [value]:
            found.add((key, "true" if item is True else str(item).replace(" ", "")))
    return frozenset(found)


def each(texts: str) -> list[str]:
    """The messages of a block of text, some a line with | between."""
    return [text for line in texts.split("\n") for text in line.split("|") if text]
