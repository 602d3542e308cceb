"""What the bot knows of the world: the catalogue, places, regions, who helps; a snapshot that is swapped whole."""

from __future__ import annotations

import asyncio
import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Self

from core.recommend import snapshot
from core.recommend.assembly import Assembly
from core.recommend.catalogue import Catalogue
from core.recommend.gazetteer import Gazetteer
from core.recommend.shop import Shop
from db import catalogue as shop_rows
from db import places as place_rows
from db.places import HelpRow, RegionRow
from db.pool import Database

_CHUNK = 100  # shops read at once: few enough that taking them in leaves the loop free
_SWITCH_SECONDS = 0.0005  # a search lets go of the interpreter a hundred times, and waits this long for it each time


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A snapshot; a newer one is another object. `regions` by id, with the card rules of the day it was read."""

    catalogue: Catalogue
    gazetteer: Gazetteer
    regions: Mapping[int, RegionRow]
    helps: Sequence[HelpRow]


class Live:
    """The newest snapshot, brought up to date row by row or whole while turns go on reading."""

    def __init__(self, database: Database, good_words: Mapping[str, str], first: Knowledge) -> None:
        self._database = database
        self._good_words = good_words
        self._newest = first
        self._pinned: ContextVar[Knowledge | None] = ContextVar("knowledge", default=None)

    @classmethod
    async def read(cls, database: Database, lexicon: Path, today: date) -> Self:
        """Read everything.

        Raises:
            DatabaseUnavailableError: PostgreSQL does not answer.
        """
        good_words = praises(lexicon / "good_words.tsv")
        async with database.acquire() as connection:
            regions = await place_rows.regions(connection, today)
            helps = await place_rows.help_places(connection)
        knowledge = Knowledge(
            catalogue=await _catalogue(database, good_words),
            gazetteer=await _gazetteer(database),
            regions={region.id: region for region in regions},
            helps=helps,
        )
        return cls(database, good_words, knowledge)

    @property
    def current(self) -> Knowledge:
        """The snapshot of this turn where one is pinned, else the newest."""
        return self._pinned.get() or self._newest

    @contextmanager
    def pinned(self) -> Iterator[None]:
        """Whoever reads `current` inside, in this task, reads one and the same snapshot."""
        token = self._pinned.set(self._newest)
        try:
            yield
        finally:
            self._pinned.reset(token)

    async def refresh(self, ids: Sequence[int]) -> None:
        """Bring the shops of `ids` up to date; one that is not listed any more leaves.

        Raises:
            DatabaseUnavailableError: PostgreSQL does not answer; nothing changed.
        """
        changes: dict[int, Shop | None] = dict.fromkeys(ids)
        for start in range(0, len(ids), _CHUNK):
            changes |= {shop.id: shop for shop in await self._shops(ids[start : start + _CHUNK])}
        catalogue = await asyncio.to_thread(self._newest.catalogue.refreshed, changes)
        self._newest = replace(self._newest, catalogue=catalogue)

    async def rebuild(self) -> None:
        """Read every shop anew, chunk by chunk in a thread. Raises DatabaseUnavailableError."""
        with _threads_give_way():
            catalogue = await _catalogue(self._database, self._good_words)
        self._newest = replace(self._newest, catalogue=catalogue)

    async def reread_places(self) -> frozenset[str]:
        """Read the gazetteer anew; returns every name in it. Raises DatabaseUnavailableError."""
        gazetteer = await _gazetteer(self._database)
        self._newest = replace(self._newest, gazetteer=gazetteer)
        return gazetteer.names

    async def _shops(self, ids: Sequence[int]) -> list[Shop]:
        async with self._database.acquire() as connection:
            rows = await shop_rows.shops(connection, only=ids)
            menus = await shop_rows.menus(connection, ids)
        return await asyncio.to_thread(snapshot.shops, rows, menus, self._good_words)


@contextmanager
def _threads_give_way() -> Iterator[None]:
    """Inside, a thread at work hands the interpreter to one that waits after half a millisecond instead of five."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


async def _catalogue(database: Database, good_words: Mapping[str, str]) -> Catalogue:
    assembly = Assembly()
    after = 0
    while True:
        async with database.acquire() as connection:
            rows = await shop_rows.shops(connection, after=after, limit=_CHUNK)
            menus = await shop_rows.menus(connection, [row.id for row in rows])
        if not rows:
            return await asyncio.to_thread(lambda: Catalogue(body=assembly.body()))
        after = rows[-1].id
        await asyncio.to_thread(lambda sold, read: assembly.add(snapshot.shops(read, sold, good_words)), menus, rows)


async def _gazetteer(database: Database) -> Gazetteer:
    async with database.acquire() as connection:
        rows = await place_rows.places(connection)
    return await asyncio.to_thread(Gazetteer, rows)


def praises(path: Path) -> dict[str, str]:
    """What reviews praise: the stem that is found, and the praise as a card says it."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t")
        return {row["stem"]: row["praise"] for row in rows}
