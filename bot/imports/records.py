"""What a row of a list says about a shop, once it is read and judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Rejected:
    """Why a row was not taken, and the column that decided."""

    column: str
    reason: str


@dataclass(slots=True)
class ShopRecord:
    """A shop as a list tells it; None is unknown. `menus` by name without spaces: (name, won, as of).

    `keys` tell its address from others, whatever way it is written. `card_stated` is False where not its row but the
    whole list says that the card is taken.
    """

    name: str
    category: str
    is_category_told: bool
    address: str
    road_address: str | None
    region_id: int | None
    phone: str | None
    latitude: float | None
    longitude: float | None
    precision: str
    card: str
    card_stated: bool
    card_note: str | None
    good_influence: bool | None
    partner: bool | None
    kiosk: bool | None
    hours: Mapping[str, Any] | None
    owner_message: str | None
    as_of: date
    keys: tuple[str, ...]
    menus: dict[str, tuple[str, int, date]] = field(default_factory=dict)
    shop_id: int | None = None
    is_new: bool = False
    same_as: ShopRecord | None = None

    @property
    def kept(self) -> ShopRecord:
        """The record that this one was merged into, itself where it was not."""
        return self.same_as.kept if self.same_as is not None else self

    def add_menu(self, name: str, price: int, as_of: date) -> None:
        """Take a menu; of two prices the newer stays, of one day the later told."""
        key = name.replace(" ", "")
        known = self.menus.get(key)
        if known is None or known[2] <= as_of:
            self.menus[key] = (known[0] if known else name, price, as_of)

    def absorb(self, other: ShopRecord) -> None:
        """Take in another telling of the same shop: the newer one's word counts, the older fills gaps."""
        other.same_as = self
        newer, older = (other, self) if other.as_of >= self.as_of else (self, other)
        if other.is_category_told and (newer is other or not self.is_category_told):
            self.category, self.is_category_told = other.category, True
        for name in (
            "road_address",
            "region_id",
            "phone",
            "good_influence",
            "partner",
            "kiosk",
            "hours",
            "owner_message",
        ):
            told = getattr(newer, name)
            setattr(self, name, told if told is not None else getattr(older, name))
        if (other.card_stated, other.card != "U") >= (self.card_stated, self.card != "U") and newer is other:
            self.card, self.card_stated, self.card_note = other.card, other.card_stated, other.card_note
        if PRECISIONS.index(other.precision) > PRECISIONS.index(self.precision):
            self.latitude, self.longitude, self.precision = other.latitude, other.longitude, other.precision
        self.as_of = newer.as_of
        self.keys = tuple(dict.fromkeys((*self.keys, *other.keys)))
        for name, price, as_of in other.menus.values():
            self.add_menu(name, price, as_of)


PRECISIONS = ("none", "sigungu", "dong", "address")
