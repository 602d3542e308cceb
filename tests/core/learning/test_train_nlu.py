from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
import torch

from bot.understanding import place_names
from core.learning.train.evaluation import Judged, accuracy, calibration_error, confusion, f1, intervals, macro_f1
from core.learning.train.intent_model import Examples, logits, probabilities, save, train
from core.learning.train.linear_model import Recipe
from core.learning.train.names import known_names
from core.learning.train.nlu import Folders, train_nlu
from core.learning.train.utterances import Utterance, read_utterances
from core.meaning import Intent
from core.nlu.classifier import DANGER, WEIGHTS, IntentClassifier
from core.nlu.lexicon import Lexicon
from core.nlu.ngrams import Grams, Mark

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
DATA = ROOT / "data" / "nlu"
LEXICON = ROOT / "data" / "lexicon"
QUICK = Recipe(epochs=2, runs=1)


def unseen(steps: Iterable[int], description: str, total: int) -> Iterable[int]:
    assert description
    assert total > 0
    return steps


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first authors of the data, in folders of the same names."""
    data = tmp_path_factory.mktemp("data")
    for folder, authors in (("utterances", 7), ("safety", 2)):
        (data / folder).mkdir()
        for path in sorted((DATA / folder).glob("*.tsv"))[:authors]:
            (data / folder / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    return data


def said_in(data: Path) -> list[Utterance]:
    return read_utterances(data / "utterances", data / "safety")


def test_serving_gives_what_training_gave(few: Path, tmp_path: Path) -> None:
    said = said_in(few)
    names = known_names(Lexicon.load(LEXICON))
    examples = Examples.of(said, Grams(names))
    model = train(examples, QUICK)
    with torch.no_grad():
        model.table.weight.copy_(model.table.weight.half().float())  # the stored precision
    save(model, tmp_path, names, temperature=0.8)
    served = IntentClassifier.load(tmp_path)

    trained = logits(model, examples)
    odds = probabilities(trained, examples.previous, 0.8).numpy()
    danger = trained[:, DANGER:].softmax(dim=1).numpy()

    for place, one in enumerate(said):
        np.testing.assert_allclose(served.logits(one.text), trained[place].numpy(), atol=1e-4)
        found = served.classify(one.text, one.previous)
        np.testing.assert_allclose(found.danger, danger[place][:-1], atol=1e-4)
        if any(map(str.isalnum, one.text)):
            np.testing.assert_allclose(found.confidence, odds[place].max(), atol=1e-4)


def test_training_twice_gives_the_same_weights(few: Path) -> None:
    examples = Examples.of(said_in(few), Grams({}))

    first, second = train(examples, QUICK), train(examples, QUICK)

    assert torch.equal(first.table.weight, second.table.weight)


def test_the_whole_training_writes_weights_and_pages(few: Path, tmp_path: Path) -> None:
    folders = Folders(data=few, lexicon=LEXICON, models=tmp_path, pages=tmp_path)

    evaluation = json.loads(json.dumps(train_nlu(folders, place_names(), unseen, QUICK)))

    assert evaluation["whole"]["authors"] == 9
    assert IntentClassifier.load(tmp_path).classify("배고파 뭐 먹지").confidence > 0
    assert (tmp_path / WEIGHTS).stat().st_size > 0
    page = (tmp_path / "nlu.md").read_text(encoding="utf-8")
    assert f"{evaluation['whole']['accuracy']:.4f}" in page
    assert "## Every error" in page
    assert "## Every sign missed" in (tmp_path / "safety.md").read_text(encoding="utf-8")


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


def test_an_interval_of_one_author_is_a_point() -> None:
    two = [judged(Intent.FOOD_REQUEST, Intent.FOOD_REQUEST, 1.0), judged(Intent.FOOD_REQUEST, Intent.UNKNOWN, 1.0)]

    assert intervals(two)[0] == (0.5, 0.5)
