"""What each card holds, from the sheet that a card's issuer gives a welfare office. Pure beside the file read before.

Names, numbers and addresses of people may stand beside the columns that are read; they are looked past.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import TypeAlias

from bot.imports.cells import Cell, Row, date_of, number_of, text_of
from bot.imports.reading import Table
from bot.imports.report import Wrong
from core.clock import SEOUL
from core.foodcard.provider import Statement

_COLUMNS: Mapping[str, frozenset[str]] = {
    "ref": frozenset(
        {
            "ref",
            "cardref",
            "card",
            "cardno",
            "카드번호",
            "카드관리번호",
            "관리번호",
            "카드id",
            "카드식별번호",
            "참조번호",
        }
    ),
    "balance": frozenset(
        {"balance", "잔액", "카드잔액", "현재잔액", "잔여금액", "사용가능금액", "사용가능액", "가용금액"}
    ),
    "status": frozenset({"status", "상태", "카드상태", "사용여부"}),
    "charge_day": frozenset({"chargeday", "충전일", "충전일자", "지급일"}),
    "updated_at": frozenset({"updatedat", "asof", "기준일시", "기준일", "기준일자", "조회일시", "최종변경일시"}),
}
_STATUSES: Mapping[str, str] = {
    **dict.fromkeys(("", "active", "정상", "사용", "사용중", "사용가능", "y"), "ACTIVE"),
    **dict.fromkeys(("suspended", "정지", "일시정지", "사용정지", "n"), "SUSPENDED"),
    **dict.fromkeys(("lost", "분실"), "LOST"),
    **dict.fromkeys(("inactive", "해지", "미사용"), "INACTIVE"),
    **dict.fromkeys(("expired", "만료", "폐기", "종료"), "EXPIRED"),
}
_LOOKED_AT = 40
_LONGEST_REF = 64
_MOST_WON = 10_000_000
_EXACT_DIGITS = 15  # a spreadsheet keeps no more of a number and fills the rest with zeros

Told: TypeAlias = "Mapping[str, Cell]"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cards of a file, and the rows that are none: every row with something in it is in one of the two."""

    cards: tuple[Statement, ...]
    wrong: tuple[Wrong, ...]


@dataclass(slots=True)
class _Taken:
    cards: dict[str, Statement] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)


def read_balances(tables: Iterable[Table], as_of: datetime) -> Sheet:
    """The cards of all tables; `as_of` is when a row that tells no time of its own was true.

    A card told twice with the same balance and time counts once more as wrong (`told_twice`), so that rows add up.
    """
    taken = _Taken()
    for table in tables:
        header = _header(table.rows)
        for number, row in enumerate(table.rows, table.first):
            if header is None or number > table.first + header[0]:
                _take(number, row, header[1] if header else {}, as_of, taken)
    return Sheet(tuple(taken.cards.values()), tuple(taken.wrong))


def _take(number: int, row: Row, columns: Mapping[str, int], as_of: datetime, taken: _Taken) -> None:
    if not any(text_of(cell) for cell in row):
        return
    told = {name: row[index] for name, index in columns.items() if index < len(row)}
    found = _statement(told, as_of) if columns else ("", "no_columns_of_cards")
    if isinstance(found, Statement) and found.ref in taken.cards:
        found = ("ref", "told_twice")
    if isinstance(found, Statement):
        taken.cards[found.ref] = found
    else:
        taken.wrong.append(Wrong(number, *found))


def _header(rows: Sequence[Row]) -> tuple[int, Mapping[str, int]] | None:
    """Where the header stands, and the column of each field; None where no row names card and balance."""
    for at, row in enumerate(rows[:_LOOKED_AT]):
        names = list(_names(row))
        columns = {
            name: next(index for index, told in enumerate(names) if told in known)
            for name, known in _COLUMNS.items()
            if known & set(names)
        }
        if {"ref", "balance"} <= columns.keys():
            return at, columns
    return None


def _names(row: Row) -> Iterator[str]:
    for cell in row:
        yield text_of(cell).lower().partition("(")[0].replace(" ", "").replace("_", "")


def _statement(told: Told, as_of: datetime) -> Statement | tuple[str, str]:
    """A card, or (column, reason)."""
    ref = _ref(told["ref"])
    balance = number_of(_without_won(told.get("balance")))
    status = _STATUSES.get(text_of(told.get("status")).lower().replace(" ", ""))
    if isinstance(ref, tuple):
        return ref
    if balance is None or not 0 <= balance <= _MOST_WON or balance != int(balance):
        return "balance", "no_amount" if balance is None else "not_believable"
    if status is None:
        return "status", "unknown_status"
    day = _charge_day(told.get("charge_day"))
    if isinstance(day, tuple):
        return day
    at = _time(told.get("updated_at"), as_of)
    if at is None or at > as_of:
        return "updated_at", "no_time" if at is None else "in_the_future"
    return Statement(ref, int(balance), status, day, at)


def _ref(cell: Cell) -> str | tuple[str, str]:
    text = text_of(cell)
    if not text or len(text) > _LONGEST_REF:
        return "ref", "no_card"
    if isinstance(cell, (int, float)) and len(text) > _EXACT_DIGITS:
        return "ref", "digits_lost"
    return text


def _without_won(cell: Cell) -> Cell:
    return text_of(cell).removesuffix("원").removeprefix("₩").strip() if isinstance(cell, str) else cell


def _charge_day(cell: Cell) -> int | tuple[str, str] | None:
    text = text_of(cell).removeprefix("매월").removesuffix("일").strip()
    if not text:
        return None
    on = date_of(cell)
    day = on.day if on is not None else int(text) if text.isdecimal() and len(text) <= 2 else 0
    return day if 1 <= day <= 31 else ("charge_day", "no_day")


def _time(cell: Cell, as_of: datetime) -> datetime | None:
    """When a row was true: its own time, the end of its own day, `as_of` where it tells neither."""
    text = text_of(cell)
    if not text:
        return as_of
    if isinstance(cell, datetime):
        return cell if cell.tzinfo else cell.replace(tzinfo=SEOUL)
    try:
        at = datetime.fromisoformat(text)
        if at.time() != time() or len(text) > len("2026-11-23"):
            return at if at.tzinfo else at.replace(tzinfo=SEOUL)
    except ValueError:
        pass
    on = date_of(cell)
    return min(datetime.combine(on, time(23, 59), SEOUL), as_of) if on is not None else None
