"""Training the deep part: reproducible, the same numbers in numpy as in torch, position apart from attraction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from bot.config import ROOT
from bot.sample.snapshot import sample_shops
from core.learning.train.widedeep.network import Recipe, Rows, arrays, exported, looked_at, train
from core.learning.train.widedeep.simulation import LOOKED, Occasion, Town, together_of
from core.learning.train.widedeep.training import Simulated, train_ranking
from core.recommend.deep import Deep
from core.recommend.ranker import Ranker
from tests.core.recommend.sample import foods

pytestmark = pytest.mark.slow
SHORT = Recipe(epochs=3)


def no_bar(steps: Iterable[int], _told: str, _total: int) -> Iterable[int]:
    return steps


@pytest.fixture(scope="module")
def occasions() -> list[Occasion]:
    town = Town(sample_shops(ROOT / "data"), foods(), 1)
    return [*town.occasions(1_500, Ranker())]


def test_numpy_says_what_torch_says(occasions: list[Occasion], tmp_path: Path) -> None:
    rows = Rows.of(occasions)
    model = train(rows, SHORT, no_bar)
    np.savez(tmp_path / "w.npz", **arrays(exported(model)))  # type: ignore[arg-type] # arrays by name
    served = Deep.load(tmp_path / "w.npz")
    with torch.no_grad():
        expected = model.logits(torch.from_numpy(rows.inputs)).numpy()
    assert served.scale == pytest.approx(model.scale.item())
    assert np.abs(expected).max() > 0.1
    assert served.logits(rows.inputs) == pytest.approx(expected, abs=1e-4)


def test_the_same_lists_train_the_same_weights(occasions: list[Occasion]) -> None:
    rows = Rows.of(occasions[:300])
    first, second = (exported(train(rows, SHORT, no_bar)) for _ in range(2))
    assert first.id == second.id
    other = exported(train(rows, replace(SHORT, seed=1), no_bar))
    assert other.id != first.id


def test_position_is_learnt_apart_from_attraction(occasions: list[Occasion]) -> None:
    looked = looked_at(train(Rows.of(occasions), Recipe(epochs=8), no_bar))
    assert looked[0] == 1
    assert (np.diff(looked) < 0).all()
    assert looked == pytest.approx(LOOKED, abs=0.2)


def test_people_who_choose_alike_make_shops_alike(occasions: list[Occasion]) -> None:
    together = together_of(occasions)
    assert len(together.shops)
    assert ((together.weights > 0) & (together.weights <= 1)).all()


def test_what_is_trained_is_written_with_a_page_that_says_it_is_simulated(tmp_path: Path) -> None:
    told = Simulated(sample_shops(ROOT / "data"), foods(), tmp_path / "w.npz", tmp_path / "page.md", lists=400)
    found = train_ranking(told, SHORT, no_bar)
    assert found["simulated"] is True
    assert Deep.load(told.weights).id == found["id"]
    assert "simulated" in told.report.read_text(encoding="utf-8")
