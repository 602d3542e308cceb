"""Where a shop is: its published point if nothing speaks against it, else the middle of its dong or district."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bot.imports.addresses import Address, Area
from bot.imports.phones import AREAS, area_of
from db.places import PlaceRow

_METRES_A_DEGREE = 111_195.0
_COSINE = 0.81  # of Korea's middle
_DONG_REACH, _COUNTRY_REACH, _DISTRICT_REACH = 5_000.0, 15_000.0, 35_000.0
_AREA_SLACK, _PHONE_SLACK = 4_000.0, 3_000.0
_CITY_SLACK = {
    "02": 12_000.0,
    "032": 8_000.0,
    "042": 8_000.0,
    "051": 8_000.0,
    "052": 8_000.0,
    "053": 8_000.0,
    "062": 8_000.0,
}
_CELL = 100

Coordinates = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Located:
    """A point in WGS84 degrees with its precision; `doubt` says why a published point was not taken."""

    latitude: float | None
    longitude: float | None
    precision: str
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class _Dong:
    """A dong that an address names, as the gazetteer spells it, and its middle in WGS84 degrees."""

    name: str
    middle: tuple[float, float]


class Locator:
    """Middles of dongs and districts, and how far a point is from them."""

    def __init__(self, places: Iterable[PlaceRow], short: dict[str, str]) -> None:
        dongs: dict[tuple[str, str, str], tuple[float, float]] = {}
        points: dict[Area, list[tuple[float, float]]] = {}
        self._centres: dict[Area, tuple[float, float]] = {}
        for row in places:
            area = Area(short.get(row.sido, row.sido), row.sigungu)
            point = (row.latitude, row.longitude)
            if row.kind in {"dong", "dong_group"}:
                for name in (row.place_name, *row.aliases):
                    for sigungu in {row.sigungu, row.sigungu.split(" ")[0]}:
                        dongs.setdefault((area.sido, sigungu, name), point)
                for inside in {area, Area(area.sido, row.sigungu.split(" ")[0]), Area(area.sido)}:
                    points.setdefault(inside, []).append(point)
            elif row.kind == "sigungu":
                self._centres[area] = point
        for sido in {area.sido for area in self._centres}:
            if len(own := [point for area, point in self._centres.items() if area.sido == sido]) == 1:
                self._centres[Area(sido)] = own[0]  # 세종 is a province and its own only district
        self._dongs = dongs
        self._inside = {area: np.array(some) for area, some in points.items()}
        self._districts = {
            sido: np.array([p for a, p in self._centres.items() if a.sido == sido]) for sido in short.values()
        }
        every = [some for area, some in self._inside.items() if not area.sigungu]
        self._all = np.concatenate([np.array(list(self._centres.values()) or np.empty((0, 2))), *every])
        self._nearest: dict[tuple[int, int], float] = {}

    def locate(
        self, address: Address, dongs: Sequence[str], point: tuple[float, float] | None, phone: str | None, stated: str
    ) -> Located:
        """The best point. `stated` is the precision that the list itself tells of its point ("" where it does not)."""
        dong = self._dong(address.area, dongs)
        doubt = None
        if point is not None:
            doubt = "suspect in the list" if stated == "suspect" else self._doubt(point, address, dong, phone)
            if doubt is None:
                return Located(*point, stated or "address")
        if dong is not None:
            return Located(*dong.middle, "dong", doubt)
        if centre := self._centres.get(address.area):
            return Located(*centre, "sigungu", doubt)
        return Located(None, None, "none", doubt)

    def _dong(self, area: Area, dongs: Sequence[str]) -> _Dong | None:
        """The first dong that is known, of those an address may name."""
        for name in (name for dong in dongs for name in _spellings(dong)):
            if found := self._dongs.get((area.sido, area.sigungu, name)):
                return _Dong(name, found)
        return None

    def _doubt(self, point: tuple[float, float], address: Address, dong: _Dong | None, phone: str | None) -> str | None:
        area = address.area
        off = _apart(point, dong.middle) if dong is not None else math.inf
        # A dong lies in its district and province: a point beside its middle is beside theirs, and needs no search.
        if area.sido and off > _AREA_SLACK and not self._is_in(point, area, _AREA_SLACK):
            return f"the point is not in {area.sido} {area.sigungu}".strip()
        if dong is not None and off > (_DONG_REACH if dong.name.endswith("동") else _COUNTRY_REACH):
            return f"the point is far from {dong.name}"
        code = area_of(phone)
        if code is None:
            return None
        dialled, slack = Area(AREAS[code]), _CITY_SLACK.get(code, _PHONE_SLACK)
        if (area.sido == dialled.sido and off <= slack) or self._is_in(point, dialled, slack):
            return None
        return f"the point is not where {code} is dialled"

    def _is_in(self, point: tuple[float, float], area: Area, slack: float) -> bool:
        """Whether a point is hardly farther from an area than from any dong at all."""
        return self._distance(point, area) <= 2 * self._to_nearest(point) + slack

    def _distance(self, point: tuple[float, float], area: Area) -> float:
        """Metres to the nearest dong of an area; by the middles of districts where no dongs are known."""
        if area in self._inside:
            return float(_metres(point, self._inside[area]).min())
        centre = self._centres.get(area)
        middles = np.array([centre]) if centre else self._districts.get(area.sido, np.empty((0, 2)))
        if (area.sigungu and centre is None) or not len(middles):
            return 0.0
        return max(0.0, float(_metres(point, middles).min()) - _DISTRICT_REACH)

    def _to_nearest(self, point: tuple[float, float]) -> float:
        key = (round(point[0] * _CELL), round(point[1] * _CELL))
        if key not in self._nearest:
            self._nearest[key] = float(_metres(point, self._all).min()) if len(self._all) else 0.0
        return self._nearest[key]


def _apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two points, as `_metres`."""
    return math.hypot((other[0] - one[0]) * _METRES_A_DEGREE, (other[1] - one[1]) * _METRES_A_DEGREE * _COSINE)


def _metres(point: tuple[float, float], others: Coordinates) -> Coordinates:
    north = (others[:, 0] - point[0]) * _METRES_A_DEGREE
    east = (others[:, 1] - point[1]) * (_METRES_A_DEGREE * _COSINE)
    found: Coordinates = np.hypot(north, east)
    return found


@lru_cache(maxsize=2**14)
def _spellings(dong: str) -> tuple[str, ...]:
    """A legal dong and the administrative ones that may cover it: 당산동5가, 당산동, 대림1동."""
    plain = dong.rstrip("가").rstrip("0123456789") if dong.endswith("가") else dong
    bare = "".join(letter for letter in plain if not letter.isdigit())
    return tuple(dict.fromkeys((dong, plain, bare, f"{bare[:-1]}1동" if bare.endswith("동") else bare)))
