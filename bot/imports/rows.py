"""From rows of a table to shops, each row judged by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from bot.imports.addresses import Address, AddressReader, Area, joined, keys_of, normalised
from bot.imports.cells import Cell, Row, clock_of, date_of, flag_of, number_of, text_of
from bot.imports.columns import Columns
from bot.imports.locate import Located, Locator
from bot.imports.phones import AREAS, area_of, normalise_phone, without_mobiles
from bot.imports.prices import pair
from bot.imports.records import Rejected, ShopRecord
from bot.imports.report import Report
from bot.imports.trades import Trades, Verdict
from bot.imports.week import week_of

DatedMenu: TypeAlias = "tuple[str, int, date]"
"""Name, won, the day the price is from."""

_NAME_LENGTH = 200
_OF_A_SHOP = ("name", "address", "road_address", "lot_address", "phone", "id")
_BESIDE_HOURS = {"break": "브레이크", "last_order": "라스트오더"}
_CLOSED_DOWN = re.compile("폐업|말소|취소|직권|^closed")
_NORTH, _EAST = (33.0, 39.0), (124.0, 132.0)
_CARDS = {"일부": "P", "부분": "P", "p": "P", "u": "U", "미확인": "U", "모름": "U"}


@dataclass(frozen=True, slots=True)
class World:
    """What rows are read against: names of places, middles of areas, trades, regions by province."""

    reader: AddressReader
    locator: Locator
    trades: Trades
    regions: Mapping[Area, int]


@dataclass(frozen=True, slots=True)
class Told:
    """What a whole table says: when it is from, whether it lists shops that take the card, where it is about."""

    as_of: date
    takes_card: bool
    area: Area


class RowReader:
    """Reads the rows of one table."""

    def __init__(self, world: World, columns: Columns, told: Told, report: Report) -> None:
        self._world = world
        self._columns = columns
        self._told = told
        self._report = report
        self._of_a_shop = [column for name in _OF_A_SHOP for column in columns.at.get(name, ())]

    def shop(self, row: Row, number: int) -> ShopRecord | Rejected:
        """The shop of a row, or why there is none; `number` names the row in warnings."""
        name = without_mobiles(self._text(row, "name")).strip()
        if not name:
            return Rejected("name", "no_name")
        if len(name) > _NAME_LENGTH:
            return Rejected("name", "name_too_long")
        if _CLOSED_DOWN.search(self._text(row, "status")):
            return Rejected("status", "closed_down")
        menus = self.dated_menus(row)
        category, verdict = self._category(row, name, menus)
        if verdict is Verdict.NOT_FOOD:
            return Rejected("category", "not_food")
        shown = self._address(row)
        if not shown:
            return Rejected("address", "no_address")
        if verdict is Verdict.UNKNOWN:
            self._report.warn("trade_unknown", number)
        return self._record(row, number, name, category, verdict, shown, menus)

    def continues(self, row: Row) -> bool:
        """Whether a row tells only menus: of the shop above it, whose cells are merged over several rows."""
        return not any(text_of(_cell(row, column)) for column in self._of_a_shop) and bool(self.dated_menus(row))

    def dated_menus(self, row: Row) -> list[DatedMenu]:
        """Menus with the day that their prices are from."""
        day = self.as_of(row)
        return [
            (without_mobiles(menu.name), menu.price, c.as_of or day)
            for c in self._columns.menus
            for menu in pair(_cell(row, c.menu), None if c.price is None else _cell(row, c.price), c.unit)
        ]

    def as_of(self, row: Row) -> date:
        """The day a row is from."""
        index = self._columns.first("date")
        told = None if index is None else date_of(_cell(row, index))
        return told if told is not None and told <= date.max else self._told.as_of

    def reference(self, row: Row) -> str:
        """The list's own number of the shop."""
        return self._text(row, "id")

    def name(self, row: Row) -> str:
        """The name of the shop as told."""
        return self._text(row, "name")

    def _record(
        self, row: Row, number: int, name: str, category: str, verdict: Verdict, shown: str, menus: Sequence[DatedMenu]
    ) -> ShopRecord:
        phone_cell = self._cell(row, "phone")
        told_phone = normalise_phone(phone_cell)
        phone_sido = AREAS.get(area_of(told_phone) or "", "")
        address = self._world.reader.read(shown, self._told.area, phone_sido)
        phone = told_phone or normalise_phone(phone_cell, address.area.sido)
        where = self._locate(row, number, address, phone)
        road, lot = self._text(row, "road_address"), self._text(row, "lot_address")
        others = [self._world.reader.read(text, address.area) for text in (road, lot) if text and text != shown]
        keys = tuple(dict.fromkeys(key for one in (address, *others) for key in keys_of(one)))
        card, stated = self._card(row)
        record = ShopRecord(
            name=name,
            category=category,
            is_category_told=verdict is Verdict.KNOWN,
            address=shown,
            road_address=without_mobiles(road) or None,
            region_id=self._region(address.area, number),
            phone=phone,
            latitude=where.latitude,
            longitude=where.longitude,
            precision=where.precision,
            card=card,
            card_stated=stated,
            card_note=without_mobiles(self._text(row, "card_note")) or None,
            good_influence=flag_of(self._cell(row, "good_influence")),
            partner=flag_of(self._cell(row, "partner")),
            kiosk=flag_of(self._cell(row, "kiosk")),
            hours=self._hours(row),
            owner_message=without_mobiles(self._text(row, "owner_message")) or None,
            as_of=self.as_of(row),
            keys=(*keys, f"text {normalised(shown)}"),
        )
        for menu in menus:
            record.add_menu(*menu)
        if not menus and any(text_of(_cell(row, column.menu)) for column in self._columns.menus):
            self._report.warn("menu_without_price", number)
        return record

    def _category(self, row: Row, name: str, menus: Sequence[DatedMenu]) -> tuple[str, Verdict]:
        trades = [text_of(_cell(row, index)) for index in self._columns.at.get("category", ())]
        return self._world.trades.category(trades, name, [name for name, _, _ in menus])

    def _address(self, row: Row) -> str:
        """The address to be shown: as published, with province and district where the list tells them apart."""
        street = self._text(row, "address") or self._text(row, "lot_address") or self._text(row, "road_address")
        dong, detail = self._text(row, "dong"), self._text(row, "detail_address")
        if not street:
            street = dong or detail
        area = (self._text(row, "sido"), self._text(row, "sigungu"))
        if not street and not any(area):
            return ""
        if any(area) and self._world.reader.read(street).area.sigungu:
            area = ("", "")
        return without_mobiles(joined((*area, street)) if street else " ".join(filter(None, area)))

    def _locate(self, row: Row, number: int, address: Address, phone: str | None) -> Located:
        point = self._point(row)
        if point is None and self._text(row, "latitude"):
            self._report.warn("point_not_in_korea", number)
        stated = _stated_precision(self._text(row, "geo_precision"))
        dongs = tuple(dict.fromkeys((*address.dongs, *filter(None, (self._text(row, "dong"),)))))
        where = self._world.locator.locate(address, dongs, point, phone, stated)
        if where.doubt:
            self._report.warn("point_suspect", number)
        elif where.precision == "none":
            self._report.warn("place_unknown", number)
        return where

    def _point(self, row: Row) -> tuple[float, float] | None:
        north, east = number_of(self._cell(row, "latitude")), number_of(self._cell(row, "longitude"))
        if north is None or east is None:
            return None
        if _EAST[0] < north < _EAST[1] and _NORTH[0] < east < _NORTH[1]:
            north, east = east, north
        inside = _NORTH[0] < north < _NORTH[1] and _EAST[0] < east < _EAST[1]
        return (north, east) if inside else None

    def _region(self, area: Area, number: int) -> int | None:
        region = self._world.regions.get(area) or self._world.regions.get(Area(area.sido))
        if region is None:
            self._report.warn("region_unknown", number)
        return region

    def _card(self, row: Row) -> tuple[str, bool]:
        cell = self._cell(row, "card")
        flag = flag_of(cell)
        if flag is not None:
            return ("Y" if flag else "N"), True
        word = text_of(cell).lower()
        if word:
            return next(((card, True) for start, card in _CARDS.items() if word.startswith(start)), ("U", True))
        return ("Y" if self._told.takes_card else "U"), False

    def _hours(self, row: Row) -> dict[str, Any] | None:
        days = {place: _cell(row, index) for place, index in self._columns.days.items()}
        hours = self._text(row, "hours") or self._from_opening_to_closing(row)
        for name, word in _BESIDE_HOURS.items():
            if hours and (told := self._text(row, name)):
                hours = f"{hours} {word} {told}"
        return week_of(days, hours or None, self._text(row, "closed") or None)

    def _from_opening_to_closing(self, row: Row) -> str:
        told = [self._cell(row, name) for name in ("opens", "closes")]
        opens, closes = (clock_of(cell) or text_of(cell) for cell in told)
        return f"{opens}~{closes}" if opens and closes else ""

    def _cell(self, row: Row, name: str) -> Cell:
        """The first filled cell of a field's columns."""
        columns = self._columns.at.get(name)
        if columns is None:
            return None
        if len(columns) == 1:
            return _cell(row, columns[0])
        return next((cell for index in columns if text_of(cell := _cell(row, index))), None)

    def _text(self, row: Row, name: str) -> str:
        return text_of(self._cell(row, name)) if name in self._columns.at else ""


def _cell(row: Row, index: int) -> Cell:
    return row[index] if index < len(row) else None


def _stated_precision(text: str) -> str:
    """A list's own word for how exact its point is."""
    lower = text.lower()
    for word, meaning in (("suspect", "suspect"), ("dong", "dong"), ("sigungu", "sigungu"), ("none", "suspect")):
        if word in lower:
            return meaning
    return "address" if "address" in lower else ""
