"""What the embedding learns from: sentences, pairs with a score, a sentence and what follows from it, wishes."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sentences and how alike they are in meaning, 0 to 5."""

    one: str
    other: str
    score: float


@dataclass(frozen=True, slots=True)
class Triplet:
    """A sentence, one that follows from it, one that contradicts it."""

    said: str
    follows: str
    contradicts: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What a child asks for, and the words of a shop that has it."""

    said: str
    document: str


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything to learn from. `inferred` are premises with what was written
    to them; `dev` is for the choice of a recipe and for the report; no text of it is learnt.
    """

    texts: list[str]
    pairs: list[Pair]
    inferred: list[tuple[str, str]]
    triplets: list[Triplet]
    wishes: list[Wish]
    dev: list[Pair]
    asked: list[Wish]


def read_sources(folder: Path, wishes: Path) -> Sources:
    """KorSTS, KLUE-NLI, the Korean XNLI dev set, ChatbotData, 3i4K and kochat of `folder`, our own wishes.

    Raises:
        FileNotFoundError: one of the files is not there.
    """
    dev = list(_scored(folder / "korsts_dev.tsv"))
    unseen = {text for pair in dev for text in (pair.one, pair.other)}
    pairs = [p for p in _scored(folder / "korsts_train.tsv") if p.one not in unseen and p.other not in unseen]
    inferred = [*_tsv(folder / "klue_nli_train.tsv.gz"), *_tsv(folder / "kornli_xnli_dev.tsv")]
    ours = read_wishes(wishes / "train.tsv")
    texts = dict.fromkeys(text for pair in pairs for text in (pair.one, pair.other))
    texts |= dict.fromkeys(row[name].strip() for row in inferred for name in ("sentence1", "sentence2"))
    texts |= dict.fromkeys(_talk(folder))
    texts |= dict.fromkeys(text for wish in ours for text in (wish.said, wish.document))
    kept = [text for text in texts if text and text not in unseen]
    said = [(row["sentence1"].strip(), row["sentence2"].strip()) for row in inferred]
    return Sources(kept, pairs, said, list(_triplets(inferred)), ours, dev, read_wishes(wishes / "test.tsv"))


def read_wishes(path: Path) -> list[Wish]:
    """`wish<TAB>document` a line; `#` begins a comment. ValueError names a line of another form."""
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    return [_wish(path, number, line) for number, line in lines if line and not line.startswith("#")]


def _wish(path: Path, number: int, line: str) -> Wish:
    said, tab, document = line.partition("\t")
    if not (tab and said and document):
        raise ValueError(f"{path.name}:{number}: not wish<TAB>document: {line!r}")
    return Wish(said, document)


def _scored(path: Path) -> Iterator[Pair]:
    for row in _tsv(path):
        yield Pair(row["sentence1"].strip(), row["sentence2"].strip(), float(row["score"]))


def _triplets(rows: Iterable[dict[str, str]]) -> Iterator[Triplet]:
    """Each entailed sentence of a premise with the premise's first contradiction."""
    rows = list(rows)
    against: dict[str, str] = {}
    for row in rows:
        if row["gold_label"] == "contradiction":
            against.setdefault(row["sentence1"].strip(), row["sentence2"].strip())
    for row in rows:
        said = row["sentence1"].strip()
        if row["gold_label"] == "entailment" and said in against:
            yield Triplet(said, row["sentence2"].strip(), against[said])


def _talk(folder: Path) -> Iterator[str]:
    yield from (row[side].strip() for row in _csv(folder / "chitchat_songys.csv") for side in ("Q", "A"))
    yield from (row["text"].strip() for row in _tsv(folder / "3i4k_train_val.tsv.gz"))
    for name in ("kochat_intents_train.csv", "kochat_ood_train.csv"):
        yield from (row["question"].strip() for row in _csv(folder / name))


def _csv(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _tsv(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a table without quoting; a line with too few cells is left out."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        columns = file.readline().rstrip("\n").split("\t")
        for line in file:
            cells = line.rstrip("\n").split("\t")
            if len(cells) >= len(columns):
                yield dict(zip(columns, cells, strict=False))
