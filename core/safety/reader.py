"""Two readers of danger side by side: rules that a person can review, and the classifier for all other words.

The danger head of the message classifier, trained on `data/nlu/safety`, finds what is hinted at. Pure after loading.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import yaml

from core.safety.rules import Message, Rules
from core.safety.signs import LABELS, SIGNS, Sign

SURE = (1.0, 0.97, 0.8, 0.6)
"""What the classifier must say where no rule speaks, by how many telling concepts (`safety.yaml`) the message holds;
the last is for so many and more. Chosen in docs/evaluation/safety.md: where none is held, it is not believed."""
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
        return cls(Rules(document["concepts"], document["signs"], document["harmless"], document["telling"]))

    def read(
        self, text: str, danger: Sequence[float] = (), read_again: Callable[[str], Sequence[float]] = _unread
    ) -> Sign | None:
        """The sign in a normalised message, or None. Figures of speech, games and food are no sign.

        `danger` is the classifier's probability of each of SIGNS. Of a message that holds a figure of speech it is what
        `read_again` says of the rest.
        """
        message = self._rules.listen(text)
        return self._rules.sign_in(message) or self._hinted_at(message, danger, read_again)

    def hinted_at(
        self, text: str, danger: Sequence[float], read_again: Callable[[str], Sequence[float]] = _unread
    ) -> Sign | None:
        """What the classifier alone makes of the message."""
        return self._hinted_at(self._rules.listen(text), danger, read_again)

    def without_figures(self, text: str) -> str:
        """`text` without figures of speech, games and food; the very same where it holds none."""
        message = self._rules.listen(text)
        return message.text if message.has_figures else text

    def telling_in(self, text: str) -> int:
        """How many concepts that tell of danger by themselves the message holds."""
        return self._rules.telling_in(self._rules.listen(text))

    def _hinted_at(
        self, message: Message, danger: Sequence[float], read_again: Callable[[str], Sequence[float]]
    ) -> Sign | None:
        if sum(map(str.isalnum, message.text)) < _FEWEST_LETTERS:
            return None
        odds = read_again(message.text) if message.has_figures else danger
        if sum(odds) < SURE[-1] or sum(odds) < SURE[min(self._rules.telling_in(message), len(SURE) - 1)]:
            return None
        return _likeliest(odds)


def _likeliest(danger: Sequence[float]) -> Sign:
    """The likeliest label, at its likelier level."""
    of_sign = dict(zip(SIGNS, danger, strict=True))
    by_label = {label: of_sign[Sign(label, True)] + of_sign[Sign(label, False)] for label in LABELS}
    label = max(by_label, key=by_label.__getitem__)
    return Sign(label, of_sign[Sign(label, True)] >= of_sign[Sign(label, False)])
