"""What is known of users and items beside the choices: where they are, prices, tags."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.learning.train.recommend.ratings import Floats, TableError, number_of, read_cells

_EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Side:
    """One user or item: degrees, won or any other unit of price, tags. NaN and empty where unknown."""

    latitude: float = math.nan
    longitude: float = math.nan
    price: float = math.nan
    tags: frozenset[str] = frozenset()


Sides = Mapping[str, Side]
_UNKNOWN = Side()


def read_sides(path: Path, kind: str) -> dict[str, Side]:
    """The rows of `user|item,latitude,longitude[,price],tags` by id; every cell but the id may be empty or missing."""
    found: dict[str, Side] = {}
    for line, cells in read_cells(path, (kind,)):
        if not cells[kind]:
            raise TableError(f"{path}: line {line}: {kind} must not be empty")
        latitude, longitude, price = (
            number_of(path, line, column, cells.get(column, "")) for column in ("latitude", "longitude", "price")
        )
        tags = frozenset(tag.strip() for tag in cells.get("tags", "").split("|") if tag.strip())
        found[cells[kind]] = Side(latitude, longitude, price, tags)
    return found


def kilometres(from_names: Sequence[str], origins: Sides, to_names: Sequence[str], goals: Sides) -> Floats:
    """Distances of all pairs, shape (from, to), equirectangular; NaN where a point is unknown."""
    a, b = _points(from_names, origins), _points(to_names, goals)
    north = b[None, :, 0] - a[:, None, 0]
    east = (b[None, :, 1] - a[:, None, 1]) * np.cos((a[:, None, 0] + b[None, :, 0]) / 2)
    return np.asarray(_EARTH_KM * np.hypot(north, east))


def tag_matrix(names: Sequence[str], sides: Sides, tags: Sequence[str]) -> Floats:
    """A row a name, a column a tag, rows of length 1 (or 0)."""
    places = {tag: place for place, tag in enumerate(tags)}
    found = np.zeros((len(names), len(tags)))
    for row, name in enumerate(names):
        for tag in sides.get(name, _UNKNOWN).tags & places.keys():
            found[row, places[tag]] = 1.0
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    found /= np.where(lengths > 0, lengths, 1.0)
    return found


def prices(names: Sequence[str], sides: Sides) -> Floats:
    """The price of each name, NaN where unknown."""
    return np.array([sides.get(name, _UNKNOWN).price for name in names], dtype=np.float64)


def _points(names: Sequence[str], sides: Sides) -> Floats:
    told = [sides.get(name, _UNKNOWN) for name in names]
    degrees = np.array([(side.latitude, side.longitude) for side in told], dtype=np.float64)
    points: Floats = np.radians(degrees.reshape(len(names), 2))
    return points
