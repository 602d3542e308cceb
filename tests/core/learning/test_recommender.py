"""The recommender learns who will choose what, and is judged beside its baselines as the contract says."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.__main__ import main
from core.learning.train.recommend import cochoice
from core.learning.train.recommend.ranking import first, judge, paired, variety
from core.learning.train.recommend.ratings import Choices, Row
from core.learning.train.recommend.report import FILES

pytestmark = pytest.mark.slow  # scikit-learn and PyTorch are read for it

Cells = Sequence[object]
BASELINES = {f"{name}{form}" for name in ("popularity", "item_knn", "ease") for form in ("", "_distance")}


def table(path: Path, columns: str, rows: Sequence[Cells]) -> Path:
    path.write_text("\n".join([columns, *(",".join(map(str, row)) for row in rows)]) + "\n", encoding="utf-8")
    return path


def kinds_of_eaters(seed: int) -> tuple[list[Cells], list[Cells]]:
    """60 people who keep to one of four kinds of 12 shops, in an order that each kind has; the last two held out."""
    chance = np.random.default_rng(seed)
    train: list[Cells] = []
    test: list[Cells] = []
    for person in range(60):
        kind = person % 4
        start = int(chance.integers(0, 12))
        visits = [f"s{kind}-{(start + step) % 12}" for step in range(9)]
        rows = [(f"u{person}", shop, 5, 1000 + step) for step, shop in enumerate(visits)]
        train += rows[:-2]
        test += rows[-2:]
    return train, test


def evaluated(capsys: pytest.CaptureFixture[str], *words: object) -> dict[str, object]:
    assert main(["recommender-eval", *map(str, words)]) == 0
    printed: dict[str, object] = json.loads(capsys.readouterr().out)
    return printed


def refused(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    assert main(["recommender-eval", *map(str, words)]) == 1
    return capsys.readouterr().err


@pytest.fixture
def tables(tmp_path: Path) -> tuple[Path, Path]:
    train, test = kinds_of_eaters(0)
    columns = "user,item,rating,timestamp"
    return table(tmp_path / "t.csv", columns, train), table(tmp_path / "e.csv", columns, test)


def test_it_says_what_the_contract_asks_and_beats_popularity(
    tables: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    said = evaluated(capsys, "--train", tables[0], "--test", tables[1], "--k", 5, "--seed", 3)
    assert set(said) == {"hr@5", "ndcg@5", "users", "items", "seconds", "per_user", "baselines"}
    others, per_user = said["baselines"], said["per_user"]
    assert isinstance(others, dict)
    assert isinstance(per_user, dict)
    assert set(others) == BASELINES
    assert said["users"] == len(per_user) == 60
    assert said["items"] == 48
    assert said["ndcg@5"] == pytest.approx(np.mean([*per_user.values()]))
    assert float(str(said["ndcg@5"])) > 2 * others["popularity"]["ndcg@5"]
    assert float(str(said["ndcg@5"])) > others["ease"]["ndcg@5"]


def test_the_same_seed_says_the_same(tables: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--train", tables[0], "--test", tables[1], "--seed", 7)
    once, again = evaluated(capsys, *words), evaluated(capsys, *words)
    assert {**once, "seconds": 0} == {**again, "seconds": 0}


def test_where_all_go_to_the_next_door_distance_is_learnt(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chance = np.random.default_rng(1)
    shops = chance.uniform(37.4, 37.6, (40, 2)) + np.array([0, 89.5])
    people = chance.uniform(37.4, 37.6, (50, 2)) + np.array([0, 89.5])
    nearest = [np.argsort(np.hypot(*(shops - person).T))[:5] for person in people]
    train = [(f"u{u}", f"s{s}", "", "") for u, near in enumerate(nearest) for s in near[[0, 2, 4]]]
    train += [("far", f"s{s}", "", "") for s in range(40)]
    test = [(f"u{u}", f"s{s}", "", "") for u, near in enumerate(nearest) for s in near[[1, 3]]]
    columns = "user,item,rating,timestamp"
    words = ("--train", table(tmp_path / "t", columns, train), "--test", table(tmp_path / "e", columns, test))
    of_users = table(
        tmp_path / "u", "user,latitude,longitude,tags", [(f"u{u}", *at, "") for u, at in enumerate(people)]
    )
    of_items = table(
        tmp_path / "i", "item,latitude,longitude,price,tags", [(f"s{s}", *at, "", "") for s, at in enumerate(shops)]
    )
    blind = evaluated(capsys, *words, "--k", 3)
    seeing = evaluated(capsys, *words, "--k", 3, "--users", of_users, "--items", of_items)
    assert isinstance(seeing["baselines"], dict)
    assert seeing["baselines"]["nearest"]["ndcg@3"] > 0.6
    assert float(str(seeing["ndcg@3"])) > max(0.6, float(str(blind["ndcg@3"])))


@pytest.mark.parametrize(
    ("train", "test"),
    [
        ([("a", "x", 1, 1)], [("b", "x", 1, 2)]),
        ([("a", "x", "", ""), ("b", "x", "", ""), ("b", "y", "", "")], [("a", "y", "", "")]),
        ([("a", "x", 1, 1), ("a", "x", 1, 1), ("b", "y", 2, "")], [("a", "y", 1, 5), ("a", "y", 1, 5)]),
    ],
    ids=["a person never seen", "no ratings and times", "rows twice and a time missing"],
)
def test_tables_of_any_size_are_judged(
    train: list[Cells], test: list[Cells], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    columns = "user,item,rating,timestamp"
    said = evaluated(
        capsys, "--train", table(tmp_path / "t", columns, train), "--test", table(tmp_path / "e", columns, test)
    )
    assert said["users"] == 1
    assert said["hr@10"] == 1.0


@pytest.mark.parametrize(
    ("columns", "row", "told"),
    [
        ("user,movie", ("a", "x"), "no column item"),
        ("user,item,rating", ("a", "x", "good"), "line 2: rating is no number: 'good'"),
        ("user,item", ("", "x"), "line 2: user and item must not be empty"),
        ("user,item", ("a", "x"), "no row rated above 0 tells of an item"),
    ],
)
def test_what_is_wrong_with_a_table_is_told(
    columns: str, row: Cells, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = table(tmp_path / "t.csv", columns, [row])
    said = refused(capsys, "--train", path, "--test", path)
    assert told in said
    assert "t.csv" in said


def test_public_ratings_that_are_not_there_are_named_before_anything_is_trained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / FILES[0]).touch()
    assert main(["train", "recommender", "--data", str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert all(name in told for name in FILES[1:])
    assert FILES[0] not in told


def test_hits_and_ndcg_by_hand() -> None:
    """Of the items 0 to 4 the user has 0; 2 and 4 are relevant; ranked 1, 2, 3."""
    scores = np.array([[9.0, 5.0, 4.0, 3.0, 1.0]], dtype=np.float32)
    top = first(scores, [np.array([0])], 3, np.random.default_rng(0))
    assert top.tolist() == [[1, 2, 3]]
    judged = judge(np.array([0]), top, [frozenset({2, 4})])
    assert judged.hit.tolist() == [1.0]
    assert judged.ndcg[0] == pytest.approx((1 / math.log2(3)) / (1 + 1 / math.log2(3)))


def test_equal_scores_come_in_a_random_order() -> None:
    orders = {
        tuple(first(np.zeros((1, 6), np.float32), [np.array([], int)], 6, np.random.default_rng(s))[0])
        for s in range(8)
    }
    assert len(orders) > 1


def test_ease_is_the_same_from_either_side() -> None:
    chance = np.random.default_rng(0)
    rows = [Row(f"u{u}", f"i{i}") for u in range(12) for i in range(30) if chance.random() < 0.3]
    profile = cochoice.chosen(Choices.of(rows))
    users, items = profile.shape
    assert users < items
    gram = (profile.T @ profile).toarray() + 5.0 * np.eye(items)
    inverse = np.linalg.inv(gram)
    expected = -inverse / np.diag(inverse)
    np.fill_diagonal(expected, 0)
    np.testing.assert_allclose(cochoice.ease(profile, 5.0), expected, atol=1e-5)


def test_the_bootstrap_and_what_is_shown() -> None:
    gap = paired(np.full(50, 0.4), np.full(50, 0.3), seed=0)
    assert gap["low"] == pytest.approx(0.1)
    assert gap["high"] == pytest.approx(0.1)
    shown = variety(np.array([[0, 1], [0, 1]]), np.array([2, 1, 1, 0]), np.zeros((4, 4), np.float32))
    assert shown["coverage"] == 0.5
    assert shown["gini"] == pytest.approx(0.5)
    assert shown["novelty"] == pytest.approx(1.5)
    assert shown["diversity"] == 1.0
