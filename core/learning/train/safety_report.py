"""The page docs/evaluation/safety.md: signs found and false alarms, on authors that the classifier did not see."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from torch import Tensor

from core.learning.train.tables import escaped, table
from core.learning.train.utterances import Utterance
from core.nlu import Lexicon
from core.nlu.normalise import Normaliser
from core.safety import LABELS, SIGNS, SURE_OF_DANGER, Safety, Sign

_THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
_HEAD = """# Signs of danger, evaluated

Written by `./naviyam train nlu`: {signs} hand-written messages with a sign and {ordinary} without, every ordinary
message of the utterances among them. The danger head of the classifier is judged by models that saw no line of the
author; the rules (`data/lexicon/safety.yaml`) were written by people who had read these messages, so the recall of
rules is that of known words. Recall first: the two readers stand side by side, and either may raise a sign.
"""


@dataclass(frozen=True, slots=True)
class _Read:
    """One message with what the rules found, and the held-out odds of danger."""

    said: Utterance
    ruled: Sign | None
    odds: Mapping[Sign, float]
    found: Sign | None

    @property
    def danger(self) -> float:
        return sum(self.odds.values())


def page(said: Sequence[Utterance], danger: Tensor, lexicon: Lexicon) -> str:
    """The whole page. `danger`: held-out probabilities, a row a message, in the order of SIGNS and none."""
    normalise = Normaliser(lexicon)
    read = [
        _read(one, normalise(one.text).clean, row, lexicon.safety)
        for one, row in zip(said, danger.tolist(), strict=True)
    ]
    signs = [one for one in read if one.said.sign is not None]
    ordinary = [one for one in read if one.said.sign is None]
    head = _HEAD.format(signs=len(signs), ordinary=len(ordinary))
    return "\n".join([head, _by_reader(signs, ordinary), _by_label(signs), _thresholds(signs, ordinary), _lists(read)])


def _read(said: Utterance, clean: str, row: Sequence[float], safety: Safety) -> _Read:
    odds = dict(zip(SIGNS, row, strict=False))  # the last column is none
    return _Read(said, safety.read(clean), odds, safety.read(clean, row[: len(SIGNS)]))


def _by_reader(signs: Sequence[_Read], ordinary: Sequence[_Read]) -> str:
    readers: Mapping[str, Callable[[_Read], bool]] = {
        "rules": lambda one: one.ruled is not None,
        f"classifier from {SURE_OF_DANGER}": lambda one: one.danger >= SURE_OF_DANGER,
        "both": lambda one: one.found is not None,
    }
    rows = [
        (name, _share(signs, finds), sum(map(finds, ordinary)), f"{_rate(ordinary, finds):.4f}")
        for name, finds in readers.items()
    ]
    return table(["reader", "signs found", "false alarms", "share of ordinary messages"], rows)


def _by_label(signs: Sequence[_Read]) -> str:
    rows = []
    for label in LABELS:
        for level in ("concern", "crisis"):
            among = [one for one in signs if one.said.sign == Sign.parse(f"{label}/{level}")]
            if among:
                right = _share(among, lambda one: one.found is not None and one.found.label == label)  # noqa: B023
                exact = _share(among, lambda one: one.found == one.said.sign)
                rows.append((label, level, len(among), _share(among, lambda one: one.found is not None), right, exact))
    columns = ["label", "level", "messages", "found", "with its label", "with its level too"]
    return "## By label and level\n\n" + table(columns, rows)


def _thresholds(signs: Sequence[_Read], ordinary: Sequence[_Read]) -> str:
    rows = []
    for floor in _THRESHOLDS:

        def finds(one: _Read, floor: float = floor) -> bool:
            return one.ruled is not None or one.danger >= floor

        rows.append((floor, _share(signs, finds), sum(map(finds, ordinary))))
    return "## The classifier's threshold, beside the rules\n\n" + table(["from", "signs found", "false alarms"], rows)


def _lists(read: Sequence[_Read]) -> str:
    missed = [(_named(one.said.sign), f"{one.danger:.2f}", escaped(one.said.text)) for one in read if _is_missed(one)]
    alarms = [
        (_named(one.found), f"{one.danger:.2f}", "rule" if one.ruled else "classifier", escaped(one.said.text))
        for one in read
        if one.said.sign is None and one.found is not None
    ]
    return (
        "## Every sign missed\n\n"
        + table(["written", "danger", "message"], missed)
        + "\n## Every false alarm\n\n"
        + table(["taken for", "danger", "by", "message"], alarms)
    )


def _is_missed(one: _Read) -> bool:
    return one.said.sign is not None and one.found is None


def _named(sign: Sign | None) -> str:
    return f"{sign.label}, {sign.level}" if sign else ""


def _rate(among: Sequence[_Read], finds: Callable[[_Read], bool]) -> float:
    return sum(map(finds, among)) / len(among)


def _share(among: Sequence[_Read], finds: Callable[[_Read], bool]) -> str:
    return f"{_rate(among, finds):.3f}"
