"""What every talk is understood by."""

from __future__ import annotations

import pytest

from core.nlu import Lexicon, Understanding
from core.nlu.classifier import IntentClassifier
from tests.core.nlu.examples import LEXICON


@pytest.fixture(scope="session")
def understanding() -> Understanding:
    classifier = IntentClassifier.load(LEXICON.parents[1] / "models" / "nlu")
    return Understanding(classifier, Lexicon.load(LEXICON), {"서면역", "건대입구역"})
