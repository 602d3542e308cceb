"""The page docs/evaluation/nlu.md: what cross-validation over authors found, down to the single errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.learning.train.cost import Cost
from core.learning.train.evaluation import (
    Judged,
    accuracy,
    by_author,
    calibration_error,
    confusion,
    confusions,
    f1,
    intervals,
    macro_f1,
)
from core.learning.train.folds import FOLDS
from core.learning.train.tables import escaped, table
from core.meaning import Intent

_WORST = 20
_SHOWN = 6
_HEAD = """# Understanding, evaluated

Written by `./naviyam train nlu`. Every message is judged by a model that saw no line of its author: the {authors}
authors of the {messages} messages are dealt into {folds} folds, and each fold is read by a model trained on the others.
The authors are hand-written personas, many of them written to be hard, so this measures how well the understanding
carries over to another voice, not how real traffic behaves. The classifier stands alone in the first column; in the
second the whole understanding reads the message: short forms written out, readers, rules, danger, classifier.
What was tried on the way, and what would mend the worst confusions: [nlu-choices.md](nlu-choices.md); signs of danger:
[safety.md](safety.md).
"""


def page(
    alone: Sequence[Judged],
    whole: Sequence[Judged],
    parts: Mapping[str, Sequence[Judged]],
    temperature: float,
    cost: Cost,
) -> str:
    """The whole page, in Markdown. `parts` are the judgements with one part left out, by its name."""
    head = _HEAD.format(authors=len(by_author(whole)), messages=len(whole), folds=FOLDS)
    return "\n".join(
        [
            head,
            _measures(alone, whole, temperature),
            _costs(cost),
            _left_out(alone, whole, parts),
            _intents(alone, whole),
            _confusion(whole),
            _worst(whole),
            _authors(whole),
            _sureness(whole),
            _errors(whole),
        ]
    )


def _measures(alone: Sequence[Judged], whole: Sequence[Judged], temperature: float) -> str:
    first = [one for one in whole if one.said.previous is None]
    (low, high), (low_f1, high_f1) = intervals(whole)
    rows = [
        ("accuracy", f"{accuracy(alone):.4f}", f"{accuracy(whole):.4f} ({low:.3f} to {high:.3f})"),
        ("macro-F1", f"{macro_f1(alone):.4f}", f"{macro_f1(whole):.4f} ({low_f1:.3f} to {high_f1:.3f})"),
        ("accuracy of messages that open a talk", "", f"{accuracy(first):.4f} of {len(first)}"),
        ("expected calibration error, ten bins", f"{calibration_error(alone):.4f}", f"{calibration_error(whole):.4f}"),
        ("temperature", f"{temperature:.2f}", ""),
    ]
    said = "In brackets 95 % intervals, drawing whole authors anew a thousand times.\n"
    return table(["measure", "classifier", "whole understanding"], rows) + "\n" + said


def _costs(cost: Cost) -> str:
    rows = [
        ("a message, warm", f"{cost.message:.0f} µs of CPU"),
        ("loading weights and lexicons", f"{cost.loading:.2f} s of CPU"),
        ("memory of a process with nothing else", f"{cost.memory:.0f} MB"),
        ("weights", f"{cost.weights:.1f} MB"),
        ("lexicons", f"{cost.lexicon:.2f} MB"),
    ]
    said = "Best of three passes over the messages on the machine of the training, whatever else ran there.\n"
    return "## What it costs\n\n" + table(["what", "how much"], rows) + "\n" + said


def _left_out(alone: Sequence[Judged], whole: Sequence[Judged], parts: Mapping[str, Sequence[Judged]]) -> str:
    named = {"nothing": whole, "rules and readers": alone, **parts}
    rows = [(name, f"{accuracy(judged):.4f}", f"{macro_f1(judged):.4f}") for name, judged in named.items()]
    return "## What each part adds\n\n" + table(["left out", "accuracy", "macro-F1"], rows)


def _intents(alone: Sequence[Judged], whole: Sequence[Judged]) -> str:
    written = {intent: sum(one.said.intent is intent for one in whole) for intent in Intent}
    rows = [
        (intent.value, written[intent], f"{f1(alone, intent):.4f}", f"{f1(whole, intent):.4f}") for intent in Intent
    ]
    return "## By intent\n\n" + table(["intent", "messages", "classifier F1", "whole F1"], rows)


def _confusion(judged: Sequence[Judged]) -> str:
    counts = confusion(judged)
    rows = [(written.value, *(counts[written][predicted] or "" for predicted in Intent)) for written in Intent]
    columns = ["written \\ predicted", *(intent.value for intent in Intent)]
    return "## Confusion\n\n" + table(columns, rows)


def _worst(judged: Sequence[Judged]) -> str:
    rows = []
    for written, predicted, often in confusions(judged)[:_WORST]:
        among = [one for one in judged if one.said.intent is written and one.predicted is predicted]
        surest = sorted(among, key=lambda one: -one.confidence)[:_SHOWN]
        shown = " · ".join(escaped(one.said.text) for one in surest)
        rows.append((written.value, predicted.value, often, shown))
    columns = ["written", "predicted", "how often", "surest of them"]
    return "## The worst confusions\n\n" + table(columns, rows)


def _authors(judged: Sequence[Judged]) -> str:
    rows = [(author, f"{share:.3f}") for author, share in sorted(by_author(judged).items(), key=lambda pair: pair[1])]
    return "## By author, hardest first\n\n" + table(["author", "accuracy"], rows)


def _sureness(judged: Sequence[Judged]) -> str:
    rows = []
    for floor in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        sure = [one for one in judged if one.confidence >= floor]
        rows.append((floor, f"{len(sure) / len(judged):.3f}", f"{accuracy(sure):.4f}" if sure else ""))
    return "## What a confidence is worth\n\n" + table(["at least", "share of messages", "accuracy among them"], rows)


def _errors(judged: Sequence[Judged]) -> str:
    wrong = sorted((one for one in judged if not one.right), key=lambda one: (one.said.intent.value, -one.confidence))
    rows = [
        (escaped(one.said.text), one.said.previous or "", one.said.intent, one.predicted, f"{one.confidence:.2f}")
        for one in wrong
    ]
    return "## Every error\n\n" + table(["message", "after", "written", "predicted", "confidence"], rows)
