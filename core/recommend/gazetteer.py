"""From a place as typed ("부산 서면", "건입", "노원역 4번출구") to a point. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.messages import Point
from core.recommend.geometry import distance
from db.places import PlaceRow

_KINDS = ("district", "subway", "campus", "market", "dong", "dong_group", "park", "sigungu", "sido")
_SAME_PLACE_METRES = 5_000
_STATION = "역"
_SPACES = re.compile(r"\s+")
_TAIL = re.compile(r"(?:\d+\s*번\s*출구|출구|쪽|근처|부근|주변|앞|옆|뒤|사거리|입구역?)$")


@dataclass(frozen=True, slots=True)
class Place:
    """A place the bot knows. `label` tells it from others of its name ("서울 신림역")."""

    name: str
    kind: str
    point: Point
    sido: str
    sigungu: str

    @property
    def label(self) -> str:
        """Name with its city in front, short: "서울 신림역"."""
        city = self.sido[:2] if not self.sido.endswith("도") else self.sigungu.split(" ")[0]
        return self.name if self.name.startswith(city) else f"{city} {self.name}".strip()


class Gazetteer:
    """Finds places by name, alias, abbreviation, with or without a city in front."""

    def __init__(self, rows: Iterable[PlaceRow]) -> None:
        self._by_name: dict[str, list[Place]] = {}
        for row in rows:
            place = Place(row.place_name, row.kind, Point(row.latitude, row.longitude), row.sido, row.sigungu)
            for name in {row.place_name, *row.aliases}:
                self._by_name.setdefault(_plain(name), []).append(place)

    @property
    def names(self) -> frozenset[str]:
        """Every name and alias, without spaces."""
        return frozenset(self._by_name)

    def resolve(self, text: str, near: Point | None = None) -> tuple[Place, ...]:
        """The place that `text` names; several where a name stands in several cities; none where unknown.

        A name stands for its station too (중앙로, also 중앙로역). Of places a walk apart the more exact kind wins;
        `near` (the last place of the person) decides between cities.
        """
        for name, city in _readings(text):
            named = (*self._by_name.get(name, ()), *self._by_name.get(name + _STATION, ()))
            found = [p for p in dict.fromkeys(named) if not city or _is_in(p, city)]
            if found:
                return _one_or_many(found, near)
        return ()


def _readings(text: str) -> Iterable[tuple[str, str]]:
    """Ways to read a typed place, most literal first: (name, city before it)."""
    words = _SPACES.split(text.strip())
    whole = "".join(words).lower()
    yield whole, ""
    for cut in range(1, len(words)):
        yield "".join(words[cut:]).lower(), words[cut - 1]
    trimmed = _TAIL.sub("", whole)
    if trimmed != whole:
        yield trimmed, ""
    for cut in range(len(words) - 1, 0, -1):
        yield "".join(words[:cut]).lower(), ""
    for size in range(2, min(4, len(whole) - 1)):  # "부산서면" written together
        yield whole[size:], whole[:size]


def _one_or_many(found: Sequence[Place], near: Point | None) -> tuple[Place, ...]:
    if near is not None:
        return (min(found, key=lambda p: distance(near, p.point)),)
    ranked = sorted(found, key=lambda p: _KINDS.index(p.kind))
    apart: list[Place] = []
    for place in ranked:
        if all(distance(place.point, other.point) > _SAME_PLACE_METRES for other in apart):
            apart.append(place)
    best = [place for place in apart if _exactness(place) == _exactness(apart[0])]
    return tuple(best[:4])


def _exactness(place: Place) -> str:
    """Kinds that are equally exact: 역삼동 is one dong in Yongin, and two with a number in Seoul."""
    return "dong" if place.kind == "dong_group" else place.kind


def _is_in(place: Place, city: str) -> bool:
    return place.sido.startswith(city) or any(part.startswith(city) for part in place.sigungu.split(" "))


def _plain(name: str) -> str:
    return _SPACES.sub("", name).lower()
