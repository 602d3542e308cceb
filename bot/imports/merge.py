"""Finds the same shop told twice: in a file, in several, in the catalogue. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.imports.addresses import AddressReader, Area, keys_of, normalised_name
from bot.imports.phones import area_of
from bot.imports.records import ShopRecord
from db.shop_import import Standing

_SHARED = 4


class Merger:
    """Shops by name and address, however the address is written."""

    def __init__(self) -> None:
        self.records: list[ShopRecord] = []
        self._by_key: dict[tuple[str, str], ShopRecord] = {}
        self._by_phone: dict[tuple[str, str], ShopRecord] = {}

    def add(self, record: ShopRecord) -> ShopRecord:
        """Take a shop in; returns the record it is kept in, which is another one where it was told before."""
        name = normalised_name(record.name)
        known = next((self._by_key[name, key] for key in record.keys if (name, key) in self._by_key), None)
        phone = record.phone if area_of(record.phone) else None
        if known is None and phone is not None:
            same_phone = self._by_phone.get((name, phone))
            known = same_phone if same_phone and not _comparable(same_phone.keys, record.keys) else None
        if known is not None:
            known.kept.absorb(record)
        else:
            self.records.append(record)
        self._remember(record.kept, name, record.keys, phone)
        return record.kept

    def match(self, standing: Iterable[Standing], reader: AddressReader) -> None:
        """Tell each record the shop of the catalogue that it is; records of one shop become one."""
        of_shop: dict[int, ShopRecord] = {}
        for shop in standing:
            address = reader.read(shop.address_name)
            roads = [reader.read(shop.road_address_name, address.area)] if shop.road_address_name else []
            keys = [f"text {shop.normalised_address}", *(key for one in (address, *roads) for key in keys_of(one))]
            for key in keys:
                record = self._by_key.get((shop.normalised_name, key))
                if record is not None and record.kept.shop_id is None:
                    record.kept.shop_id = shop.id
                if (
                    record is not None
                    and record.kept.shop_id == shop.id
                    and of_shop.setdefault(shop.id, record.kept) is not record.kept
                ):
                    of_shop[shop.id].absorb(record.kept)
        self.records = [record for record in self.records if record.same_as is None]

    def doubt_shared_points(self) -> int:
        """A point of many different addresses is the middle of something; returns how many shops stand on such."""
        places: dict[tuple[float, float], set[str]] = {}
        exact = [record for record in self.records if record.precision == "address"]
        for record in exact:
            if record.latitude is not None and record.longitude is not None:
                places.setdefault((record.latitude, record.longitude), set()).add(record.keys[0])
        shared = [one for one in exact if len(places[one.latitude or 0.0, one.longitude or 0.0]) >= _SHARED]
        for record in shared:
            record.precision = "sigungu"
        return len(shared)

    def _remember(self, record: ShopRecord, name: str, keys: Sequence[str], phone: str | None) -> None:
        for key in keys:
            self._by_key.setdefault((name, key), record)
        if phone is not None:
            self._by_phone.setdefault((name, phone), record)


def _comparable(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two addresses are written in the same way, so that a difference is one."""
    kinds = [{key.split(" ")[0] for key in keys} - {"text"} for keys in (one, other)]
    return bool(kinds[0] & kinds[1])


def hint_of(words: Iterable[str], reader: AddressReader) -> Area:
    """The area that titles or a file's name tell, the most exact first; empty where they tell none."""
    found = [reader.area(word) for word in words if len(word) > 1]
    return max(found, key=lambda area: (bool(area.sigungu), bool(area.sido)), default=Area())
