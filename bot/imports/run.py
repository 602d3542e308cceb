"""Takes files into the catalogue: read all, judge every row, merge, write once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bot.config import ROOT
from bot.imports.addresses import AddressReader, Area, normalised_name
from bot.imports.cells import too_long
from bot.imports.listing import Listing, read_listing, without_shops
from bot.imports.locate import Locator
from bot.imports.merge import Merger
from bot.imports.reading import Source
from bot.imports.records import Rejected, ShopRecord
from bot.imports.report import Report, combined
from bot.imports.rows import RowReader, World
from bot.imports.trades import Trades
from core.clock import SEOUL
from db import imports, places, shop_import
from db.imports import ImportCounts
from db.pool import Connection, Database

_TRADES = ROOT / "data" / "lexicon" / "trades.tsv"
_FILE_NAME_LENGTH = 200


@dataclass(slots=True)
class _Taken:
    """Rows that were taken, in the order they were read, and the shops they are kept in; `above` is the shop of the row
    before, None where that one was rejected.
    """

    merger: Merger = field(default_factory=Merger)
    rows: list[tuple[Report, ShopRecord]] = field(default_factory=list)
    by_reference: dict[str, ShopRecord] = field(default_factory=dict)
    by_name: dict[str, ShopRecord] = field(default_factory=dict)
    above: ShopRecord | None = None


async def import_files(
    database: Database, files: Sequence[Source], region: str | None, now: datetime, *, dry_run: bool
) -> dict[str, Any]:
    """Import lists of shops as one batch; returns the report of contracts.md.

    A dry run writes and takes back; otherwise the report holds its `batch` too.
    """
    today = now.astimezone(SEOUL).date()
    async with database.acquire() as connection:
        world = await _world(connection, today)
    listings, notes = _list(files, region, world, today)
    taken = _Taken()
    for one in sorted(listings, key=lambda one: one.columns.has_menus_alone()):
        _take(one, world, taken)
    shared = taken.merger.doubt_shared_points()
    reports = [one.report for one in listings]
    if not any(one.rows for one in reports):
        notes.append("there are no rows to take")
    if reports and shared:
        notes.append(f"point_shared: {shared} shops stand on a point of several addresses; it counts as a district's")
    async with database.transaction(keep=not dry_run) as connection:
        report, batch = await _write(connection, files, taken, reports, notes, world.reader, now)
    return report if dry_run else report | {"batch": batch}


async def _world(connection: Connection, today: date) -> World:
    rows = await places.places(connection)
    reader = AddressReader(rows)
    regions = {reader.area(row.region_name): row.id for row in await places.regions(connection, today)}
    return World(reader, Locator(rows, reader.short), Trades.load(_TRADES), regions)


def _list(files: Sequence[Source], region: str | None, world: World, today: date) -> tuple[list[Listing], list[str]]:
    area = world.reader.area(region) if region else Area()
    notes = [f"there is no region {region}; it was left out"] if region and not area.sido else []
    listings: list[Listing] = []
    for file in files:
        tables = [table for table in file.tables if table.rows]
        named = [f"{file.path.name}#{t.name}" if len(tables) > 1 else file.path.name for t in tables]
        found = [read_listing(t, file.path, name, world, area, today) for t, name in zip(tables, named, strict=True)]
        useless = without_shops(found)
        notes += [f"{one.report.name}: {sum(1 for _ in one.rows())} rows are no list of shops" for one in useless]
        listings += [one for one in found if one not in useless]
    for one in listings:
        one.report.notes[:0] = [f"read as: {line}" for line in one.columns.told()]
    return listings, notes


def _take(listing: Listing, world: World, taken: _Taken) -> None:
    reader = RowReader(world, listing.columns, listing.told, listing.report)
    taken.above = None
    for number, row in listing.rows():
        listing.report.rows += 1
        found = _judge(listing, reader, row, number, taken)
        taken.above = None if isinstance(found, Rejected) else found
        if isinstance(found, Rejected):
            listing.report.reject(number, _column(listing, found.column), found.reason)
        else:
            taken.rows.append((listing.report, found))


def _judge(listing: Listing, reader: RowReader, row: list[Any], number: int, taken: _Taken) -> ShopRecord | Rejected:
    if listing.header.is_again(row):
        return Rejected("", "repeated_header")
    if (long := too_long(row)) is not None:
        return Rejected(listing.column_name(long), "cell_too_long")
    if listing.columns.has_menus_alone():
        return _menu_row(reader, row, taken)
    if not listing.columns.has_shops():
        return Rejected("name", "no_columns_of_shops")
    if taken.above is not None and reader.continues(row):
        return _add_menus(taken.above, reader, row)
    shop = reader.shop(row, number)
    if isinstance(shop, Rejected):
        return shop
    kept = taken.merger.add(shop)
    if reference := reader.reference(row):
        taken.by_reference.setdefault(reference, kept)
    taken.by_name.setdefault(normalised_name(shop.name), kept)
    return kept


def _menu_row(reader: RowReader, row: list[Any], taken: _Taken) -> ShopRecord | Rejected:
    """A menu of a shop told in another table of the same run."""
    shop = taken.by_reference.get(reader.reference(row)) or taken.by_name.get(normalised_name(reader.name(row)))
    if shop is None:
        return Rejected("id" if reader.reference(row) else "name", "unknown_shop")
    return _add_menus(shop, reader, row) if reader.dated_menus(row) else Rejected("price", "no_price")


def _add_menus(shop: ShopRecord, reader: RowReader, row: list[Any]) -> ShopRecord:
    for menu in reader.dated_menus(row):
        shop.kept.add_menu(*menu)
    return shop.kept


def _column(listing: Listing, name: str) -> str:
    """The list's own name of the column, ours where it has none."""
    index = listing.columns.first(name)
    return (listing.header.names[index] if index is not None else "") or name


