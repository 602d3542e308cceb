"""What every installation must know, from `data/`: place names, regions with their card rules, numbers that help."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable
from datetime import date, time
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from bot.sample.files import SampleError, check, read_yaml, rows_of
from bot.sample.forms import Goods, Row
from db import aid, help_topics, places, reference
from db.help_topics import NewTopic
from db.places import PlaceRow
from db.pool import Connection, Database
from db.reference import CardRule, NewHelpPlace

PLACES = "places.tsv"
REGIONS = "regions.yaml"
HELP_PLACES = "help_places.yaml"
HELP_TOPICS = "help_topics.yaml"
AID = "aid.yaml"

_NAME = "data"


class PlaceLine(Row):
    """One line of places.tsv; aliases are joined by `|`."""

    name: str = Field(min_length=1, max_length=100)
    kind: Literal["sido", "sigungu", "dong", "dong_group", "subway", "campus", "park", "district", "market"]
    aliases: Annotated[tuple[str, ...], BeforeValidator(lambda text: [part for part in text.split("|") if part])]
    latitude: float = Field(ge=33, le=39)
    longitude: float = Field(ge=124, le=132)
    sido: str
    sigungu: str
    source: str = Field(min_length=1, max_length=200)


class Rule(Row):
    """One dated rule of a region's card, with where it was read and when. Amounts in won, times in KST."""

    valid_from: date
    meal_amount: int = Field(gt=0)
    daily_limit: int | None
    charge_day: int = Field(ge=1, le=31)
    charge_amount: int | None
    usable_from: time
    usable_until: time
    goods_not_allowed: tuple[Goods, ...]
    rest_expires: bool
    source: str = Field(min_length=20)
    source_date: date


class Region(Row):
    """A local government that runs a meal card."""

    name: str
    card_name: str
    contact_name: str
    contact_phone: str
    rules: Annotated[tuple[Rule, ...], Field(min_length=1)]


class HelpPlace(Row):
    """A number or place that helps; without a region it is for the whole country."""

    name: str
    region: str | None = None
    kind: Literal["crisis", "youth", "police", "school", "welfare", "meal"]
    phone: str
    hours: str
    description: str
    source: str = Field(min_length=10)
    source_date: date


class HelpTopic(Row):
    """A question about the card in several words, and its answer of at most two lines."""

    questions: Annotated[tuple[str, ...], Field(min_length=1)]
    region: str | None = None
    answer: str = Field(pattern=r"^[^\n]+(\n[^\n]+)?$")
    source: str = Field(min_length=10)
    source_date: date


class Aid(Row):
    """What emergency aid is at first; won."""

    programme: str
    description: str
    coupon_name: str
    amount: int = Field(gt=0)
    valid_from: date


async def load_reference(database: Database, data: Path) -> bool:
    """Bring what stands in the files of `data` to their state; False if it was there.

    Rows are added or brought up to date, never taken away: shops and cards may hang on them, and an operator
    may have imported more.

    Raises:
        SampleError: a file is wrong; nothing was written.
    """
    content_hash = _hash(data)
    async with database.acquire() as connection:
        if await reference.loaded_hash(connection, _NAME) == content_hash:
            return False
    lines = read_place_lines(data)
    regions = read_regions(data)
    help_places, topics = read_help_places(data), read_help_topics(data)
    first_aid = check(Aid, read_yaml(data / AID), AID)
    async with database.transaction() as connection:
        await reference.mark_loaded(connection, _NAME, content_hash)
        await places.add_places(connection, [_place(line) for line in lines])
        await _add_regions(connection, regions, help_places, topics)
        await aid.add_aid(connection, **dict(first_aid))
    return True


def read_place_lines(data: Path) -> list[PlaceLine]:
    """The gazetteer. Raises SampleError."""
    text = (data / PLACES).read_text(encoding="utf-8")
    rows = csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [check(PlaceLine, row, f"{PLACES}: line {number}") for number, row in enumerate(rows, start=2)]


def read_regions(data: Path) -> list[Region]:
    """The regions with their rules. Raises SampleError."""
    return list(rows_of(data / REGIONS, Region))


def read_help_places(data: Path) -> list[HelpPlace]:
    """The numbers and places that help. Raises SampleError."""
    return list(rows_of(data / HELP_PLACES, HelpPlace))


def read_help_topics(data: Path) -> list[HelpTopic]:
    """The questions about the card. Raises SampleError."""
    return list(rows_of(data / HELP_TOPICS, HelpTopic))


def _hash(data: Path) -> bytes:
    digest = hashlib.sha256()
    for name in (PLACES, REGIONS, HELP_PLACES, HELP_TOPICS, AID):
        digest.update(hashlib.sha256((data / name).read_bytes()).digest())
    return digest.digest()


async def _add_regions(
    connection: Connection, regions: Iterable[Region], helps: Iterable[HelpPlace], topics: Iterable[HelpTopic]
) -> None:
    ids: dict[str, int] = {}
    for region in regions:
        ids[region.name] = await reference.add_region(
            connection, region.name, region.card_name, region.contact_name, region.contact_phone
        )
        await reference.add_card_rules(connection, ids[region.name], [CardRule(**dict(rule)) for rule in region.rules])
    await reference.add_help_places(connection, [_help_place(row, ids) for row in helps])
    await help_topics.add_help_topics(connection, [new for topic in topics for new in _topics(topic, ids)])


def _place(line: PlaceLine) -> PlaceRow:
    return PlaceRow(
        place_name=line.name,
        kind=line.kind,
        aliases=line.aliases,
        latitude=line.latitude,
        longitude=line.longitude,
        sido=line.sido,
        sigungu=line.sigungu,
        data_source=line.source,
    )


def _help_place(row: HelpPlace, region_ids: dict[str, int]) -> NewHelpPlace:
    return NewHelpPlace(
        region_id=_region_id(row.region, region_ids, f"{HELP_PLACES}: {row.name}"),
        help_name=row.name,
        kind=row.kind,
        phone=row.phone,
        hours=row.hours,
        description=row.description,
        source=row.source,
        source_date=row.source_date,
    )


def _topics(topic: HelpTopic, region_ids: dict[str, int]) -> list[NewTopic]:
    region_id = _region_id(topic.region, region_ids, f"{HELP_TOPICS}: {topic.questions[0]}")
    return [NewTopic(region_id, asked, topic.answer, topic.source, topic.source_date) for asked in topic.questions]


def _region_id(name: str | None, region_ids: dict[str, int], where: str) -> int | None:
    if name is not None and name not in region_ids:
        raise SampleError(f"{where}: the region {name} is not in {REGIONS}")
    return region_ids[name] if name is not None else None
