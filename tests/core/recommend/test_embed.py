"""The embedding that serves says what its training form says, fast, small, and of a sentence in its own way."""

from __future__ import annotations

import io
from pathlib import Path
from time import process_time

import numpy as np
import pytest

from bot.__main__ import main
from bot.config import ROOT, Settings
from bot.embedding import Chosen, chosen, folder_of
from core.learning.train.embedding.shipping import NoTableError, ship, ship_foreign, training_form
from core.learning.train.embedding.sources import read_wishes
from core.recommend.embed import SHIPPED, Embedding, grams, shipped

SAYINGS = ["떡볶이 먹고 싶어", "매콤한 거 땡긴다!", "오천원으로 배부르게", "a", "김치찌개 8,000원?", "ㅋㅋㅋ 배고파ㅠ"]
MOST_BYTES = 25_000_000
MOST_MICROSECONDS = 100


@pytest.mark.slow
def test_the_arrays_say_what_the_training_form_says() -> None:
    embedding = shipped()
    table = embedding.table * embedding.scales[:, None]
    vocabulary = (SHIPPED / "vocabulary.txt").read_text(encoding="utf-8").splitlines()
    trained = training_form(table, vocabulary).encode([" ".join(grams(saying)) for saying in SAYINGS])
    trained /= np.linalg.norm(trained, axis=1, keepdims=True)
    np.testing.assert_allclose(embedding.encode(SAYINGS), trained, atol=1e-5)


def test_vectors_are_unit_and_what_has_no_letter_is_nothing() -> None:
    vectors = shipped().encode([*SAYINGS, "", "♥♥"])
    np.testing.assert_allclose(np.linalg.norm(vectors[: len(SAYINGS)], axis=1), 1, atol=1e-5)
    assert shipped().encode([]).shape == (0, shipped().dimension)
    assert np.isfinite(vectors).all()


def test_meaning_counts_more_than_letters() -> None:
    one, same, other = shipped().encode(
        ["한 남자가 기타를 치고 있다", "남성이 기타를 연주한다", "한 남자가 빵을 썰고 있다"]
    )
    assert one @ same > one @ other


def test_most_wishes_never_learnt_find_their_shop_among_thirty() -> None:
    asked = read_wishes(ROOT / "data" / "wishes" / "test.tsv")
    scores = shipped().encode([wish.said for wish in asked]) @ shipped().encode([wish.document for wish in asked]).T
    place = (scores > np.diag(scores)[:, None]).sum(axis=1)
    assert (place < 3).mean() >= 0.8


def test_it_is_small_and_fast() -> None:
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) <= MOST_BYTES
    sentences = [wish.said for wish in read_wishes(ROOT / "data" / "wishes" / "train.tsv")] * 4
    shipped().encode(sentences)
    took = []
    for _ in range(5):
        begun = process_time()
        shipped().encode(sentences)
        took.append((process_time() - begun) / len(sentences))
    assert min(took) * 1e6 <= MOST_MICROSECONDS


def test_similarity_prints_a_cosine_a_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    said = '배고파\t배고파\n"따옴표\t떡볶이"\n밥 줘\t\n'
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(said.encode())))
    assert main(["similarity"]) == 0
    printed = [float(line) for line in capsys.readouterr().out.splitlines()]
    assert len(printed) == 3
    assert printed[0] == pytest.approx(1, abs=1e-5)
    assert -1 <= printed[1] < 0.9


def test_a_line_without_a_tab_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("배고파\t밥\n한 문장\n".encode())))
    assert main(["similarity"]) == 1
    assert "line 2" in capsys.readouterr().err


def test_another_static_embedding_serves_once_it_is_exported(tmp_path: Path) -> None:
    """A model of three words and two dimensions, in the form that the hub has it."""
    words = ["떡볶이", "김밥", "피자"]
    form = training_form(np.array([[1, 0], [0, 1], [3, 4]], dtype=np.float32), words)
    form.save(str(tmp_path / "form"))
    settings = Settings(data_dir=tmp_path, embedding_model=str(tmp_path / "form"))
    assert chosen(settings).needs_encoder
    assert ship_foreign(folder_of(settings), settings.embedding_model) == 2
    serving = Embedding.load(chosen(settings).folder)
    np.testing.assert_allclose(serving.encode(["피자", "떡볶이 김밥"]), [[0.6, 0.8], [0.7071, 0.7071]], atol=0.01)


def test_a_model_that_is_no_table_cannot_be_exported(tmp_path: Path) -> None:
    form = training_form(np.eye(2, dtype=np.float32), ["가", "나"])
    from sentence_transformers.sentence_transformer.modules import Dense  # noqa: PLC0415

    form.append(Dense(2, 2))
    form.save(str(tmp_path / "form"))
    with pytest.raises(NoTableError, match="StaticEmbedding, Dense"):
        ship_foreign(tmp_path / "arrays", str(tmp_path / "form"))


def test_an_export_that_cannot_be_read_stops_no_start(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, embedding_model="some/model")
    ship(folder_of(settings), "theirs", np.eye(2, dtype=np.float32), ["가", "나"])
    (folder_of(settings) / "vocabulary.txt").write_text("가\n", encoding="utf-8")
    assert chosen(settings) == Chosen(SHIPPED)


def test_vectors_of_another_training_have_another_identity(tmp_path: Path) -> None:
    names = []
    for seed in (0, 1):
        table = np.random.default_rng(seed).standard_normal((3, 4)).astype(np.float32)
        ship(tmp_path, "ours", table, ["가", "나", "다"])
        names.append(Embedding.load(tmp_path).id)
    assert names[0] != names[1]


def test_files_that_do_not_fit_together_are_refused(tmp_path: Path) -> None:
    ship(tmp_path, "ours", np.eye(2, dtype=np.float32), ["가", "나"])
    (tmp_path / "vocabulary.txt").write_text("가\n", encoding="utf-8")
    with pytest.raises(ValueError, match="1 tokens for 2 rows"):
        Embedding.load(tmp_path)
