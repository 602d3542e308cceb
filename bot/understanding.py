"""The understanding with the shipped lexicons and weights, and the names of places where no database is at hand."""

from __future__ import annotations

import csv
from pathlib import Path

from core.nlu import Lexicon, Understanding
from core.nlu.classifier import IntentClassifier

ROOT = Path(__file__).resolve().parent.parent
LEXICON = ROOT / "data" / "lexicon"


def place_names() -> frozenset[str]:
    """Every name and alias of `data/places.tsv`, without spaces, in small letters."""
    with (ROOT / "data" / "places.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    names = {name for row in rows for name in (row["name"], *row["aliases"].split("|"))}
    return frozenset("".join(name.split()).lower() for name in names if name)


def load_understanding(known_places: frozenset[str]) -> Understanding:
    """The understanding that knows these places by name."""
    return Understanding(IntentClassifier.load(ROOT / "models" / "nlu"), Lexicon.load(LEXICON), known_places)
