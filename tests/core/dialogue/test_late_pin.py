"""When digits alone are the shop's number: asked for, or while nothing else is asked after a voucher was shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from core.dialogue.acts import VOUCHER, TalkAct
from core.dialogue.decide import decide, may_be_pin
from core.dialogue.state import Question, State
from core.messages import Account, Incoming
from core.nlu import Understanding

NOW = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)
PLAIN = State(UUID(int=1), turn=3, last_at=NOW)
SHOWN = replace(PLAIN, pending={VOUCHER: "7"})
PIN = "8550"


@pytest.mark.parametrize(
    ("state", "question", "confirms"),
    [
        (SHOWN, Question.PIN, True),
        (SHOWN, None, True),
        (SHOWN, Question.AMOUNT, False),
        (SHOWN, Question.BUDGET, False),
        (SHOWN, Question.BIRTH_YEAR, False),
        (PLAIN, None, False),
    ],
)
def test_digits_answer_the_question_that_is_open(
    understanding: Understanding, state: State, question: Question | None, *, confirms: bool
) -> None:
    before = replace(state, question=question)
    incoming = Incoming(turn_id=UUID(int=2), account=Account("test", "child"), text=PIN, at=NOW)
    decision = decide(understanding.understand(PIN, before), before, incoming, NOW)
    assert (decision.act is TalkAct.PIN) is confirms
    if question is Question.AMOUNT:
        assert decision.state.slots.budget == int(PIN)


def test_what_may_be_the_number_is_kept_nowhere_whatever_was_asked() -> None:
    assert may_be_pin(PIN, replace(SHOWN, question=Question.AMOUNT))
    assert not may_be_pin(PIN, PLAIN)
