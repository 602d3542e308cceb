"""The shipped understanding, and the examples that stand beside the lexicons."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.nlu import Lexicon, Understanding
from core.nlu.classifier import IntentClassifier
from core.nlu.normalise import Normaliser

ROOT = Path(__file__).parents[3]
LEXICON = ROOT / "data" / "lexicon"


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return Lexicon.load(LEXICON)


@pytest.fixture(scope="session")
def normalise(lexicon: Lexicon) -> Normaliser:
    return Normaliser(lexicon)


@pytest.fixture(scope="session")
def understanding(lexicon: Lexicon) -> Understanding:
    classifier = IntentClassifier.load(ROOT / "models" / "nlu")
    return Understanding(classifier, lexicon, {"화양동", "상봉역", "안산역", "신림역", "서면역", "제주시청", "원곡동"})
