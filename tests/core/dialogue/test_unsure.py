"""What is not sure enough is asked about, with what it may have meant to press (domain.md 2)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
import yaml

from core.actions.talk import Clarify
from core.actions.turn import Outcome, Turn
from core.dialogue.acts import Decision, TalkAct
from core.dialogue.decide import decide
from core.dialogue.state import Question, State
from core.meaning import Entities, Intent, Meaning
from core.messages import Account, Incoming
from core.nlu import Understanding
from core.people.people import Person

NOW = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)
LABELS = Path(__file__).parents[3] / "templates" / "text" / "friendly" / "labels.yaml"
LIKELY = (Intent.BALANCE_CHARGE, Intent.BALANCE_CHECK, Intent.UNKNOWN)


def said(text: str, *, group: bool = False) -> Incoming:
    return Incoming(turn_id=UUID(int=2), account=Account("test", "child"), text=text, at=NOW, group=group)


def decided(meaning: Meaning) -> Decision:
    return decide(meaning, State(UUID(int=1)), said(meaning.text), NOW)


async def asked(meaning: Meaning, *, group: bool = False) -> Outcome:
    incoming = said(meaning.text, group=group)
    decision = decide(meaning, State(UUID(int=1)), incoming, NOW)
    turn = Turn(incoming, meaning, State(UUID(int=1)), decision, Person(incoming.account), NOW)
    return await Clarify()(turn)


async def test_a_guess_is_asked_about_with_the_likeliest_first() -> None:
    guess = Meaning("그거 언제쯤", Intent.BALANCE_CHARGE, 0.4, likely=LIKELY)
    outcome = await asked(guess)
    assert decided(guess).act is TalkAct.CLARIFY
    assert outcome.question is Question.INTENT
    assert [reply.key for reply in outcome.replies][:2] == ["charge_day", "my_balance"]


async def test_where_others_read_along_nothing_of_ones_own_is_offered() -> None:
    outcome = await asked(Meaning("그거 언제쯤", Intent.BALANCE_CHARGE, 0.4, likely=LIKELY), group=True)
    assert [reply.key for reply in outcome.replies] == ["hungry", "near_me"]


@pytest.mark.parametrize(
    ("meaning", "act"),
    [
        (Meaning("국밥 그거", Intent.FOOD_REQUEST, 0.4, Entities(food_type=("국밥",))), Intent.FOOD_REQUEST),
        (Meaning("카드 잔액", Intent.BALANCE_CHECK, 0.9), Intent.BALANCE_CHECK),
        (Meaning("오늘 좀 그래", Intent.GENERAL_CHAT, 0.4, likely=(Intent.GENERAL_CHAT,)), Intent.GENERAL_CHAT),
        (Meaning("유튭 왜이럼", Intent.UNKNOWN, 0.4, likely=(Intent.UNKNOWN, Intent.GENERAL_CHAT)), Intent.UNKNOWN),
    ],
    ids=lambda value: value.text if isinstance(value, Meaning) else str(value),
)
def test_what_states_something_is_sure_or_is_small_talk_is_not(meaning: Meaning, act: Intent) -> None:
    assert decided(meaning).act is act


@pytest.mark.parametrize(
    ("key", "intent"),
    [
        ("hungry", Intent.FOOD_REQUEST),
        ("near_me", Intent.LOCATION_INQUIRY),
        ("open_now", Intent.TIME_INQUIRY),
        ("menu_there", Intent.MENU_OPTION),
        ("my_coupons", Intent.COUPON_INQUIRY),
        ("table", Intent.GROUP_DINING),
        ("my_balance", Intent.BALANCE_CHECK),
        ("charge_day", Intent.BALANCE_CHARGE),
        ("free_meal", Intent.EMERGENCY_FOOD),
    ],
)
def test_what_can_be_pressed_means_what_it_stands_for(understanding: Understanding, key: str, intent: Intent) -> None:
    label = yaml.safe_load(LABELS.read_text(encoding="utf-8"))[key]
    meaning = understanding.understand(label)
    assert (meaning.intent, decided(meaning).act) == (intent, intent)
