"""The hand-written training messages: a file an author, `intent<TAB>text[<TAB>after=INTENT]`, `#` begins a comment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.meaning import Intent

_AFTER = "after="


@dataclass(frozen=True, slots=True)
class Utterance:
    """One message and what it asks for. `previous`: the running intent, where it answers within a dialogue."""

    author: str
    text: str
    intent: Intent
    previous: Intent | None = None

    @property
    def continues(self) -> bool:
        """Whether the message says nothing of its own and keeps the running intent."""
        return self.previous is self.intent


def read_utterances(folder: Path) -> list[Utterance]:
    """All messages, by author and line. ValueError names the file and line that cannot be read."""
    return [
        _parse(path, number, line)
        for path in sorted(folder.glob("*.tsv"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if not line.startswith("#")
    ]


def _parse(path: Path, number: int, line: str) -> Utterance:
    intent, *rest = line.split("\t")
    try:
        text, previous = rest[0], _previous(rest[1:])
        return Utterance(path.stem, text, Intent(intent), previous)
    except (ValueError, IndexError) as error:
        raise ValueError(f"{path.name}:{number}: not intent<TAB>text[<TAB>after=INTENT]: {line!r}") from error


def _previous(columns: list[str]) -> Intent | None:
    if not columns:
        return None
    if len(columns) > 1 or not columns[0].startswith(_AFTER):
        raise ValueError(columns)
    return Intent(columns[0].removeprefix(_AFTER))
