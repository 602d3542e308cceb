"""Which column is what: by names first, by contents where names fail, with a confidence. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.imports.cells import Row
from bot.imports.contents import Sample, fill_gaps
from bot.imports.fields import Field, field_of
from bot.imports.prices import parse_menu_text
from bot.imports.trades import Trades

_SAMPLED = 400
_SURE, _LIKELY = 1.0, 0.8


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
    sample = Sample(body[::step][:_SAMPLED], len(names), trades)
    fields = [field_of(name) for name in names]
    at: dict[str, list[tuple[float, int]]] = {}
    days: dict[tuple[str, str], int] = {}
    for index, found in enumerate(fields):
        if found is None or found.name in {"ignored", "menu", "price"}:
            continue
        if found.day:
            if found.name != "span" or sample.tells_a_day(index):
                days.setdefault((found.day, found.name), index)
            continue
        name = "opens" if found.name == "hours" and sample.holds_clocks(index) else found.name
        sure = (_SURE if found.exact else _LIKELY) * sample.agrees(name, index)
        if sure > 0:
            at.setdefault(name, []).append((sure, index))
    menus = _menu_columns(fields, sample)
    taken = {i for some in at.values() for _, i in some} | {m.menu for m in menus} | set(days.values())
    free = [i for i in range(len(names)) if i not in taken and (fields[i] is None or not names[i])]
    found_menus = fill_gaps(at, free, sample)
    menus = menus or tuple(MenuColumns(menu, price) for menu, price in found_menus)
    ordered = {name: sorted(some, key=lambda one: -one[0]) for name, some in at.items()}
    return Columns(
        at={name: tuple(index for _, index in some) for name, some in ordered.items()},
        days=days,
        menus=menus,
        confidence={name: some[0][0] for name, some in ordered.items()},
        names=tuple(names),
    )


def _menu_columns(fields: Sequence[Field | None], sample: Sample) -> tuple[MenuColumns, ...]:
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
