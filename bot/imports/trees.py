"""Rows in JSON of any shape. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from bot.imports.cells import Cell, Row, text_of
from bot.imports.fields import field_of
from bot.imports.prices import parse_price
from core.recommend.hours import WEEKDAYS


def lists_of(tree: object, name: str) -> list[tuple[str, list[Any]]]:
    """Every list of rows in a tree, the features of GeoJSON with their points."""
    if isinstance(tree, list):
        if tree and all(isinstance(row, dict) and _is_wrapping(row) for row in tree):
            return [found for row in tree for found in lists_of(row, name)]
        rows = [_flat(row) if isinstance(row, dict) else row for row in tree]
        return [(name, rows)] if any(isinstance(row, (dict, list)) for row in rows) else []
    if not isinstance(tree, dict):
        return []
    if (columns := _by_column(tree)) is not None:
        return [(name, columns)]
    rows = [row for row in tree.values() if isinstance(row, dict)]
    if 1 < len(rows) == len(tree) and len({frozenset(row) for row in rows}) == 1 and _is_record(rows[0]):
        return [(name, [{"id": key, **_flat(row)} for key, row in tree.items()])]
    return [found for key, branch in tree.items() for found in lists_of(branch, str(key))]


def _is_record(row: Mapping[str, Any]) -> bool:
    """Whether it tells something by itself, and is no branch with lists of records in it."""
    return sum(not isinstance(cell, (dict, list)) for cell in row.values()) > 1


def _is_wrapping(row: Mapping[str, Any]) -> bool:
    """Whether a record is only a box around lists of records: {"row": [{…}, {…}]}."""
    return bool(row) and all(
        isinstance(cell, list) and any(isinstance(one, dict) for one in cell) for cell in row.values()
    )


def _by_column(tree: Mapping[str, Any]) -> list[Any] | None:
    """{"fields": [...], "data": [[...]]} and {"name": [...], "address": [...]}."""
    heads = next(
        (tree[key] for key in ("columns", "fields", "header", "headers") if isinstance(tree.get(key), list)), None
    )
    body = next((tree[key] for key in ("data", "rows", "records", "values") if isinstance(tree.get(key), list)), None)
    if heads is not None and body is not None and all(isinstance(row, list) for row in body):
        names = [str(head.get("id") or head.get("name")) if isinstance(head, dict) else str(head) for head in heads]
        return [dict(zip(names, row, strict=False)) for row in body]
    lists = [column for column in tree.values() if isinstance(column, list)]
    scalar = lists and all(not isinstance(cell, (dict, list)) for column in lists for cell in column)
    if len(lists) == len(tree) > 1 and scalar and len({len(column) for column in lists}) == 1:
        return [dict(zip(tree, row, strict=True)) for row in zip(*lists, strict=True)]
    return None


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """Inner objects lifted up (hours of a day under its name), lists of menus made text, a point's pair made latitude
    and longitude.
    """
    flat: dict[str, Any] = {}
    for key, cell in row.items():
        if _is_point(cell):
            flat |= {"longitude": cell[0], "latitude": cell[1]}  # in whichever order: the row tells by their size
        elif isinstance(cell, dict) and _are_prices(cell):
            flat[key] = "\n".join(f"{menu} {text_of(price)}" for menu, price in cell.items())
        elif isinstance(cell, dict) and key.lower() in WEEKDAYS:
            flat |= {f"{key}_{inner}": one for inner, one in _flat(cell).items()}
        elif isinstance(cell, dict):
            flat |= {inner if inner not in flat else f"{key}_{inner}": one for inner, one in _flat(cell).items()}
        elif isinstance(cell, list):
            flat[key] = "\n".join(_words(one) for one in cell)
        else:
            flat[key] = cell
    return flat


def _is_point(cell: object) -> bool:
    """Whether it is a pair of degrees, as GeoJSON has it."""
    return isinstance(cell, list) and len(cell) == 2 and all(isinstance(one, float) for one in cell)


def _are_prices(cells: Mapping[str, Any]) -> bool:
    """Whether it tells what menus cost by their names: {"김밥": 3500, "라면": "4,500원"}."""
    return bool(cells) and all(
        field_of(name) is None and not isinstance(cell, (dict, list)) and parse_price(cell) is not None
        for name, cell in cells.items()
    )


def _words(one: object) -> str:
    if isinstance(one, dict):
        return " ".join(text_of(cast("Cell", cell)) for cell in one.values() if not isinstance(cell, (dict, list)))
    return text_of(cast("Cell", one)) if not isinstance(one, list) else " ".join(map(_words, one))


def table_of(rows: Iterable[Any]) -> list[Row]:
    """Records as a header and rows, in the order in which keys first come; rows that are lists stay."""
    rows = list(rows)
    heads = list(dict.fromkeys(key for row in rows if isinstance(row, dict) for key in row))
    if not heads:
        return [row if isinstance(row, list) else [row] for row in rows]
    body: list[Row] = [[row.get(key) for key in heads] if isinstance(row, dict) else [text_of(row)] for row in rows]
    head: Row = [str(key) for key in heads]
    return [head, *body]
