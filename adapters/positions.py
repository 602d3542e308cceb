"""Positions as platforms send them."""

from __future__ import annotations

from adapters.reading import number
from core.messages import Point


def read_point(latitude: object, longitude: object) -> Point | None:
    """A WGS84 point of two numbers (or their spelling), or None where they are none on this earth."""
    north, east = number(latitude), number(longitude)
    if north is None or east is None or abs(north) > 90 or abs(east) > 180:
        return None
    return Point(north, east)
