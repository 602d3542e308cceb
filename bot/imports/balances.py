"""What each card holds, from the sheet that a card's issuer gives a welfare office. Pure beside the file read before.

Names, numbers and addresses of people may stand beside the columns that are read; they are looked past.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time

from bot.imports.cells import Cell, date_of, number_of, text_of
from bot.imports.named import NamedColumns, Told
from bot.imports.reading import Table
from bot.imports.report import Wrong
from core.clock import SEOUL
from core.foodcard.provider import Statement

_COLUMNS = NamedColumns(
    {
        "ref": (
            *("ref", "card_ref", "card", "card_no"),
            *("카드번호", "카드관리번호", "관리번호", "카드id", "카드식별번호", "참조번호"),
        ),
        "balance": (
            *("balance", "잔액", "카드잔액", "현재잔액", "잔여금액"),
            *("사용가능금액", "사용가능액", "가용금액"),
        ),
        "status": ("status", "상태", "카드상태", "사용여부"),
        "charge_day": ("charge_day", "충전일", "충전일자", "지급일"),
        "updated_at": ("updated_at", "as_of", "기준일시", "기준일", "기준일자", "조회일시", "최종변경일시"),
    },
    needed=("ref", "balance"),
    lacking="no_columns_of_cards",
)
_STATUSES: Mapping[str, str] = {
    **dict.fromkeys(("", "active", "정상", "사용", "사용중", "사용가능", "y"), "ACTIVE"),
    **dict.fromkeys(("suspended", "정지", "일시정지", "사용정지", "n"), "SUSPENDED"),
    **dict.fromkeys(("lost", "분실"), "LOST"),
    **dict.fromkeys(("inactive", "해지", "미사용"), "INACTIVE"),
    **dict.fromkeys(("expired", "만료", "폐기", "종료"), "EXPIRED"),
}
_LONGEST_REF = 64
_MOST_WON = 10_000_000
_EXACT_DIGITS = 15  # a spreadsheet keeps no more of a number and fills the rest with zeros


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
        for number, told in _COLUMNS.rows(table):
            _take(number, told, as_of, taken)
    return Sheet(tuple(taken.cards.values()), tuple(taken.wrong))


def _take(number: int, told: Told | Wrong, as_of: datetime, taken: _Taken) -> None:
    found = (told.column, told.reason) if isinstance(told, Wrong) else _statement(told, as_of)
    if isinstance(found, Statement) and found.ref in taken.cards:
        found = ("ref", "told_twice")
    if isinstance(found, Statement):
        taken.cards[found.ref] = found
    else:
        taken.wrong.append(Wrong(number, *found))


def _statement(told: Told, as_of: datetime) -> Statement | tuple[str, str]:
    """A card, or (column, reason)."""
    ref = _ref(told.get("ref"))
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
