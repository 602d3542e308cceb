"""What the bot knows of the world: the catalogue, places, regions, who helps; a snapshot that is swapped whole."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Self

from core.building import Plan, build, read
from core.encoder import Encoder, Model
from core.help_topics import HelpTopics
from core.outside import OutsideError
from core.privacy import mask
from core.recommend import embed
from core.recommend.catalogue import Catalogue
from core.recommend.gazetteer import Gazetteer
from core.recommend.prepared import Prepared
from core.recommend.ranker import WIDE_ALONE, Ranker
from core.recommend.together import Together
from core.recommend.vectors import Embeds
from db import acceptance, help_topics
from db import places as place_rows
from db import ranking as ranking_rows
from db.places import HelpRow, RegionRow
from db.pool import Database

_CHUNK = 100  # changed shops read at once


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A snapshot; a newer one is another object. `regions` by id, with the card rules of the day it was read.

    `paid_until` tells of shops until when it holds that cards were really taken there lately.
    """

    catalogue: Catalogue
    gazetteer: Gazetteer
    regions: Mapping[int, RegionRow]
    helps: Sequence[HelpRow]
    topics: HelpTopics
    ranker: Ranker = WIDE_ALONE
    paid_until: Mapping[int, datetime] = field(default_factory=dict)


class Live:
    """The newest snapshot, brought up to date row by row or whole while turns go on reading."""

    def __init__(
        self, database: Database, plan: Plan, embeds: Embeds, first: Knowledge, encoder: Encoder | None = None
    ) -> None:
        self._database = database
        self._plan = plan
        self._embeds = embeds
        self._newest = first
        self._encoder = encoder
        self._changing = asyncio.Lock()  # what is read by one model must not meet a catalogue of another
        self._pinned: ContextVar[Knowledge | None] = ContextVar("knowledge", default=None)

    @classmethod
    async def read(
        cls,
        database: Database,
        lexicon: Path,
        today: date,
        embedding: Path = embed.SHIPPED,
        ranker: Ranker = WIDE_ALONE,
        encoder: Encoder | None = None,
    ) -> Self:
        """Read everything; `ranker` is what orders places.

        `embedding` is the folder of the one to search by, until there is an `encoder` that is through with the shops.

        Raises:
            DatabaseUnavailableError: PostgreSQL does not answer.
        """
        plan = Plan(database.url, praises(lexicon / "good_words.tsv"), str(embedding), keeps=encoder is None)
        embeds = embed.Embedding.load(embedding)
        async with database.acquire() as connection:
            regions = await place_rows.regions(connection, today)
            helps = await place_rows.help_places(connection)
            topics = await help_topics.help_topics(connection)
            paid_until = await acceptance.paid_until(connection)
        knowledge = Knowledge(
            catalogue=Catalogue(body=await build(database, plan, embeds)),
            gazetteer=await _gazetteer(database),
            regions={region.id: region for region in regions},
            helps=helps,
            topics=HelpTopics.of(topics, embed.shipped()),  # how near is near was measured with this one
            ranker=await _with_cochoice(database, ranker),
            paid_until=paid_until,
        )
        return cls(database, plan, embeds, knowledge, encoder)

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
        for start in range(0, len(ids), _CHUNK):
            async with self._changing:
                chunk = ids[start : start + _CHUNK]
                shops, vectors = await read(self._database, chunk, self._plan, self._embeds)
                gone = set(chunk) - {shop.id for shop in shops}
                catalogue = await asyncio.to_thread(self._newest.catalogue.refreshed, shops, vectors, gone)
                self._newest = replace(self._newest, catalogue=catalogue)

    async def rebuild(self) -> None:
        """Read every shop anew, beside the turns. Raises DatabaseUnavailableError; the snapshot before then stands."""
        async with self._changing:
            await self._rebuild(self._plan, self._embeds)

    @property
    def searched_by(self) -> str:
        """The id of the model by which wishes are compared with shops."""
        return self._embeds.id

    async def search_by(self, model: Model) -> None:
        """Search by the encoder's model from now on.

        Raises:
            DatabaseUnavailableError: PostgreSQL does not answer; the model before stays.
        """
        async with self._changing:
            plan = replace(self._plan, elsewhere=(model.id, model.dimension))
            embeds = Prepared(model.id, model.dimension)
            await self._rebuild(plan, embeds)
            self._plan, self._embeds = plan, embeds

    async def expect(self, wish: str) -> None:
        """Have what the encoder says of `wish` at hand, where one is searched by; without its answer others decide."""
        embeds = self.current.catalogue.embeds
        if self._encoder is None or not isinstance(embeds, Prepared) or not wish or embeds.knows(wish):
            return
        with suppress(OutsideError):  # counted where it was called
            embeds.keep(wish, await self._encoder.query(mask(wish), embeds.id, embeds.dimension))

    async def _rebuild(self, plan: Plan, embeds: Embeds) -> None:
        body = await build(self._database, plan, embeds)
        catalogue = await asyncio.to_thread(lambda: Catalogue(body=body))
        ranker = await _with_cochoice(self._database, self._newest.ranker)
        self._newest = replace(self._newest, catalogue=catalogue, ranker=ranker)

    async def reread_payments(self) -> None:
        """Read anew where cards were taken lately. Raises DatabaseUnavailableError."""
        async with self._database.acquire() as connection:
            paid_until = await acceptance.paid_until(connection)
        self._newest = replace(self._newest, paid_until=paid_until)

    async def reread_places(self) -> frozenset[str]:
        """Read the gazetteer anew; returns every name in it. Raises DatabaseUnavailableError."""
        gazetteer = await _gazetteer(self._database)
        self._newest = replace(self._newest, gazetteer=gazetteer)
        return gazetteer.names


async def _with_cochoice(database: Database, ranker: Ranker) -> Ranker:
    """The ranker with what was counted last night."""
    async with database.acquire() as connection:
        pairs = await ranking_rows.cochoice(connection)
    return replace(ranker, together=await asyncio.to_thread(Together.of, pairs))


async def _gazetteer(database: Database) -> Gazetteer:
    async with database.acquire() as connection:
        rows = await place_rows.places(connection)
    return await asyncio.to_thread(Gazetteer, rows)


def praises(path: Path) -> dict[str, str]:
    """What reviews praise: the stem that is found, and the praise as a card says it."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t")
        return {row["stem"]: row["praise"] for row in rows}
