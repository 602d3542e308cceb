"""The page docs/evaluation/nlu.md: what cross-validation over authors found, down to the single errors."""

from __future__ import annotations

from collections.abc import Sequence

from core.learning.train.evaluation import Judged, accuracy, by_author, calibration_error, confusion, f1, macro_f1
from core.meaning import Intent

_HEAD = """# The intent classifier, evaluated

Written by `./naviyam train nlu`. Every message is judged by a model that saw no line of its author: the authors are
dealt into {folds} folds and each fold is predicted by a model trained on the others. The authors are hand-written
personas, so this measures how well the model carries over to another voice, not how real traffic behaves.
What was tried on the way: [nlu-choices.md](nlu-choices.md).

| measure | value |
|---|---|
| messages, authors | {messages}, {authors} |
| accuracy | {accuracy:.4f} |
| macro-F1 | {macro_f1:.4f} |
| expected calibration error, ten bins | {calibration_error:.4f} |
| temperature | {temperature:.3f} |
"""


def page(judged: Sequence[Judged], *, folds: int, temperature: float) -> str:
    """The whole page, in Markdown."""
    head = _HEAD.format(
        folds=folds,
        messages=len(judged),
        authors=len(by_author(judged)),
        accuracy=accuracy(judged),
        macro_f1=macro_f1(judged),
        calibration_error=calibration_error(judged),
        temperature=temperature,
    )
    parts = [head, _intents(judged), _confusion(judged), _authors(judged), _sureness(judged), _errors(judged)]
    return "\n".join(parts)


def _table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines) + "\n"


def _intents(judged: Sequence[Judged]) -> str:
    written = {intent: sum(one.said.intent is intent for one in judged) for intent in Intent}
    rows = [(intent.value, written[intent], f"{f1(judged, intent):.4f}") for intent in Intent]
    return "## By intent\n\n" + _table(["intent", "messages", "F1"], rows)


def _confusion(judged: Sequence[Judged]) -> str:
    counts = confusion(judged)
    rows = [(written.value, *(counts[written][predicted] or "" for predicted in Intent)) for written in Intent]
    columns = ["written \\ predicted", *(intent.value for intent in Intent)]
    return "## Confusion\n\n" + _table(columns, rows)


def _authors(judged: Sequence[Judged]) -> str:
    rows = [(author, f"{share:.3f}") for author, share in sorted(by_author(judged).items(), key=lambda pair: pair[1])]
    return "## By author, hardest first\n\n" + _table(["author", "accuracy"], rows)


def _sureness(judged: Sequence[Judged]) -> str:
    rows = []
    for floor in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        sure = [one for one in judged if one.confidence >= floor]
        rows.append((floor, f"{len(sure) / len(judged):.3f}", f"{accuracy(sure):.4f}" if sure else ""))
    return "## What a confidence is worth\n\n" + _table(["at least", "share of messages", "accuracy among them"], rows)


def _errors(judged: Sequence[Judged]) -> str:
    wrong = sorted((one for one in judged if not one.right), key=lambda one: (one.said.intent.value, -one.confidence))
    rows = [
        (
            _escaped(one.said.text),
            one.said.previous or "",
            one.said.intent,
            one.predicted,
            f"{one.confidence:.2f}",
        )
        for one in wrong
    ]
    return "## Every error\n\n" + _table(["message", "after", "written", "predicted", "confidence"], rows)


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")
