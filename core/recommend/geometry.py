"""Distances and grid cells on the ground. Metres, WGS84 degrees. Pure."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from core.messages import Point

EARTH_RADIUS_METRES = 6_371_000
CELL_DEGREES = 0.005  # about 550 m north-south, 440 m east-west in Korea
WALK_METRES_PER_MINUTE = 67  # domain.md 5
DETOUR = 1.3  # streets against the straight line, domain.md 5
NO_CELL = -(2**53)
_COLUMNS = 100_000

Floats = NDArray[np.float64]


def distances(origin: Point, latitudes: Floats, longitudes: Floats) -> Floats:
    """Great-circle metres from `origin` to each point (haversine)."""
    lat1, lon1 = math.radians(origin.latitude), math.radians(origin.longitude)
    lat2, lon2 = np.radians(latitudes), np.radians(longitudes)
    half = np.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    metres: Floats = 2 * EARTH_RADIUS_METRES * np.arcsin(np.sqrt(half))
    return metres


def distance(a: Point, b: Point) -> float:
    """Great-circle metres between two points."""
    return float(distances(a, np.array([b.latitude]), np.array([b.longitude]))[0])


def walk_minutes(metres: float) -> int:
    """Whole minutes on foot, at least 1."""
    return max(1, round(metres * DETOUR / WALK_METRES_PER_MINUTE))


def cell(point: Point) -> int:
    """The grid cell of a point as one number; coarse enough to be kept (about 550 m)."""
    return _cell(math.floor(point.latitude / CELL_DEGREES), math.floor(point.longitude / CELL_DEGREES))


def cells(latitudes: Floats, longitudes: Floats) -> NDArray[np.int64]:
    """The grid cells of many points, `NO_CELL` where one is not known (NaN)."""
    found = np.floor(latitudes / CELL_DEGREES) * _COLUMNS + np.floor(longitudes / CELL_DEGREES)
    return np.where(np.isnan(found), NO_CELL, np.nan_to_num(found)).astype(np.int64)


def cells_within(point: Point, metres: float) -> tuple[list[int], list[int]]:
    """Every cell that a circle around `point` can touch: the first and the last of each line of cells."""
    degrees_north = metres / 111_000
    degrees_east = degrees_north / max(0.1, math.cos(math.radians(point.latitude)))
    first = math.floor((point.longitude - degrees_east) / CELL_DEGREES)
    last = math.floor((point.longitude + degrees_east) / CELL_DEGREES)
    south = math.floor((point.latitude - degrees_north) / CELL_DEGREES)
    north = math.floor((point.latitude + degrees_north) / CELL_DEGREES)
    lines = range(south, north + 1)
    return [_cell(line, first) for line in lines], [_cell(line, last) for line in lines]


def _cell(row: int, column: int) -> int:
    return row * _COLUMNS + column
