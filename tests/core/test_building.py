"""The catalogue is the same wherever it is built, and a document is embedded once for each model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pytest
from numpy.typing import NDArray

from bot import sample
from bot.config import ROOT
from bot.understanding import LEXICON
from core.building import Plan, build, read
from core.encoder import Model
from core.knowledge import Live, praises
from core.recommend.catalogue import Catalogue
from core.recommend.embed import shipped
from core.recommend.find import find
from core.recommend.prepared import Prepared
from core.recommend.request import Request
from core.recommend.vectors import document
from db import embeddings
from db.embeddings import Document
from db.pool import Database, DatabaseUnavailableError
from tests.core.recommend.sample import KONKUK, NOON, foods

pytestmark = pytest.mark.slow

ASKED = [
    Request(NOON, KONKUK, budget=8_000, query="떡볶이", wishes=foods().wishes(["떡볶이"])),
    Request(NOON, KONKUK, diets=("알레르기 계란",)),
    Request(NOON, budget=6_000),
]


class Counting:
    """The shipped embedding under another name, which remembers what it was asked."""

    dimension = shipped().dimension

    def __init__(self, name: str) -> None:
        self.id = name
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        return shipped().encode(texts)


@pytest.fixture
async def filled(database: Database) -> Database:
    await sample.load_reference(database, ROOT / "data")
    await sample.load(database, ROOT / "data", NOON)
    return database


async def test_built_in_a_process_of_its_own_it_is_what_is_built_here(filled: Database) -> None:
    here = Catalogue(body=await build(filled, Plan(filled.url, {}), shipped()))
    left = Path(mkdtemp(prefix=f"naviyam-catalogue-{2**30}-"))  # by a process that was killed
    apart = Catalogue(body=await build(filled, Plan(filled.url, {}, apart_from=0), shipped()))
    assert not left.exists()  # noqa: ASYNC240
    assert len(apart) == len(here) > 300
    assert list(apart.shops) == list(here.shops)
    assert [find(apart, request) for request in ASKED] == [find(here, request) for request in ASKED]
    assert apart.named("분식") == here.named("분식")
    gone = apart.refreshed([], np.empty((0, shipped().dimension), dtype=np.float32), [apart.shops[0].id])
    assert (len(gone), len(apart)) == (len(here) - 1, len(here))


async def test_the_process_that_builds_says_that_postgresql_is_away(filled: Database) -> None:
    with pytest.raises(DatabaseUnavailableError):
        await build(filled, Plan("postgresql://nobody@127.0.0.1:1/none", {}, apart_from=0), shipped())


async def test_a_document_is_embedded_once_for_a_model_and_again_when_either_changes(filled: Database) -> None:
    plan, first, second = Plan(filled.url, {}), Counting("first"), Counting("second")
    await build(filled, plan, first)
    assert len(first.asked) > 300
    first.asked.clear()
    async with filled.acquire() as connection:
        await connection.execute(
            """
            UPDATE ml_training.rag_embeddings_queue SET embedding_vector = '[1, 0]', embedding_dimension = 2
            WHERE document_id = 'shop_2'
            """
        )
        shop = await connection.fetchval("UPDATE chatbot.shops SET shop_name = '새이름' WHERE id = 1 RETURNING id")
    await build(filled, plan, first)
    assert first.asked[0].split()[0] == "새이름"
    assert len(first.asked) == 2  # the changed one, and the one whose vector is not of this model
    shops, vectors = await read(filled, [shop], plan, second)
    assert len(second.asked) == 1
    assert np.allclose(vectors, shipped().encode(second.asked), atol=1e-6)
    assert [one.name for one in shops] == ["새이름"]


@pytest.mark.parametrize("apart_from", [0, 5_000], ids=["built apart", "built here"])
async def test_the_model_searched_by_may_be_any_that_another_process_runs(filled: Database, apart_from: int) -> None:
    """Until that process has a shop's vector the shop is like nothing; then it is read with its row."""
    live = await Live.read(filled, LEXICON, NOON.date())
    plan = Plan(filled.url, praises(LEXICON / "good_words.tsv"), apart_from=apart_from)
    live = Live(filled, plan, shipped(), live.current)
    for model in (Model("first", 8, complete=True), Model("second", 16, complete=True)):
        await live.search_by(model)
        assert live.searched_by == model.id
        assert not _likeness(live, np.ones(model.dimension)).any()
        shop = live.current.catalogue.shop(1)
        assert shop is not None
        told = Document(1, shop.name, document(shop))
        async with filled.acquire() as connection:
            await embeddings.keep(connection, model.id, [told], {1: np.eye(1, model.dimension, dtype=np.float32)[0]})
        await live.refresh([1, 2])
        assert _likeness(live, np.eye(1, model.dimension)[0]).sum() == pytest.approx(1)


def _likeness(live: Live, vector: NDArray[np.float64]) -> NDArray[np.float64]:
    catalogue = live.current.catalogue
    assert isinstance(catalogue.embeds, Prepared)
    catalogue.embeds.keep("떡볶이", vector.astype(np.float32))
    return catalogue.similarity("떡볶이", catalogue.all_rows())
