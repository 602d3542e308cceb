from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
import torch

from core.learning.train.evaluation import Judged, accuracy, calibration_error, confusion, f1, macro_f1
from core.learning.train.intent_model import Examples, Recipe, logits, probabilities, train
from core.learning.train.names import known_names
from core.learning.train.nlu import train_nlu
from core.learning.train.utterances import Utterance, read_utterances
from core.meaning import Intent
from core.nlu.classifier import WEIGHTS, IntentClassifier
from core.nlu.lexicon import Lexicon
from core.nlu.ngrams import Grams, Mark

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
UTTERANCES = ROOT / "data" / "nlu" / "utterances"
LEXICON = ROOT / "data" / "lexicon"
QUICK = Recipe(epochs=2)


def unseen(steps: Iterable[int], description: str, total: int) -> Iterable[int]:
    assert description
    assert total > 0
    return steps


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("utterances")
    for path in sorted(UTTERANCES.glob("*.tsv"))[:9]:
        (folder / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    return folder


def test_serving_gives_what_training_gave(few: Path, tmp_path: Path) -> None:
    said = read_utterances(few)
    names = known_names(Lexicon.load(LEXICON))
    examples = Examples.of(said, Grams(names))
    model = train(examples, QUICK)
    with torch.no_grad():
        model.table.weight.copy_(model.table.weight.half().float())  # the stored precision
    model.save(tmp_path, names, temperature=0.8)
    served = IntentClassifier.load(tmp_path)

    trained = logits(model, examples).numpy()
    odds = probabilities(torch.from_numpy(trained), examples.previous, 0.8).numpy()

    for place, one in enumerate(said):
        np.testing.assert_allclose(served.logits(one.text), trained[place], atol=1e-4)
        if any(map(str.isalnum, one.text)):
            found = list(served.classify(one.text, one.previous).scores.values())
            np.testing.assert_allclose(found, odds[place], atol=1e-4)


def test_training_twice_gives_the_same_weights(few: Path) -> None:
    examples = Examples.of(read_utterances(few), Grams({}))

    first, second = train(examples, QUICK), train(examples, QUICK)

    assert torch.equal(first.table.weight, second.table.weight)


def test_the_whole_training_writes_weights_and_a_page(few: Path, tmp_path: Path) -> None:
    report = tmp_path / "nlu.md"

    evaluation = train_nlu(utterances=few, lexicon=LEXICON, models=tmp_path, report=report, track=unseen, recipe=QUICK)

    assert json.loads(json.dumps(evaluation))["authors"] == 9
    assert IntentClassifier.load(tmp_path).classify("배고파 뭐 먹지").confidence > 0
    assert (tmp_path / WEIGHTS).stat().st_size > 0
    page = report.read_text(encoding="utf-8")
    assert f"| accuracy | {evaluation['accuracy']:.4f} |" in page
    assert "## Every error" in page


def test_a_shop_is_a_shop_before_it_is_food() -> None:
    names = known_names(Lexicon.load(LEXICON))

    assert names["맘스터치"] is Mark.SHOP
    assert names["떡볶이"] is Mark.FOOD


def judged(written: Intent, predicted: Intent, confidence: float) -> Judged:
    return Judged(Utterance("someone", "…", written), predicted, confidence)


def test_the_measures_are_those_of_the_textbook() -> None:
    food, chat = Intent.FOOD_REQUEST, Intent.GENERAL_CHAT
    four = [judged(food, food, 0.95), judged(food, chat, 0.95), judged(chat, chat, 0.55), judged(chat, chat, 0.55)]

    assert accuracy(four) == 0.75
    assert f1(four, food) == pytest.approx(2 / 3)
    assert f1(four, chat) == pytest.approx(0.8)
    assert macro_f1(four) == pytest.approx((2 / 3 + 0.8) / 12)
    assert calibration_error(four) == pytest.approx(0.45)
    assert confusion(four)[food][chat] == 1
