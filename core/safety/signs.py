"""The labels and levels of danger (`annotation.md`, Dialogue). Pure."""

from __future__ import annotations

from dataclasses import dataclass

LABELS = ("self_harm", "abuse", "bullying", "sexual_harm", "missing")
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
