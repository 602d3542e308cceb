from __future__ import annotations

import pytest

from core.nlu.lexicon import Lexicon
from core.nlu.normalise import Normaliser
from core.safety import LABELS, Safety
from tests.core.nlu.examples import LEXICON, rows

SIGNS = rows("safety", 3)


@pytest.fixture(scope="module")
def safety() -> Safety:
    return Safety.load(LEXICON / "safety.yaml")


@pytest.fixture(scope="module")
def normalise() -> Normaliser:
    return Normaliser(Lexicon.load(LEXICON))


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
    alarms = [row[0] for row in rows("messages", 3) if safety.read(normalise(row[0]).clean) is not None]
    assert alarms == []
