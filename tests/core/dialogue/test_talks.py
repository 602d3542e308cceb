"""Whole talks: understanding and merging together, turn after turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from core.dialogue.merge import merge
from core.dialogue.state import Question, Shown, State
from core.meaning import Intent, Meaning
from core.nlu import Understanding
from tests.core.nlu.examples import Stated, held, rows, stated

CHAT = {Intent.GENERAL_CHAT, Intent.UNKNOWN}
SHOWN = tuple(Shown(number, f"가게 {number}", 5_000, 300) for number in range(1, 6))


def talks(name: str) -> Iterator[list[list[str]]]:
    talk: list[list[str]] = []
    for row in rows(name, 5):
        if not row[0].startswith(">") and talk:
            yield talk
            talk = []
        talk.append([row[0].removeprefix(">"), *row[1:]])
    yield talk


@dataclass(frozen=True)
class Turn:
    """One turn as it was led, beside its row of examples."""

    text: str
    meaning: Meaning
    state: State
    intents: set[Intent]
    slots: Stated
    reference: str


def led(understanding: Understanding, talk: list[list[str]]) -> Iterator[Turn]:
    state = State(UUID(int=1), last_at=datetime(2026, 11, 23, tzinfo=UTC))
    for text, asked, intents, slots, reference in talk:
        meaning = understanding.understand(text, state, Question(asked) if asked else None)
        state = merge(state, meaning)
        running = state.intent if meaning.intent in CHAT else meaning.intent
        state = replace(state, turn=state.turn + 1, intent=running, shown=SHOWN)
        yield Turn(text, meaning, state, {Intent(name) for name in intents.split("|")}, stated(slots), reference)


@pytest.mark.parametrize("talk", list(talks("dialogue")), ids=lambda talk: talk[0][0])
def test_talk_holds_what_its_example_says(understanding: Understanding, talk: list[list[str]]) -> None:
    for turn in led(understanding, talk):
        assert turn.meaning.intent in turn.intents, turn.text  # annotation.md: both are right
        told = (turn.text, held(turn.state.slots.to_dict()), str(turn.meaning.reference or ""))
        assert told == (turn.text, turn.slots, turn.reference)


def test_talks_of_many_voices_are_held_as_a_whole(understanding: Understanding) -> None:
    """The bars of `quality.md`: the whole state after a turn, and what 거기 and 두 번째 point at."""
    turns = [turn for talk in talks("talks") for turn in led(understanding, talk)]
    wrong = [turn.text for turn in turns if held(turn.state.slots.to_dict()) != turn.slots]
    pointing = [turn for turn in turns if turn.reference]
    astray = [turn.text for turn in pointing if str(turn.meaning.reference) != turn.reference]
    assert (len(wrong) / len(turns) < 0.15, len(astray) / len(pointing) < 0.1) == (True, True), (wrong, astray)


def test_birth_year_is_read_from_age_and_grade(understanding: Understanding) -> None:
    state = State(UUID(int=1), turn=1, last_at=datetime(2026, 11, 23, tzinfo=UTC), question=Question.BIRTH_YEAR)
    answers = {"2012": 2012, "12년생": 2012, "13살": 2013, "초5": 2015, "중2요": 2012, "나 열네살": 2012}
    assert {text: understanding.understand(text, state).birth_year for text in answers} == answers


def test_numbers_are_no_birth_year_unless_asked(understanding: Understanding) -> None:
    state = State(UUID(int=1), turn=1, last_at=datetime(2026, 11, 23, tzinfo=UTC))
    assert understanding.understand("2000원으로 뭐 먹지", state).birth_year is None
