"""Names of places with their points, and the regions that run a meal card."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from db.pool import Connection


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One row of `places`; coordinates in WGS84 degrees."""

    place_name: str
    kind: str
    aliases: tuple[str, ...]
    latitude: float
    longitude: float
    sido: str
    sigungu: str
    data_source: str


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A region with the card rule that holds on a day. Amounts in won, times in KST."""

    id: int
    region_name: str
    card_name: str | None
    contact_name: str
    contact_phone: str
    meal_amount: int | None
    daily_limit: int | None
    charge_day: int | None
    charge_amount: int | None
    usable_from: time | None
    usable_until: time | None
    goods_not_allowed: tuple[str, ...]
    rest_expires: bool | None


@dataclass(frozen=True, slots=True)
class HelpRow:
    """One row of `help_places`; `region_id` None is the whole country."""

    region_id: int | None
    help_name: str
    kind: str
    phone: str
    hours: str
    description: str


@dataclass(frozen=True, slots=True)
class AddressMiddle:
    """The median point of the exactly placed shops whose addresses begin with `text`."""

    text: str
    shops: int
    latitude: float
    longitude: float


async def places(connection: Connection) -> list[PlaceRow]:
    """The whole gazetteer."""
    rows = await connection.fetch(
        """
        SELECT place_name, kind, aliases, latitude, longitude, sido, sigungu, data_source
        FROM chatbot.places ORDER BY id
        """
    )
    return [PlaceRow(**(dict(row) | {"aliases": tuple(row["aliases"])})) for row in rows]


async def add_places(connection: Connection, rows: Iterable[PlaceRow]) -> None:
    """Insert places; one that stands already is brought up to date."""
    await connection.executemany(
        """
        INSERT INTO chatbot.places (place_name, kind, aliases, latitude, longitude, sido, sigungu, data_source)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (place_name, kind, sido, sigungu) DO UPDATE
        SET aliases = excluded.aliases, latitude = excluded.latitude, longitude = excluded.longitude,
            data_source = excluded.data_source
        """,
        [
            (r.place_name, r.kind, list(r.aliases), r.latitude, r.longitude, r.sido, r.sigungu, r.data_source)
            for r in rows
        ],
    )


async def announce(connection: Connection) -> None:
    """Tell every process that the gazetteer changed, when the transaction ends."""
    await connection.execute("SELECT pg_notify('catalogue', 'places')")


async def address_middles(connection: Connection) -> list[AddressMiddle]:
    """Of listed shops at their address, by what stands before the first number and the dong in brackets."""
    rows = await connection.fetch(
        r"""
        SELECT text, count(*)::int AS shops, percentile_cont(0.5) WITHIN GROUP (ORDER BY latitude) AS latitude,
               percentile_cont(0.5) WITHIN GROUP (ORDER BY longitude) AS longitude
        FROM (
            SELECT latitude, longitude, trim(substring(address_name FROM '^[^0-9(,]+'))
                   || coalesce(' ' || substring(address_name FROM '\(([가-힣]+[0-9]*(?:동|읍|면|가))\M'), '') AS text
            FROM chatbot.shops WHERE is_listed AND geo_precision = 'address' AND data_source <> 'sample'
        ) addresses
        WHERE text IS NOT NULL GROUP BY text
        """
    )
    return [AddressMiddle(**dict(row)) for row in rows]


async def regions(connection: Connection, day: date) -> list[RegionRow]:
    """Every region with the newest card rule valid on `day` (its columns None where there is none)."""
    rows = await connection.fetch(
        """
        SELECT r.id, r.region_name, r.card_name, r.contact_name, r.contact_phone, c.meal_amount, c.daily_limit,
               c.charge_day, c.charge_amount, c.usable_from, c.usable_until,
               coalesce(c.goods_not_allowed, '{}') AS goods_not_allowed, c.rest_expires
        FROM chatbot.regions r
        LEFT JOIN LATERAL (
            SELECT * FROM chatbot.region_card_rules
            WHERE region_id = r.id AND valid_from <= $1 ORDER BY valid_from DESC LIMIT 1
        ) c ON TRUE
        ORDER BY r.id
        """,
        day,
    )
    return [RegionRow(**(dict(row) | {"goods_not_allowed": tuple(row["goods_not_allowed"])})) for row in rows]


async def help_places(connection: Connection) -> list[HelpRow]:
    """Every number and place that helps."""
    rows = await connection.fetch(
        "SELECT region_id, help_name, kind, phone, hours, description FROM chatbot.help_places ORDER BY id"
    )
    return [HelpRow(**dict(row)) for row in rows]
