"""How well entities are read as a whole, over messages labelled before they were first run (`quality.md`: entities)."""

from __future__ import annotations

from core.nlu import Understanding
from tests.core.nlu.examples import held, rows, stated

BAR = 0.95  # for these messages, which have been seen; strangers' get 0.90


def test_what_messages_state_is_read(understanding: Understanding) -> None:
    right = wrong = 0
    misses = []
    for text, _, entities in rows("entities", 3):
        wanted, read = stated(entities), held(understanding.understand(text).entities.to_dict())
        right += len(wanted & read)
        wrong += len(wanted ^ read)
        misses += [(text, sorted(wanted - read), sorted(read - wanted))] if wanted != read else []
    assert 2 * right / (2 * right + wrong) > BAR, misses
