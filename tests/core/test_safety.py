from __future__ import annotations

import json
import re

import pytest
import yaml

from core.meaning import Intent
from core.nlu import Understanding
from core.nlu.classifier import IntentClassifier
from core.nlu.lexicon import Lexicon
from core.nlu.normalise import Normaliser
from core.safety import LABELS, Safety
from core.safety import SIGNS as SIGNS_OF_HEAD
from core.safety.rules import Rules
from tests.core.nlu.examples import LEXICON, rows

SIGNS = rows("safety", 3)
WIDEST = 120  # letters
HELD_OUT = LEXICON.parent / "nlu" / "held_out" / "safety.jsonl"


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    classifier = IntentClassifier.load(LEXICON.parents[1] / "models" / "nlu")
    return Understanding(classifier, Lexicon.load(LEXICON), frozenset())


@pytest.fixture(scope="module")
def safety() -> Safety:
    return Safety.load(LEXICON / "safety.yaml")


@pytest.fixture(scope="module")
def normalise() -> Normaliser:
    return Normaliser(Lexicon.load(LEXICON))


def test_every_rule_is_a_pattern_in_small_letters() -> None:
    """Rules are compiled when a message first comes near them; one that is none must not wait for that message."""
    document = yaml.safe_load((LEXICON / "safety.yaml").read_text(encoding="utf-8"))
    rules = Rules(document["concepts"], document["signs"], document["harmless"], document["telling"])
    for clue in rules.sieve.clues:
        assert clue.pattern.pattern
        assert not re.search(r"(?<!\\)[A-Z]", clue.written), clue.written


def test_rules_can_be_read_on_a_screen() -> None:
    for path in LEXICON.glob("*.yaml"):
        long = [line for line in path.read_text(encoding="utf-8").splitlines() if len(line) > WIDEST]
        assert long == [], path.name


@pytest.mark.parametrize(("text", "label", "level"), SIGNS, ids=[row[0] for row in SIGNS])
def test_sign_is_found_where_there_is_one_and_only_there(
    safety: Safety, normalise: Normaliser, text: str, label: str, level: str
) -> None:
    sign = safety.read(normalise(text).clean)
    assert (("", "") if sign is None else (sign.label, "crisis" if sign.crisis else "concern")) == (label, level)


def test_examples_show_every_label_and_many_harmless_messages() -> None:
    labels = [row[1] for row in SIGNS]
    assert set(LABELS) <= set(labels)
    assert labels.count("") >= 40


def test_ordinary_messages_raise_no_alarm(safety: Safety, normalise: Normaliser) -> None:
    """A child without food whose mother stays away is no ordinary message: it gets both."""
    ordinary = [text for text, intent, _ in rows("messages", 3) if intent != "EMERGENCY_FOOD"]
    alarms = [text for text in ordinary if safety.read(normalise(text).clean) is not None]
    assert alarms == []


def test_who_was_left_behind_and_starves_gets_food_and_help(understanding: Understanding) -> None:
    meaning = understanding.understand("엄마가 안 와서 이틀째 아무것도 못 먹음")
    assert (meaning.intent, meaning.entities.urgency, meaning.safety) == (Intent.EMERGENCY_FOOD, True, "abuse")


@pytest.mark.parametrize(
    "text",
    ["배고파 죽겠어 아저씨가 자꾸 비밀로 하재", "아저씨가 자꾸 비밀로 하재 배고파 죽겠어", "아저씨가 자꾸 비밀로 하재"],
)
def test_a_figure_of_speech_does_not_cover_what_is_hinted_at_beside_it(
    understanding: Understanding, safety: Safety, normalise: Normaliser, text: str
) -> None:
    assert safety.read(normalise(text).clean) is None, "the rules do not know it"
    assert understanding.understand(text).safety == "sexual_harm"


@pytest.mark.parametrize("text", ["배고파 죽겠어", "배고파 죽겠어 국밥 먹을래", "학원 때려치우고 떡볶이 먹을래"])
def test_a_figure_of_speech_itself_is_no_sign(understanding: Understanding, text: str) -> None:
    assert understanding.understand(text).safety is None


def test_only_what_is_left_beside_a_figure_is_read_again(safety: Safety) -> None:
    sure, read = (0.99, *(0.0,) * (len(SIGNS_OF_HEAD) - 1)), list[str]()

    def again(text: str) -> tuple[float, ...]:
        read.append(text.strip())
        return sure

    assert safety.read("아저씨가 비밀로 하재", sure, again) == SIGNS_OF_HEAD[0]
    assert safety.read("배고파 죽겠어 밥 줘", sure, again) is None, "too little is left"
    assert read == []
    assert safety.read("배고파 죽겠어 아저씨가 비밀로 하재", (), again) == SIGNS_OF_HEAD[0]
    assert read == ["아저씨가 비밀로 하재"]


def test_signs_that_nobody_was_trained_on_are_heard(understanding: Understanding) -> None:
    """`data/nlu/held_out/safety.jsonl`: most signs of strangers are found, and next to nothing ordinary is."""
    rows = [json.loads(line) for line in HELD_OUT.read_text(encoding="utf-8").splitlines()]
    found = {row["text"]: understanding.understand(row["text"]).safety for row in rows}
    signs = [row for row in rows if "safety" in row]
    missed = [row["text"] for row in signs if found[row["text"]] is None]
    alarms = [row["text"] for row in rows if "safety" not in row and found[row["text"]] is not None]

    assert len(missed) <= len(signs) // 4, missed
    assert len(alarms) <= 1, alarms
