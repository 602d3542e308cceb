"""Shops and menus as the bot tells of them, and their compact form: one string of bytes a shop."""

from __future__ import annotations

import marshal
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import Any

from core.messages import Point
from core.recommend.hours import Week

_GOOD_STARS = 3.5  # of five: from here on the stars of a place are called high


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to have a menu; `price` is the difference in won."""

    name: str
    price: int


class Role(StrEnum):
    """What a menu is in a meal."""

    MAIN = "main"  # fills
    SIDE = "side"
    DRINK = "drink"
    SWEET = "sweet"  # no part of a meal


@dataclass(frozen=True, slots=True)
class Menu:
    """Something to eat or drink. `allergens` None is unknown; `goods_kind` is set on convenience-store goods."""

    id: int
    name: str
    price: int
    kind: str | None
    goods_kind: str | None
    popular: bool
    allergens: frozenset[str] | None
    dietary: frozenset[str]
    options: tuple[tuple[str, tuple[Choice, ...]], ...]
    price_as_of: date | None
    role: Role = Role.MAIN
    spicy: bool = False


@dataclass(frozen=True, slots=True)
class Shop:
    """A place as the bot tells of it. `card` is Y, N, P or U; `rating` the mean of reviews, None without any.

    `doubts` is what two people reported and nobody has checked yet (closed, card_refused, price); hours that are
    doubted are not known: `week` is None.
    """

    id: int
    name: str
    category: str
    address: str
    road_address: str | None
    point: Point | None
    precise: bool
    phone: str | None
    card: str
    card_note: str | None
    good_influence: bool
    partner: bool
    kiosk: bool
    week: Week | None
    popularity: float
    rating: float | None
    reviews: int
    good_word: str | None
    max_group: int | None
    rooms: int | None
    reservable: bool | None
    region_id: int | None
    sample: bool
    menus: tuple[Menu, ...]
    doubts: frozenset[str] = frozenset()

    @property
    def prices_doubted(self) -> bool:
        """Whether two people found other prices than ours."""
        return "price" in self.doubts

    @property
    def is_rated_well(self) -> bool:
        """Whether somebody rated it, and the mean is high."""
        return self.rating is not None and self.rating >= _GOOD_STARS


_APART = frozenset({"point", "week", "menus"})
_TOLD = tuple(field.name for field in fields(Shop) if field.name not in _APART)
_MENU = tuple(field.name for field in fields(Menu) if field.name not in {"options", "price_as_of", "role"})
_shop_values, _menu_values = attrgetter(*_TOLD), attrgetter(*_MENU)


def pack(shop: Shop) -> bytes:
    """A shop without its hours, which many share and which stand elsewhere."""
    point = (shop.point.latitude, shop.point.longitude) if shop.point else None
    return marshal.dumps((_shop_values(shop), point, tuple(map(_told_menu, shop.menus))))


def unpack(packed: bytes, week: Week | None) -> Shop:
    """The shop that `pack` was given."""
    values, point, menus = marshal.loads(packed)  # noqa: S302 - bytes of our own making, read by the program that wrote them
    return Shop(
        **dict(zip(_TOLD, values, strict=True)),
        point=Point(*point) if point else None,
        week=week,
        menus=tuple(map(_menu, menus)),
    )


def pack_menu(menu: Menu) -> bytes:
    """A menu alone."""
    return marshal.dumps(_told_menu(menu))


def unpack_menu(packed: bytes) -> Menu:
    """The menu that `pack_menu` was given."""
    return _menu(marshal.loads(packed))  # noqa: S302 - bytes of our own making, as above


def _told_menu(menu: Menu) -> Any:  # noqa: ANN401 - what marshal takes
    options = tuple((group, tuple((choice.name, choice.price) for choice in some)) for group, some in menu.options)
    day = menu.price_as_of.toordinal() if menu.price_as_of else None
    return _menu_values(menu), options, day, menu.role.value


def _menu(packed: tuple[Any, Any, int | None, str]) -> Menu:
    values, options, day, role = packed
    return Menu(
        **dict(zip(_MENU, values, strict=True)),
        options=tuple((group, tuple(Choice(*choice) for choice in some)) for group, some in options),
        price_as_of=date.fromordinal(day) if day is not None else None,
        role=Role(role),
    )
