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
from core.building import Plan, build, read
from core.recommend.catalogue import Catalogue
from core.recommend.embed import shipped
from core.recommend.find import find
from core.recommend.request import Request
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
