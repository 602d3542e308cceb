"""A second opinion on what a message asks for, where our own understanding is not sure (domain.md 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from core.meaning import NOTHING_STATED, Intent, Meaning, Wish
from core.nlu.languages import KOREAN

SURE_ENOUGH = 0.5
"""From this confidence on nobody else is asked."""


class SecondReader(Protocol):
    """Somebody slower who may be asked; a language model's server behind `adapters.llm`."""

    async def intent(self, masked: str, previous: Intent | None) -> Intent | None:
        """What `masked` (a message without personal data) asks for; None where there is no usable answer in time."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a second reader said, in the place of the classifier's own guess; danger stays our own affair."""

    intent: Intent
    danger: tuple[float, ...]
    confidence: float = SURE_ENOUGH
    likely: tuple[Intent, ...] = ()


class NobodyElse:
    """No second reader is configured."""

    async def intent(self, masked: str, previous: Intent | None) -> Intent | None:  # noqa: ARG002 - as the protocol
        """Nothing."""
        return None


def wants_second(meaning: Meaning) -> bool:
    """Whether a message is unclear enough to be worth another's time; danger and settled talk never leave the house."""
    unclear = meaning.confidence < SURE_ENOUGH and meaning.language == KOREAN
    settled = meaning.safety is not None or meaning.wish not in {None, Wish.ANY} or meaning.affirms is not None
    return unclear and not settled and (meaning.entities == NOTHING_STATED or meaning.intent is Intent.UNKNOWN)
