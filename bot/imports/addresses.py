"""Reads addresses: province, district, dong, street and number. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from db.places import PlaceRow

_SPACES = re.compile(r"[\s\u3000]+")
_ROAD = re.compile(
    r"(?P<road>[가-힣][가-힣A-Za-z0-9.·]*?(?:로|길))(?:\s*(?P<lane>\d+번?[가-힣]?길))?\s*(?:지하\s*)?"
    r"(?P<number>\d+(?:-\d+)?)(?![\d-]*(?:번?[가-힣]?길|가(?![가-힣])))"
)
_LOT = re.compile(
    r"(?P<dong>[가-힣][가-힣0-9]*(?:동|리|가|읍|면))\s*(?P<hill>산)?\s*(?P<number>\d+(?:-\d+)?)(?!\d*[동가층호])"
)
_DONG = re.compile(r"[가-힣]+\d*[가-힣]*?(?:동\d*가?|읍|면|가)(?=[\s,()\d-]|$)")
_REMEMBERED = 2**15  # a row's address is read for its area, its place and its keys
_NORMAL = re.compile(r"[^가-힣A-Za-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Area:
    """A province ("강원") and a district in it ("춘천시", "천안시 동남구"), each "" where unknown."""

    sido: str = ""
    sigungu: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """An address taken apart. `rest` is what follows the district; `dongs` every dong it may name."""

    area: Area
    rest: str
    dongs: tuple[str, ...]


class AddressReader:
    """Knows the names of provinces and districts."""

    def __init__(self, places: Iterable[PlaceRow]) -> None:
        rows = list(places)
        self.short = {row.place_name: _short(row) for row in rows if row.kind == "sido"}
        names = {name: _short(row) for row in rows if row.kind == "sido" for name in (row.place_name, *row.aliases)}
        self._sidos: dict[str, list[tuple[str, str]]] = {}  # by first letter, the longest name first
        for name, short in sorted(names.items(), key=lambda one: -len(one[0])):
            self._sidos.setdefault(name[0], []).append((name, short))
        found: dict[str, list[Area]] = {}
        for row in rows:
            if row.kind == "sigungu" and row.sigungu:
                area = Area(self.short.get(row.sido, row.sido), row.sigungu)
                found.setdefault(row.sigungu.replace(" ", ""), []).append(area)
        self._sigungus: dict[str, list[tuple[str, list[Area]]]] = {}
        for key, areas in sorted(found.items(), key=lambda one: -len(one[0])):
            self._sigungus.setdefault(key[:2], []).append((key, areas))
        self._read = lru_cache(maxsize=_REMEMBERED)(self._take_apart)

    def whole(self, area: Area) -> str:
        """The full name of an area's province ("강원도"), empty where it is not known."""
        return next((name for name, short in self.short.items() if short == area.sido), "")

    def read(self, text: str, hint: Area = Area(), phone_sido: str = "") -> Address:
        """Take an address apart. `hint` fills what it does not tell, `phone_sido` decides between equal names."""
        return self._read(text, hint, phone_sido)

    def _take_apart(self, text: str, hint: Area, phone_sido: str) -> Address:
        plain = _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip()
        sido, rest = self._sido(plain)
        area, rest = self._sigungu(sido, rest, hint, phone_sido)
        again, left = self._sido(rest)
        if area.sigungu and (again or area.sido) == area.sido:  # "천안시 충청남도 천안시 서북구 …"
            repeated, left = self._sigungu(area.sido, left, Area(), "")
            area, rest = (repeated, left) if repeated.sigungu.startswith(area.sigungu) else (area, rest)
        return Address(area, rest, tuple(dict.fromkeys(_DONG.findall(rest))))

    def area(self, text: str) -> Area:
        """The area that a name tells ("춘천시", "강원 춘천", "서울"), empty where it tells none."""
        sido, rest = self._sido(_SPACES.sub(" ", text).strip())
        for tail in ("", "시", "군", "구"):
            found, left = self._sigungu(sido, rest + tail, Area(), "")
            if found.sigungu and not left:
                return found
        return Area(sido)

    def _sido(self, text: str) -> tuple[str, str]:
        for name, short in self._sidos.get(text[:1], ()):
            if text.startswith(name):
                rest = text[len(name) :]
                if len(name) > 2 or not rest or rest[0] == " " or rest[0] == "시":
                    if rest.startswith("시") and not self._is_in(short, rest[1:]):
                        continue  # 광주시 of 경기, not 광주
                    return short, rest.removeprefix("시").lstrip(" ,")
        return "", text

    def _is_in(self, sido: str, rest: str) -> bool:
        dense = rest.replace(" ", "")
        return any(dense.startswith(key) and any(a.sido == sido for a in areas) for key, areas in self._starting(dense))

    def _starting(self, dense: str) -> list[tuple[str, list[Area]]]:
        """Districts that begin with the same two letters, longest first."""
        return self._sigungus.get(dense[:2], [])

    def _sigungu(self, sido: str, text: str, hint: Area, phone_sido: str) -> tuple[Area, str]:
        dense = text.replace(" ", "")
        for key, areas in self._starting(dense):
            if not dense.startswith(key):
                continue
            wanted = [sido] if sido else [hint.sido, phone_sido]
            of_sido = next((area for one in wanted if one for area in areas if area.sido == one), None)
            if of_sido is None and not sido and len(areas) == 1 and (not hint.sido or "시" in key or "군" in key):
                of_sido = areas[0]
            if of_sido is not None:
                return of_sido, _after(text, len(key))
        if not sido or sido == hint.sido:
            return Area(sido or hint.sido, hint.sigungu), text
        return Area(sido), text


def keys_of(address: Address) -> tuple[str, ...]:
    """What tells an address from others however it is written: by street and number, by lot, each with its district."""
    where = f"{address.area.sido} {address.area.sigungu}"
    keys = []
    if road := _ROAD.search(address.rest):
        keys.append(f"road {where} {road['road']}{road['lane'] or ''} {road['number']}")
    if lot := _LOT.search(address.rest):
        keys.append(f"lot {where} {lot['dong']} {lot['hill'] or ''}{lot['number']}")
    return tuple(keys)


def normalised(text: str) -> str:
    """As the column `shops.normalised_address`."""
    return _NORMAL.sub("", text).lower()


def normalised_name(text: str) -> str:
    """As the column `shops.normalised_name`."""
    return normalised(text).replace("-", "")


def joined(parts: Sequence[str]) -> str:
    """Parts of an address in one line, a part that the next one begins with left out."""
    whole = ""
    for part in reversed([part for part in parts if part]):
        dense = whole.replace(" ", "")
        whole = whole if dense.startswith(part.replace(" ", "")) else f"{part} {whole}".strip()
    return whole


def _short(row: PlaceRow) -> str:
    return min((row.place_name, *row.aliases), key=len)


def _after(text: str, letters: int) -> str:
    """What is left of a text after so many letters that are no spaces."""
    if " " not in text[:letters]:
        return text[letters:].lstrip(" ,")
    for index, letter in enumerate(text):
        if letters == 0:
            return text[index:].lstrip(" ,")
        letters -= letter != " "
    return ""
