"""Builds the catalogue in memory from the database: here, or in a process of its own that leaves the turns alone.

Reading half a million shops takes minutes of Python; a thread that does it holds the interpreter for tenths of a second
at a time. So a large catalogue is built by `python -m core.building`, which writes it to files that are then mapped.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

import numpy as np
import orjson
import psutil
import structlog
from numpy.typing import NDArray

from core.recommend import embed, snapshot, stored
from core.recommend.assembly import Assembly, Body
from core.recommend.prepared import Prepared
from core.recommend.shop import Shop
from core.recommend.vectors import Embeds, document
from db import catalogue as rows
from db import embeddings
from db.embeddings import Document, Vector
from db.pool import Database, DatabaseUnavailableError

_CHUNK, _CHUNK_APART = 200, 1_000  # shops read at once: beside turns few enough to leave the loop free
_UNAVAILABLE = 3  # how the process ends where PostgreSQL does not answer
_STATEMENT_SECONDS = 60.0
_NICENESS = 10
_FOLDER = "naviyam-catalogue-"
_ROOT = Path(__file__).resolve().parent.parent

Matrix = NDArray[np.float32]

_log = structlog.get_logger()


class _BuildError(Exception):
    """The process that builds ended otherwise than it should; what it said is on stderr."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to build from. `good_words`: stem to praise; `embedding`: its folder.

    `elsewhere`: instead of it the id and the dimension of a model whose process makes and keeps the vectors; what it
    has not made yet is nothing. `keeps`: vectors made here are kept for the next time. More shops than `apart_from`
    are built apart.
    """

    url: str
    good_words: Mapping[str, str]
    embedding: str = str(embed.SHIPPED)
    elsewhere: tuple[str, int] | None = None
    keeps: bool = True
    apart_from: int = 5_000  # the work saved is then more than a process costs (some 0.7 s)


async def build(database: Database, plan: Plan, embeds: Embeds) -> Body:
    """Every listed shop.

    Raises:
        DatabaseUnavailableError: PostgreSQL does not answer.
    """
    async with database.acquire() as connection:
        is_large = await rows.has_more_than(connection, plan.apart_from)
    if is_large:
        try:
            return await _apart(plan, embeds)
        except _BuildError as error:
            _log.error("catalogue_not_built_apart", error=str(error))
    return await _here(database, plan, embeds)


async def read(database: Database, ids: Sequence[int], plan: Plan, embeds: Embeds) -> tuple[list[Shop], Matrix]:
    """The listed shops of `ids` and the vectors of their documents: those kept of this model and text, the others made.

    Raises:
        DatabaseUnavailableError: PostgreSQL does not answer.
    """
    shops = await _shops(database, ids, plan)
    documents = _documents(shops)
    vectors = await _kept(database, documents, embeds)
    vectors |= await _made(database, [one for one in documents if one.shop_id not in vectors], plan, embeds)
    matrix = np.array([vectors[shop.id] for shop in shops], dtype=np.float32)
    return shops, matrix.reshape(len(shops), embeds.dimension)


async def embed_missing(database: Database, ids: Sequence[int], plan: Plan, embeds: Embeds) -> list[int]:
    """Make and keep the vectors that the shops of `ids` lack; returns whose were made.

    Raises:
        DatabaseUnavailableError: PostgreSQL does not answer.
    """
    documents = _documents(await _shops(database, ids, plan))
    kept = await _kept(database, documents, embeds)
    return [*await _made(database, [one for one in documents if one.shop_id not in kept], plan, embeds)]


async def _here(database: Database, plan: Plan, embeds: Embeds, chunk: int = _CHUNK) -> Body:
    assembly = Assembly(embeds)
    after = 0
    while True:
        async with database.acquire() as connection:
            ids = await rows.ids(connection, after=after, limit=chunk)
        if not ids:
            return await asyncio.to_thread(assembly.body)
        after = ids[-1]
        await asyncio.to_thread(assembly.add, *await read(database, ids, plan, embeds))


async def _shops(database: Database, ids: Sequence[int], plan: Plan) -> list[Shop]:
    async with database.acquire() as connection:
        found = await rows.shops(connection, ids)
        menus = await rows.menus(connection, ids)
    return await asyncio.to_thread(snapshot.shops, found, menus, plan.good_words)


def _documents(shops: Sequence[Shop]) -> list[Document]:
    return [Document(shop.id, shop.name, document(shop)) for shop in shops]


async def _kept(database: Database, documents: Sequence[Document], embeds: Embeds) -> dict[int, Vector]:
    async with database.acquire() as connection:
        return await embeddings.kept(connection, embeds.id, embeds.dimension, documents)


async def _made(database: Database, documents: Sequence[Document], plan: Plan, embeds: Embeds) -> dict[int, Vector]:
    """The vectors of documents, by shop; kept where the plan says so."""
    if not documents:
        return {}
    vectors = await asyncio.to_thread(embeds.encode, [one.content for one in documents])
    made = {one.shop_id: vector for one, vector in zip(documents, vectors, strict=True)}
    if plan.keeps:
        async with database.acquire() as connection:
            await embeddings.keep(connection, embeds.id, documents, made)
    return made


async def _apart(plan: Plan, embeds: Embeds) -> Body:
    await asyncio.to_thread(_sweep)
    with TemporaryDirectory(prefix=f"{_FOLDER}{os.getpid()}-") as folder:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "core.building", folder), stdin=asyncio.subprocess.PIPE, cwd=_ROOT
        )
        try:
            await process.communicate(orjson.dumps(asdict(plan)))
        finally:
            with suppress(ProcessLookupError):  # it ended by itself, unless we were told to stop
                process.kill()
        if process.returncode == _UNAVAILABLE:
            raise DatabaseUnavailableError("the catalogue's builder lost PostgreSQL")
        if process.returncode:
            raise _BuildError(f"the catalogue's builder ended with {process.returncode}")
        return await asyncio.to_thread(stored.read, Path(folder), embeds)


def _sweep() -> None:
    """Remove what processes that were killed while they built have left."""
    for folder in Path(gettempdir()).glob(f"{_FOLDER}*"):
        owner = folder.name.removeprefix(_FOLDER).split("-")[0]
        if owner.isdecimal() and not psutil.pid_exists(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


async def _build_into(folder: Path, plan: Plan) -> None:
    database = await Database.connect(
        plan.url, application="naviyam builds", size=1, statement_seconds=_STATEMENT_SECONDS
    )
    try:
        embeds = Prepared(*plan.elsewhere) if plan.elsewhere else embed.Embedding.load(Path(plan.embedding))
        body = await _here(database, plan, embeds, _CHUNK_APART)
    finally:
        await database.close()
    stored.write(body, folder)


def main(folder: Path) -> int:
    """Build what the plan on stdin says into `folder`."""
    os.nice(_NICENESS)
    try:
        asyncio.run(_build_into(folder, Plan(**orjson.loads(sys.stdin.buffer.read()))))
    except DatabaseUnavailableError:
        return _UNAVAILABLE
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
