"""From a table of a file to what its rows say: shops, menus of shops told elsewhere, or nothing of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.imports.addresses import Area
from bot.imports.cells import Row, date_of, text_of, too_long
from bot.imports.columns import Columns, guess_columns
from bot.imports.fields import field_of
from bot.imports.header import Header, find_header
from bot.imports.merge import hint_of
from bot.imports.reading import Table
from bot.imports.report import Report
from bot.imports.rows import Told, World

_CARD_LIST = re.compile(r"급식|꿈나무|드림카드|푸르미|아이꿈|meal.?card|food.?card", re.IGNORECASE)
_CARD_HEADERS = ("가맹점유형", "가맹점명", "관리기관명")  # those of the national list of meal-card merchants
_WORDS = re.compile(r"[^가-힣A-Za-z]+")
_OLDEST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Listing:
    """A table with its header found and its columns guessed."""

    table: Table
    header: Header
    columns: Columns
    told: Told
    report: Report

    def column_name(self, index: int) -> str:
        """A column as the list names it."""
        return (self.header.names[index] if index < len(self.header.names) else "") or f"column {index + 1}"

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Data rows with their numbers as a person counts them; empty rows and repeated headers' count too."""
        for index in range(self.header.body, len(self.table.rows)):
            row = self.table.rows[index]
            if any(text_of(cell) for cell in row):
                yield index + self.table.first, row


def read_listing(table: Table, file: Path, name: str, world: World, area: Area, today: date) -> Listing:
    """Find the header, guess the columns, and what the table says of all its rows. `area` is the operator's word."""
    header = find_header(table.rows, field_of)
    body = [row for row in table.rows[header.body :] if too_long(row) is None]
    columns = guess_columns(header.names, body, world.trades)
    words = f"{file.stem} {table.name} {header.titles}"
    report = Report(name)
    dated = _day(words, today)
    if dated is None and columns.menus and columns.first("date") is None:
        report.notes.append(f"the list tells no date: its prices count as of {today}")
    takes_card = bool(_CARD_LIST.search(words)) or all(one in header.names for one in _CARD_HEADERS)
    told_area = area if area.sido else hint_of(_WORDS.split(words), world.reader)
    return Listing(table, header, columns, Told(dated or today, takes_card, told_area), report)


def _day(words: str, today: date) -> date | None:
    found = date_of(re.sub(r"(?<=\d)_|_(?=\d)", " ", words))
    return found if found is not None and _OLDEST <= found <= today else None


def without_shops(listings: Sequence[Listing]) -> list[Listing]:
    """Tables beside one with shops that say nothing of shops: they are told about, their rows are no shops' rows."""
    useful = [one for one in listings if one.columns.has_shops() or one.columns.has_menus_alone()]
    return [one for one in listings if one not in useful] if useful else []
