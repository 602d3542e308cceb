"""Whole talks: understanding and merging together, turn after turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from core.dialogue.merge import merge
from core.dialogue.state import Question, Shown, State
from core.meaning import Intent
from core.nlu import Lexicon, Understanding
from core.nlu.classifier import IntentClassifier
from tests.core.nlu.examples import LEXICON, held, rows, stated

CHAT = {Intent.GENERAL_CHAT, Intent.UNKNOWN}
SHOWN = tuple(Shown(number, f"가게 {number}", 5_000, 300) for number in range(1, 6))


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    classifier = IntentClassifier.load(LEXICON.parents[1] / "models" / "nlu")
    return Understanding(classifier, Lexicon.load(LEXICON), {"서면역", "건대입구역"})


def talks() -> Iterator[list[list[str]]]:
    talk: list[list[str]] = []
    for row in rows("dialogue", 5):
        if not row[0].startswith(">") and talk:
            yield talk
            talk = []
        talk.append([row[0].removeprefix(">"), *row[1:]])
    yield talk


@pytest.mark.parametrize("talk", list(talks()), ids=lambda talk: talk[0][0])
def test_talk_holds_what_its_example_says(understanding: Understanding, talk: list[list[str]]) -> None:
    state = State(UUID(int=1), last_at=datetime(2026, 11, 23, tzinfo=UTC))
    for text, asked, intent, slots, reference in talk:
        meaning = understanding.understand(text, state, Question(asked) if asked else None)
        state = merge(state, meaning)
        running = state.intent if meaning.intent in CHAT else meaning.intent
        state = replace(state, turn=state.turn + 1, intent=running, shown=SHOWN)
        assert meaning.intent in {Intent(name) for name in intent.split("|")}, text  # annotation.md: both are right
        told = (text, held(state.slots.to_dict()), str(meaning.reference or ""))
        assert told == (text, stated(slots), reference)


def test_birth_year_is_read_from_age_and_grade(understanding: Understanding) -> None:
    state = State(UUID(int=1), turn=1, last_at=datetime(2026, 11, 23, tzinfo=UTC), question=Question.BIRTH_YEAR)
    answers = {"2012": 2012, "12년생": 2012, "13살": 2013, "초5": 2015, "중2요": 2012, "나 열네살": 2012}
    assert {text: understanding.understand(text, state).birth_year for text in answers} == answers


def test_numbers_are_no_birth_year_unless_asked(understanding: Understanding) -> None:
    state = State(UUID(int=1), turn=1, last_at=datetime(2026, 11, 23, tzinfo=UTC))
    assert understanding.understand("2000원으로 뭐 먹지", state).birth_year is None
