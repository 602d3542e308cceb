"""A food found in a message. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from core.nlu.lexicon import Food


@dataclass(frozen=True, slots=True)
class Found:
    """A food at `start:end` of the page; `name` is the standard one, with what belongs to it."""

    start: int
    end: int
    food: Food
    name: str
