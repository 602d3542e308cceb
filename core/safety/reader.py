"""Two readers of danger side by side: rules that a person can review, and the classifier for all other words.

The danger head of the message classifier, trained on `data/nlu/safety`, finds what is hinted at. Pure after loading.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import yaml

from core.safety.rules import Rules
from core.safety.signs import LABELS, SIGNS, Sign

SURE_OF_DANGER = 0.95  # what the classifier must say where no rule speaks; chosen in docs/evaluation/safety.md
_FEWEST_LETTERS = 6  # of fewer (우리 집, 라지로 하면) the classifier knows too little to raise an alarm


def _unread(_: str) -> Sequence[float]:
    """Nobody is there to read again."""
    return ()


class Safety:
    """Finds signs of danger in normalised messages."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules

    @classmethod
    def load(cls, path: Path) -> Safety:
        """Read `data/lexicon/safety.yaml`.

        Raises:
            FileNotFoundError: there is no such file.
            KeyError: a rule names a concept that is not there.
            ValueError: a rule has an unknown label or level.
        """
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        return cls(Rules(document["concepts"], document["signs"], document["harmless"]))

    def read(
        self, text: str, danger: Sequence[float] = (), read_again: Callable[[str], Sequence[float]] = _unread
    ) -> Sign | None:
        """The sign in a normalised message, or None. Figures of speech, games and food are no sign.

        `danger` is the classifier's probability of each of SIGNS; where no rule speaks, it must be `SURE_OF_DANGER`,
        of a message long enough to tell. Of one that holds a figure of speech it is what `read_again` says of the rest.
        """
        message = self._rules.listen(text)
        said = self._rules.sign_in(message)
        if said is not None:
            return said
        if sum(map(str.isalnum, message.text)) < _FEWEST_LETTERS:
            return None
        odds = read_again(message.text) if message.has_figures else danger
        return _likeliest(odds) if sum(odds) >= SURE_OF_DANGER else None


def _likeliest(danger: Sequence[float]) -> Sign:
    """The likeliest label, at its likelier level."""
    of_sign = dict(zip(SIGNS, danger, strict=True))
    by_label = {label: of_sign[Sign(label, True)] + of_sign[Sign(label, False)] for label in LABELS}
    label = max(by_label, key=by_label.__getitem__)
    return Sign(label, of_sign[Sign(label, True)] >= of_sign[Sign(label, False)])
