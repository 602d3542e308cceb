"""Takes an issuer's sheet of balances over, and tells what became of each row."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

from bot.imports.balances import read_balances
from bot.imports.reading import Source
from bot.imports.report import Wrong
from core.foodcard.sheet import Sheets, Uploader


@dataclass(frozen=True, slots=True)
class SheetReport:
    """Each row that holds anything is counted once in updated, known, strangers or rejected."""

    rows: int
    updated: int
    known: int
    strangers: int
    rejected: int
    errors: tuple[Wrong, ...]


async def take_sheet(
    sheets: Sheets, file: Source, as_of: datetime, uploader: Uploader, *, keep: bool = True
) -> SheetReport:
    """Take one file; `as_of` is when rows without a time were true. Reading is done off the event loop.

    Raises:
        DatabaseUnavailableError: PostgreSQL went away; nothing was taken.
    """
    sheet = await asyncio.to_thread(read_balances, file.tables, as_of)
    taken = await sheets.take(sheet.cards, file.digest.hex(), uploader, keep=keep)
    return SheetReport(
        rows=len(sheet.cards) + len(sheet.wrong),
        updated=taken.updated,
        known=taken.known,
        strangers=taken.strangers,
        rejected=len(sheet.wrong),
        errors=sheet.wrong,
    )
