"""What a column holds by its contents, where its name does not say. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from bot.imports.cells import Row, clock_of, number_of, text_of
from bot.imports.phones import normalise_phone
from bot.imports.prices import parse_menu_text, parse_price
from bot.imports.trades import Trades
from core.recommend.hours_text import parse_hours

_GUESSED = 0.6
_LEAST_SHARE, _LEAST_VARIETY, _MOST_PRICED, _CLOCKED = 0.5, 0.3, 0.7, 0.8
_ADDRESS = re.compile(
    r"[가-힣]+(?:시|군|구|읍|면|동|리|로|길|가)\s*\d|[가-힣]+(?:시|군|구)\s+[가-힣0-9]+(?:읍|면|동|로|길|대로)"
)
_SPAN = re.compile(r"\d{1,2}\s*(?::|시)\s*\d{0,2}.*[~\-–부].*\d|24\s*시간|^\d{3,4}\s*[~-]\s*\d{3,4}$")
_CLOSING = re.compile(r"휴무|closed|휴업|휴점|쉼|쉽니다|연중무휴|[월화수목금토일]요일|명절", re.IGNORECASE)
_WORDS = re.compile(r"[A-Za-z가-힣]")


def fill_gaps(at: dict[str, list[tuple[float, int]]], free: list[int], sample: Sample) -> list[tuple[int, int | None]]:
    """Look for what names did not tell in the `free` columns, which nobody claimed, and add it to `at`.

    Returns the columns of menus with those of their prices, None where one cell holds both. A shop's name and
    its menus come before its trade: "황금분식" and "칼국수" tell one.
    """
    gaps = _Gaps(at, free, sample)
    gaps.where()
    gaps.when()
    packed = gaps.packed_menus()
    gaps.name()
    menus = packed or gaps.priced_menus()
    gaps.look("category", sample.trades.knows)
    return menus


class _Gaps:
    """The columns that are left, and what was found of the fields."""

    def __init__(self, at: dict[str, list[tuple[float, int]]], free: list[int], sample: Sample) -> None:
        self._at = at
        self._free = free
        self._sample = sample

    def look(self, name: str, test: Callable[[str], bool]) -> None:
        """Take the free column of which most cells pass, the shorter one of two."""
        if name in self._at:
            return
        shares = [(self._sample.share(i, test), -self._sample.length(i), -i) for i in self._free]
        share, _, place = max(shares, default=(0.0, 0.0, 0))
        if share >= _LEAST_SHARE:
            self._take(name, -place, share)

    def where(self) -> None:
        """Address, telephone and point."""
        if not {"road_address", "lot_address"} & set(self._at):
            self.look("address", lambda cell: bool(_ADDRESS.search(cell)))
        self.look("phone", _is_phone)
        self.look("latitude", lambda cell: _between(cell, 33, 39))
        self.look("longitude", lambda cell: _between(cell, 124, 132))

    def when(self) -> None:
        """Hours, in one column or in two that stand side by side, and closing days."""
        spans = [i for i in self._free if self._sample.share(i, _is_span) >= _LEAST_SHARE]
        if len(spans) == 1:  # of two nobody knows which day each is about
            self.look("hours", _is_span)
        if not {"hours", "opens", "closes"} & set(self._at):
            clocked = [i for i in self._free if self._sample.share(i, _is_clock) > _CLOCKED]
            pair = next(((one, other) for one, other in pairwise(clocked) if other == one + 1), None)
            for name, index in zip(("opens", "closes"), pair or (), strict=False):
                self._take(name, index, 1.0)
        self.look("closed", _is_closing)

    def packed_menus(self) -> list[tuple[int, int | None]]:
        """Columns of which a cell holds menus with their prices."""
        packed = [i for i in self._free if self._sample.share(i, lambda c: bool(parse_menu_text(c))) >= _LEAST_SHARE]
        self._free[:] = [index for index in self._free if index not in packed]
        return [(index, None) for index in packed]

    def name(self) -> None:
        """The column that looks most like names of shops."""
        best = max(self._free, key=self._sample.names_shops, default=None)
        if "name" not in self._at and best is not None and self._sample.variety(best) > _LEAST_VARIETY:
            self._take("name", best, self._sample.variety(best))

    def priced_menus(self) -> list[tuple[int, int | None]]:
        """A column of words with one of prices on its right."""
        sample = self._sample
        priced = next(
            (i for i in self._free if sample.share(i, lambda c: parse_price(c) is not None) > _MOST_PRICED), None
        )
        dishes = next((i for i in self._free if i + 1 == priced and sample.variety(i) > 0), None)
        if priced is None or dishes is None:
            return []
        self._free[:] = [index for index in self._free if index not in {dishes, priced}]
        return [(dishes, priced)]

    def _take(self, name: str, index: int, share: float) -> None:
        self._at[name] = [(_GUESSED * share, index)]
        self._free.remove(index)


def _is_phone(cell: str) -> bool:
    return 7 <= len(re.sub(r"\D", "", cell)) <= 12 and normalise_phone(cell) is not None


def _is_span(cell: str) -> bool:
    return bool(_SPAN.search(cell)) and parse_hours(cell, None) is not None


def _is_closing(cell: str) -> bool:
    if _SPAN.search(cell) or not _WORDS.search(cell):
        return False
    return bool(_CLOSING.search(cell)) or parse_hours(None, cell) is not None


def _is_clock(cell: str) -> bool:
    return clock_of(cell) is not None


def _between(cell: str, least: float, most: float) -> bool:
    number = number_of(cell)
    return number is not None and least < number < most


class Sample:
    """Some rows by column, as text."""

    def __init__(self, rows: Sequence[Row], width: int, trades: Trades) -> None:
        self.trades = trades
        self._rows = len(rows)
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

    def holds_clocks(self, index: int) -> bool:
        """Whether most cells are one time of day."""
        return self.share(index, _is_clock) > _LEAST_SHARE

    def tells_a_day(self, index: int) -> bool:
        """Whether most cells are the hours of one day, or that it is closed: "월" is also a month, "일" a number."""
        return self.share(index, lambda cell: _is_span(cell) or bool(_CLOSING.search(cell))) > _LEAST_SHARE

    def names_shops(self, index: int) -> tuple[float, float]:
        """How much a column looks like names of shops: filled everywhere, hardly one twice, and no bare trades."""
        filled = len(self._columns[index]) / max(self._rows, 1)
        return round(self.variety(index) * filled, 1), -self.share(index, self.trades.is_trade)

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
        if name in {"opens", "closes"}:
            return self.share(index, _is_clock)
        if name == "phone":
            return max(0.2, self.share(index, lambda cell: bool(re.search(r"\d{3}", cell))))
        return 1.0
