"""What the bot knows of the world, read once at start: the catalogue, places, regions, who helps."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

from core.recommend import snapshot
from core.recommend.catalogue import Catalogue
from core.recommend.gazetteer import Gazetteer
from db import catalogue as shop_rows
from db import places as place_rows
from db.places import HelpRow, RegionRow
from db.pool import Database


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A snapshot; a newer one is another object. `regions` by id, with the card rules of the day it was read."""

    catalogue: Catalogue
    gazetteer: Gazetteer
    regions: Mapping[int, RegionRow]
    helps: Sequence[HelpRow]

    @classmethod
    async def read(cls, database: Database, lexicon: Path, today: date) -> Self:
        """Read everything.

        Raises:
            DatabaseUnavailableError: PostgreSQL does not answer.
        """
        good_words = _good_words(lexicon / "good_words.tsv")
        async with database.acquire() as connection:
            shops = await shop_rows.shops(connection)
            menus = await shop_rows.menus(connection)
            places = await place_rows.places(connection)
            regions = await place_rows.regions(connection, today)
            helps = await place_rows.help_places(connection)
        return cls(
            catalogue=snapshot.build(shops, menus, good_words),
            gazetteer=Gazetteer(places),
            regions={region.id: region for region in regions},
            helps=helps,
        )


def _good_words(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t")
        return {row["stem"]: row["praise"] for row in rows}