async def _write(
    connection: Connection,
    files: Sequence[Source],
    taken: _Taken,
    reports: Sequence[Report],
    notes: Sequence[str],
    reader: AddressReader,
    now: datetime,
) -> tuple[dict[str, Any], int]:
    await shop_import.begin_alone(connection)
    names = list({normalised_name(record.name) for record in taken.merger.records})
    taken.merger.match(await shop_import.standing(connection, names), reader)
    digest = hashlib.sha256(b"".join(file.digest for file in files)).digest()
    told = ", ".join(file.path.name for file in files)[:_FILE_NAME_LENGTH]
    batch = await imports.begin(connection, told, digest, None, None)
    come = [record for record in taken.merger.records if record.shop_id is None]
    for record, shop_id in zip(come, await shop_import.reserve_ids(connection, len(come)), strict=True):
        record.shop_id, record.is_new = shop_id, True
    new = await shop_import.write(connection, batch, _shops(taken.merger.records), _menus(taken.merger.records))
    _count(taken, new)
    report = combined(reports)
    report["warnings"] = [*notes, *report["warnings"]]
    report["menus"] = sum(len(record.menus) for record in taken.merger.records)
    counts = ImportCounts(**{name: report[name] for name in ("rows", "inserted", "updated", "rejected", "menus")})
    await imports.finish(connection, batch, counts, report["warnings"], report["errors"], now)
    return report, batch


def _count(taken: _Taken, new: set[int]) -> None:
    """Each row once: the first of a new shop inserted it, every other one updated a shop."""
    to_come = set(new)
    for report, record in taken.rows:
        if record.kept.shop_id in to_come:
            to_come.remove(record.kept.shop_id)
            report.inserted += 1
        else:
            report.updated += 1


def _shops(records: Sequence[ShopRecord]) -> Iterator[tuple[object, ...]]:
    for r in records:
        yield (
            *(
                r.shop_id,
                r.is_new,
                r.name,
                r.category,
                r.is_category_told,
                r.address,
                r.road_address,
                r.region_id,
                r.phone,
            ),
            *(r.latitude, r.longitude, r.precision, r.card, r.card_stated, r.card_note, r.good_influence, r.partner),
            *(r.kiosk, r.hours, r.owner_message, r.as_of),
        )


def _menus(records: Sequence[ShopRecord]) -> Iterator[tuple[object, ...]]:
    for record in records:
        for name, price, as_of in record.menus.values():
            yield record.shop_id, name, price, as_of
