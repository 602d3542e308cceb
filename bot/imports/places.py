"""Places from a list of places, and from the addresses of shops that were imported. Pure."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from bot.imports.addresses import Address, AddressReader
from bot.imports.cells import number_of, text_of
from bot.imports.named import NamedColumns, Told
from bot.imports.reading import Table
from bot.imports.report import Wrong
from core.messages import Point
from core.recommend.geometry import distance, distances
from db.places import AddressMiddle, PlaceRow

DERIVED = "derived: middle of imported shops"

_COLUMNS = NamedColumns(
    {
        "name": ("name", "place_name", "place", "이름", "명칭", "장소", "장소명", "지명", "역명"),
        "kind": ("kind", "type", "종류", "구분", "유형"),
        "latitude": ("latitude", "lat", "위도"),
        "longitude": ("longitude", "lng", "lon", "경도"),
        "aliases": ("aliases", "alias", "별칭", "별명"),
        "sido": ("sido", "시도", "시도명"),
        "sigungu": ("sigungu", "시군구", "시군구명"),
        "source": ("source", "data_source", "출처"),
    },
    needed=("name", "kind", "latitude", "longitude"),
    lacking="no_columns_of_places",
)
_KINDS: Mapping[str, str] = {
    **{kind: kind for kind in ("sido", "sigungu", "dong", "dong_group", "subway", "campus", "park", "district")},
    **dict.fromkeys(("market", "시장", "전통시장"), "market"),
    **dict.fromkeys(("station", "역", "지하철", "지하철역", "전철역"), "subway"),
    **dict.fromkeys(("university", "대학", "대학교", "캠퍼스"), "campus"),
    **dict.fromkeys(("공원",), "park"),
    **dict.fromkeys(("동", "행정동", "법정동", "읍면동"), "dong"),
    **dict.fromkeys(("상권", "번화가", "거리"), "district"),
    **dict.fromkeys(("시도",), "sido"),
    **dict.fromkeys(("시군구",), "sigungu"),
}
_NAME_LENGTH, _AREA_LENGTH, _SOURCE_LENGTH = 100, 40, 200
_NEAR_METRES = 15_000
_DONG_METRES, _DISTRICT_METRES = 5_000, 35_000
_FEWEST_SHOPS = 3
_DISTRICT = re.compile(r"[가-힣]{1,5}[시군구](?: [가-힣]{1,5}구)?(?= |$)")

_Named: TypeAlias = "dict[tuple[str, str, str], list[AddressMiddle]]"
"""Shops by name of the place, province and district."""


def read_places(
    tables: Iterable[Table], standing: Sequence[PlaceRow], source: str
) -> tuple[list[PlaceRow], list[Wrong]]:
    """The places of a file and the rows that are none; where a row does not tell its district the nearest one counts.

    A place that stands keeps its aliases. `source` is what a row without one came from.
    """
    areas = _Areas(standing)
    kept = {_key(row): row for row in standing}
    taken: list[PlaceRow] = []
    wrong: list[Wrong] = []
    for table in tables:
        for number, told in _COLUMNS.rows(table):
            place = told if isinstance(told, Wrong) else _place(told, number, source)
            if isinstance(place, Wrong):
                wrong.append(place)
                continue
            place = areas.filled(place)
            before = kept.get(_key(place))
            aliases = dict.fromkeys((*(before.aliases if before else ()), *place.aliases))
            kept[_key(place)] = replace(place, aliases=tuple(aliases))
            taken.append(kept[_key(place)])
    return taken, wrong


def derived_places(middles: Iterable[AddressMiddle], standing: Sequence[PlaceRow]) -> list[PlaceRow]:
    """Districts and dongs that addresses of shops name and the gazetteer lacks, each amid three shops or more.

    Districts come first, so that a dong in a new one is known to be there.
    """
    surveyed = [place for place in standing if place.data_source != DERIVED]
    reader = AddressReader(surveyed)
    told = [(middle, reader.read(middle.text)) for middle in middles]
    districts = _derived("sigungu", _by_district(told, reader), _DISTRICT_METRES)
    if districts:
        reader = AddressReader([*surveyed, *districts])
        told = [(one, read if read.area.sigungu else reader.read(one.text)) for one, read in told]
    dongs = _by_dong(told, reader)
    known = {(p.place_name, p.sido, p.sigungu.split(" ")[0]) for p in surveyed}
    new = {key: shops for key, shops in dongs.items() if (*key[:2], key[2].split(" ")[0]) not in known}
    return [*districts, *_derived("dong", new, _DONG_METRES)]


def _by_district(told: Iterable[tuple[AddressMiddle, Address]], reader: AddressReader) -> _Named:
    """Shops by the district that their address names behind its province, where that is none we know."""
    found: _Named = {}
    for middle, address in told:
        named = _DISTRICT.match(address.rest)
        if address.area.sido and not address.area.sigungu and named:
            found.setdefault((named[0], reader.whole(address.area), named[0]), []).append(middle)
    return found


def _by_dong(told: Iterable[tuple[AddressMiddle, Address]], reader: AddressReader) -> _Named:
    found: _Named = {}
    for middle, address in told:
        if address.area.sido and address.area.sigungu and address.dongs:
            key = (address.dongs[0], reader.whole(address.area), address.area.sigungu)
            found.setdefault(key, []).append(middle)
    return found


def _derived(kind: str, named: _Named, reach: float) -> list[PlaceRow]:
    """A place amid the shops of each name; none where they are too few, or lie more than `reach` metres off."""
    places = []
    for (name, sido, sigungu), middles in named.items():
        shops = sum(middle.shops for middle in middles)
        latitude = sum(middle.latitude * middle.shops for middle in middles) / shops
        longitude = sum(middle.longitude * middle.shops for middle in middles) / shops
        centre = Point(latitude, longitude)
        far = any(distance(centre, Point(one.latitude, one.longitude)) > reach for one in middles)
        if shops >= _FEWEST_SHOPS and not far:
            places.append(PlaceRow(name, kind, (), round(latitude, 5), round(longitude, 5), sido, sigungu, DERIVED))
    return places


class _Areas:
    """The district of a point: that of the nearest dong or district known."""

    def __init__(self, standing: Iterable[PlaceRow]) -> None:
        self._rows = [row for row in standing if row.kind in {"dong", "dong_group", "sigungu"}]
        self._latitudes = np.array([row.latitude for row in self._rows])
        self._longitudes = np.array([row.longitude for row in self._rows])

    def filled(self, place: PlaceRow) -> PlaceRow:
        if place.sido or not self._rows:
            return place
        metres = distances(Point(place.latitude, place.longitude), self._latitudes, self._longitudes)
        nearest = int(metres.argmin())
        if metres[nearest] > _NEAR_METRES:
            return place
        return replace(place, sido=self._rows[nearest].sido, sigungu=self._rows[nearest].sigungu)


def _place(told: Told, number: int, source: str) -> PlaceRow | Wrong:
    text = defaultdict(str, {ours: text_of(cell) for ours, cell in told.items()})
    kind = _KINDS.get(text["kind"].lower())
    point = [number_of(told.get(name)) for name in ("latitude", "longitude")]
    if not text["name"] or len(text["name"]) > _NAME_LENGTH:
        return Wrong(number, "name", "no_name" if not text["name"] else "too_long")
    if kind is None:
        return Wrong(number, "kind", "unknown_kind")
    for name, value, (low, high) in zip(("latitude", "longitude"), point, ((33, 39), (124, 132)), strict=True):
        if value is None or not math.isfinite(value) or not low <= value <= high:
            return Wrong(number, name, "not_in_korea" if value is not None else "no_number")
    aliases = tuple(alias for part in text["aliases"].split("|") if (alias := part.strip()))
    areas = (text["sido"][:_AREA_LENGTH], text["sigungu"][:_AREA_LENGTH])
    from_where = (text["source"] or source)[:_SOURCE_LENGTH]
    return PlaceRow(text["name"], kind, aliases, float(point[0] or 0), float(point[1] or 0), *areas, from_where)


def _key(row: PlaceRow) -> tuple[str, str, str, str]:
    return row.place_name, row.kind, row.sido, row.sigungu
