"""Signs of danger in a message: which label, and whether it is immediate (`domain.md` 10). Pure after loading.

Two readers stand side by side. Rules that a person can review find what is said plainly; the danger head of the
message classifier, trained on `data/nlu/safety`, finds what is hinted at or said in words no rule has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from core.sieve import Clue, Sieve, grams

LABELS = ("self_harm", "abuse", "bullying", "sexual_harm", "missing")
SURE_OF_DANGER = 0.8  # what the classifier must say where no rule speaks; chosen in docs/evaluation/safety.md
_FEWEST_LETTERS = 6  # of fewer (우리 집, 라지로 하면) the classifier knows too little to raise an alarm
_LEVELS = {"crisis": True, "concern": False}


@dataclass(frozen=True, slots=True)
class Sign:
    """What a message shows: one of `LABELS`, and whether help must stand before everything else."""

    label: str
    crisis: bool

    @classmethod
    def parse(cls, text: str) -> Sign:
        """The sign written as `label/level`. ValueError where either is unknown."""
        label, _, level = text.partition("/")
        if label not in LABELS or level not in _LEVELS:
            message = f"unknown label or level in {text}"
            raise ValueError(message)
        return cls(label, _LEVELS[level])

    @property
    def level(self) -> str:
        """How urgent it is: crisis or concern."""
        return "crisis" if self.crisis else "concern"


SIGNS = tuple(Sign(label, crisis) for label in LABELS for crisis in (False, True))
"""Every sign there can be, in the order of the danger head's columns."""


@dataclass(frozen=True, slots=True)
class _Rule:
    sign: Sign
    clue: Clue


class Safety:
    """Finds signs by patterns kept as data. The first crisis rule that matches wins, then the first concern."""

    def __init__(self, rules: Iterable[Mapping[str, Any]], harmless: Iterable[str]) -> None:
        self._sieve = Sieve()
        self._harmless = self._sieve.clue("|".join(harmless))
        listed = [self._rule(written) for written in rules]
        self._rules = tuple(sorted(listed, key=lambda rule: not rule.sign.crisis))

    def _rule(self, written: Mapping[str, Any]) -> _Rule:
        clue = self._sieve.clue("|".join(written["patterns"]), re.IGNORECASE)
        return _Rule(Sign.parse(f"{written['label']}/{written['level']}"), clue)

    @classmethod
    def load(cls, path: Path) -> Safety:
        """Read `data/lexicon/safety.yaml`.

        Raises:
            FileNotFoundError: there is no such file.
            ValueError: a rule has an unknown label or level.
        """
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        return cls(document["signs"], document["harmless"])

    def read(self, text: str, danger: Sequence[float] = ()) -> Sign | None:
        """The sign in a normalised message, or None. Figures of speech, games and food are no sign.

        `danger` is the classifier's probability of each of SIGNS; where no rule speaks, it must be `SURE_OF_DANGER`,
        of a message long enough to tell.
        """
        said = self._said(text)
        tells_enough = sum(map(str.isalnum, text)) >= _FEWEST_LETTERS
        return said or (_likeliest(danger) if danger and tells_enough else None)

    def _said(self, text: str) -> Sign | None:
        may_match = self._sieve.sift(grams(text.lower()))
        if may_match & self._harmless.bit:
            serious = self._harmless.pattern.sub(" ", text)
            if serious != text:
                text, may_match = serious, self._sieve.sift(grams(serious.lower()))
        suspects = (rule for rule in self._rules if may_match & rule.clue.bit)
        return next((rule.sign for rule in suspects if rule.clue.pattern.search(text)), None)


def _likeliest(danger: Sequence[float]) -> Sign | None:
    """The likeliest label, at its likelier level; None while danger as a whole is not sure enough."""
    if sum(danger) < SURE_OF_DANGER:
        return None
    of_sign = dict(zip(SIGNS, danger, strict=True))
    by_label = {label: of_sign[Sign(label, True)] + of_sign[Sign(label, False)] for label in LABELS}
    label = max(by_label, key=by_label.__getitem__)
    return Sign(label, of_sign[Sign(label, True)] >= of_sign[Sign(label, False)])
