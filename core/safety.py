"""Signs of danger in a message: which label, and whether it is immediate (`domain.md` 10). Pure after loading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

LABELS = ("self_harm", "abuse", "bullying", "sexual_harm", "missing")
_LEVELS = {"crisis": True, "concern": False}


@dataclass(frozen=True, slots=True)
class Sign:
    """What a message shows: one of `LABELS`, and whether help must stand before everything else."""

    label: str
    crisis: bool


@dataclass(frozen=True, slots=True)
class _Rule:
    sign: Sign
    pattern: re.Pattern[str]


class Safety:
    """Finds signs by patterns kept as data. The first crisis rule that matches wins, then the first concern."""

    def __init__(self, rules: Iterable[Mapping[str, Any]], harmless: Iterable[str]) -> None:
        self._harmless = re.compile("|".join(harmless))
        listed = [
            _Rule(Sign(rule["label"], _LEVELS[rule["level"]]), re.compile("|".join(rule["patterns"]))) for rule in rules
        ]
        self._rules = tuple(sorted(listed, key=lambda rule: not rule.sign.crisis))

    @classmethod
    def load(cls, path: Path) -> Safety:
        """Read `data/lexicon/safety.yaml`.

        Raises:
            FileNotFoundError: there is no such file.
            ValueError: a rule has an unknown label or level.
        """
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for rule in document["signs"]:
            if rule["label"] not in LABELS or rule["level"] not in _LEVELS:
                message = f"{path.name}: unknown label or level in {rule['label']}/{rule['level']}"
                raise ValueError(message)
        return cls(document["signs"], document["harmless"])

    def read(self, text: str) -> Sign | None:
        """The sign in a normalised message, or None. Figures of speech, games and food are no sign."""
        serious = self._harmless.sub(" ", text)
        return next((rule.sign for rule in self._rules if rule.pattern.search(serious)), None)
