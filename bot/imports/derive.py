"""Names of districts and dongs that only addresses of shops tell, taken into the gazetteer."""

from __future__ import annotations

from bot.imports.places import derived_places
from db import places
from db.pool import Database


async def derive_places(database: Database) -> int:
    """Bring the districts and dongs named by exactly placed shops into the gazetteer; returns how many there are."""
    async with database.transaction() as connection:
        standing = await places.places(connection)
        found = derived_places(await places.address_middles(connection), standing)
        fresh = [place for place in found if place not in standing]
        if fresh:
            await places.add_places(connection, fresh)
            await places.announce(connection)
    return len(found)
