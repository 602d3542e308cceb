"""Which column is what: by names first, by contents where names fail, with a confidence. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.imports.cells import Row, number_of, text_of
from bot.imports.fields import Field, field_of
from bot.imports.phones import normalise_phone
from bot.imports.prices import parse_menu_text, parse_price
from bot.imports.trades import Trades
from core.recommend.hours_text import parse_hours

_SAMPLED = 400
_SURE, _LIKELY, _GUESSED = 1.0, 0.8, 0.6
_LEAST_SHARE = 0.5
_ADDRESS = re.compile(
    r"[가-힣]+(?:시|군|구|읍|면|동|리|로|길|가)\s*\d|[가-힣]+(?:시|군|구)\s+[가-힣0-9]+(?:읍|면|동|로|길|대로)"
)
_CLOCK = re.compile(r"\d{1,2}\s*(?::|시)\s*\d{0,2}.*[~\-–부].*\d|24\s*시간")
_CLOSING = re.compile(r"휴무|휴업|휴점|쉼|쉽니다|연중무휴|[월화수목금토일]요일|명절")
_WORDS = re.compile(r"[A-Za-z가-힣]")


@dataclass(frozen=True, slots=True)
class MenuColumns:
    """Where a menu and its price stand; without `price` the one cell holds both."""

    menu: int
    price: int | None = None
    unit: int = 1
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """The guess: columns by field (most trusted first), days by (day, part), menus, confidence by field."""

    at: Mapping[str, tuple[int, ...]]
    days: Mapping[tuple[str, str], int]
    menus: tuple[MenuColumns, ...]
    confidence: Mapping[str, float]
    names: tuple[str, ...] = field(default=())

    def first(self, name: str) -> int | None:
        """The most trusted column of a field."""
        columns = self.at.get(name, ())
        return columns[0] if columns else None

    def has_shops(self) -> bool:
        """Whether rows can be shops: there are names, and something that places them."""
        where = ("address", "road_address", "lot_address", "sigungu", "dong", "latitude")
        return "name" in self.at and (any(name in self.at for name in where) or "category" in self.at)

    def has_menus_alone(self) -> bool:
        """Whether rows are menus of shops told elsewhere, by number or by name."""
        return not self.has_shops() and bool(self.menus) and ("id" in self.at or "name" in self.at)

    def told(self) -> list[str]:
        """One line a field: what it was read from and how sure that is."""
        return [
            f"{name} <- {' + '.join(self.names[i] or f'column {i + 1}' for i in self.at[name])} ({sure:.2f})"
            for name, sure in self.confidence.items()
            if name in self.at
        ]


def guess_columns(names: Sequence[str], body: Sequence[Row], trades: Trades) -> Columns:
    """What each column is. `body` are data rows; a few hundred of them are looked at."""
    step = max(1, len(body) // _SAMPLED)
    sample = _Sample(body[::step][:_SAMPLED], len(names), trades)
    fields = [field_of(name) for name in names]
    at: dict[str, list[tuple[float, int]]] = {}
    days: dict[tuple[str, str], int] = {}
    for index, found in enumerate(fields):
        if found is None or found.name in {"ignored", "menu", "price"}:
            continue
        if found.day:
            days.setdefault((found.day, found.name), index)
            continue
        sure = (_SURE if found.exact else _LIKELY) * sample.agrees(found.name, index)
        if sure > 0:
            at.setdefault(found.name, []).append((sure, index))
    menus = _menu_columns(fields, sample)
    taken = {i for some in at.values() for _, i in some} | {m.menu for m in menus} | set(days.values())
    free = [i for i in range(len(names)) if i not in taken and (fields[i] is None or not names[i])]
    found_menus = _fill_gaps(at, free, sample)
    menus = menus or found_menus
    ordered = {name: sorted(some, key=lambda one: -one[0]) for name, some in at.items()}
    return Columns(
        at={name: tuple(index for _, index in some) for name, some in ordered.items()},
        days=days,
        menus=menus,
        confidence={name: some[0][0] for name, some in ordered.items()},
        names=tuple(names),
    )


def _menu_columns(fields: Sequence[Field | None], sample: _Sample) -> tuple[MenuColumns, ...]:
    """Menus with their prices, by number ("메뉴2", "가격2"), else each with the price that follows it."""
    named = [(index, found) for index, found in enumerate(fields) if found is not None]
    menus = [(index, found) for index, found in named if found.name == "menu" and sample.filled(index)]
    prices = [(index, found) for index, found in named if found.name == "price" and sample.filled(index)]
    if not menus:
        return tuple(
            MenuColumns(i, None) for i, _ in prices if sample.share(i, lambda c: bool(parse_menu_text(c))) > 0.3
        )
    pairs: list[MenuColumns] = []
    for place, (index, found) in enumerate(menus):
        until = menus[place + 1][0] if place + 1 < len(menus) else len(fields)
        own = [p for p in prices if found.number and p[1].number == found.number]
        own = own or [p for p in prices if index < p[0] < until and p[1].number in {0, found.number}]
        own = own or ([p for p in prices if p[1].number == found.number] if len(menus) == 1 else [])
        pairs += [_pair(index, price, found.year) for price in own] or [MenuColumns(index)]
    return tuple(pairs)


def _pair(menu: int, price: tuple[int, Field], year: int) -> MenuColumns:
    column, found = price
    told = found.year or year
    return MenuColumns(menu, column, found.unit, date(told, 1, 1) if told else None)


def _fill_gaps(at: dict[str, list[tuple[float, int]]], free: list[int], sample: _Sample) -> tuple[MenuColumns, ...]:
    """Look for what names did not tell in columns that nobody claimed; menus are returned."""
    looks: tuple[tuple[str, Callable[[str], bool]], ...] = (
        ("address", lambda cell: bool(_ADDRESS.search(cell))),
        ("phone", lambda cell: 7 <= len(re.sub(r"\D", "", cell)) <= 12 and normalise_phone(cell) is not None),
        ("latitude", lambda cell: _between(cell, 33, 39)),
        ("longitude", lambda cell: _between(cell, 124, 132)),
        ("category", sample.trades.knows),
        ("hours", lambda cell: bool(_CLOCK.search(cell)) and parse_hours(cell, None) is not None),
        ("closed", lambda cell: bool(_CLOSING.search(cell)) and not _CLOCK.search(cell)),
    )
    for name, test in looks:
        if name in at or (name == "address" and {"road_address", "lot_address"} & set(at)):
            continue
        shares = [(sample.share(index, test), -sample.length(index), -index) for index in free]
        share, _, place = max(shares, default=(0.0, 0.0, 0))
        if share >= _LEAST_SHARE:
            at[name] = [(_GUESSED * share, -place)]
            free.remove(-place)
    packed = [i for i in free if sample.share(i, lambda cell: bool(parse_menu_text(cell))) >= _LEAST_SHARE]
    free[:] = [index for index in free if index not in packed]
    named = max(free, key=sample.variety, default=None)
    if "name" not in at and named is not None and sample.variety(named) > 0.3:
        at["name"] = [(_GUESSED * sample.variety(named), named)]
        free.remove(named)
    priced = next((i for i in free if sample.share(i, lambda c: parse_price(c) is not None) > 0.8), None)
    dishes = next((i for i in free if i + 1 == priced and sample.variety(i) > 0), None)
    if not packed and priced is not None and dishes is not None:
        return (MenuColumns(dishes, priced),)
    return tuple(MenuColumns(index) for index in packed)


def _between(cell: str, least: float, most: float) -> bool:
    number = number_of(cell)
    return number is not None and least < number < most


class _Sample:
    """Some rows by column, as text."""

    def __init__(self, rows: Sequence[Row], width: int, trades: Trades) -> None:
        self.trades = trades
        self._columns = [[text_of(row[i]) for row in rows if i < len(row) and text_of(row[i])] for i in range(width)]

    def filled(self, index: int) -> bool:
        """Whether the column holds anything."""
        return bool(self._columns[index])

    def share(self, index: int, test: Callable[[str], bool]) -> float:
        """The share of filled cells that pass."""
        cells = self._columns[index]
        return sum(map(test, cells)) / len(cells) if cells else 0.0

    def length(self, index: int) -> float:
        """Letters in a filled cell, on average: "국밥" is a trade, "할매돼지국밥" is a name that tells one."""
        cells = self._columns[index]
        return sum(map(len, cells)) / len(cells) if cells else 0.0

    def variety(self, index: int) -> float:
        """How much a column looks like names: words, few of them twice."""
        cells = self._columns[index]
        words = [cell for cell in cells if _WORDS.search(cell) and len(cell) < 60]
        return len(set(words)) / len(cells) if cells else 0.0

    def agrees(self, name: str, index: int) -> float:
        """How well contents go with a field that the column's name told: 0 is not at all, empty columns pass low."""
        if not self.filled(index):
            return 0.1
        if name in {"latitude", "longitude"}:
            return max(0.0, self.share(index, lambda cell: number_of(cell) is not None))
        if name == "name":
            return max(0.2, self.share(index, lambda cell: bool(_WORDS.search(cell))))
        if name == "category":
            return max(0.2, self.share(index, self.trades.knows))
        if name in {"address", "road_address", "lot_address"}:
            return max(0.2, self.share(index, lambda cell: bool(_ADDRESS.search(cell))))
        if name == "phone":
            return max(0.2, self.share(index, lambda cell: bool(re.search(r"\d{3}", cell))))
        return 1.0
