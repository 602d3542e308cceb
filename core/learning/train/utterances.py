"""The hand-written training messages: a file an author, `#` begins a comment.

A line is `intent<TAB>text`, then where it applies `<TAB>after=INTENT` or `<TAB>safety=label/level`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.meaning import Intent
from core.safety import Sign

_AFTER = "after="
_SAFETY = "safety="


@dataclass(frozen=True, slots=True)
class Utterance:
    """One message and what it asks for.

    `previous` is the running intent, where it answers within a dialogue; `sign` the danger that it shows.
    """

    author: str
    text: str
    intent: Intent
    previous: Intent | None = None
    sign: Sign | None = None

    @property
    def continues(self) -> bool:
        """Whether the message says nothing of its own and keeps the running intent."""
        return self.previous is self.intent


def read_utterances(*folders: Path) -> list[Utterance]:
    """All messages, by author and line. ValueError names the file and line that cannot be read."""
    return [
        _parse(path, number, line)
        for folder in folders
        for path in sorted(folder.glob("*.tsv"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if not line.startswith("#")
    ]


def _parse(path: Path, number: int, line: str) -> Utterance:
    intent, *rest = line.split("\t")
    try:
        text, *notes = rest
        return Utterance(path.stem, text, Intent(intent), *_noted(notes))
    except ValueError as error:
        raise ValueError(f"{path.name}:{number}: not intent<TAB>text[<TAB>after=|safety=…]: {line!r}") from error


def _noted(notes: list[str]) -> tuple[Intent | None, Sign | None]:
    match notes:
        case []:
            return None, None
        case [note] if note.startswith(_AFTER):
            return Intent(note.removeprefix(_AFTER)), None
        case [note] if note.startswith(_SAFETY):
            return None, Sign.parse(note.removeprefix(_SAFETY))
        case _:
            raise ValueError(notes)
