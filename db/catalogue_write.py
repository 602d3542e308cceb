"""Shops, menus, facilities and reviews, written in bulk by COPY."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.pool import Connection


@dataclass(frozen=True, slots=True)
class NewMenu:
    """A menu to be written; price in won, `allergens` None is unknown."""

    menu_name: str
    price: int
    price_as_of: date
    category: str
    goods_kind: str | None
    is_popular: bool
    options: Mapping[str, Any] | None
    allergens: tuple[str, ...] | None
    dietary_tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewReview:
    """A review to be written; `visited_month` is the first day of the month."""

    rating: int
    review_text: str
    visited_month: date


@dataclass(frozen=True, slots=True)
class NewShop:
    """A shop to be written with all that hangs on it. The point is that of the address; None is unknown."""

    shop_name: str
    category: str
    address_name: str
    road_address_name: str | None
    region_id: int
    is_good_influence_shop: bool
    is_food_card_shop: str
    food_card_note: str | None
    is_coupon_partner: bool
    kiosk: bool
    business_hours: Mapping[str, Any] | None
    phone: str | None
    owner_message: str | None
    latitude: float
    longitude: float
    popularity_score: float
    quality_score: float
    seats: int | None
    max_group: int | None
    rooms: int | None
    is_reservable: bool | None
    has_baby_chair: bool | None
    has_parking: bool | None
    menus: tuple[NewMenu, ...]
    reviews: tuple[NewReview, ...]


_SHOP_COLUMNS = (
    *("shop_name", "category", "address_name", "road_address_name", "region_id", "is_good_influence_shop"),
    *("is_food_card_shop", "food_card_note", "is_coupon_partner", "kiosk", "business_hours", "phone", "owner_message"),
    *("latitude", "longitude", "popularity_score", "quality_score"),
)
_FACILITY_COLUMNS = ("seats", "max_group", "rooms", "is_reservable", "has_baby_chair", "has_parking")
_MENU_COLUMNS = (
    *("menu_name", "price", "price_as_of", "category", "goods_kind", "is_popular", "options", "allergens"),
    "dietary_tags",
)
_REVIEW_COLUMNS = ("rating", "review_text", "visited_month")


async def is_empty(connection: Connection) -> bool:
    """Whether there is no shop at all."""
    return not await connection.fetchval("SELECT EXISTS (SELECT FROM chatbot.shops)")


async def lock(connection: Connection) -> None:
    """Keep every other writer of shops waiting until the transaction ends."""
    await connection.execute("LOCK TABLE chatbot.shops IN SHARE ROW EXCLUSIVE MODE")


async def add_shops(connection: Connection, shops: Sequence[NewShop], data_source: str) -> dict[str, int]:
    """Write shops whose points are exact, none of which may stand already; returns their ids by name."""
    ids = [
        row["id"]
        for row in await connection.fetch(
            "SELECT nextval('chatbot.shops_id_seq') AS id FROM generate_series(1, $1)", len(shops)
        )
    ]
    known = list(zip(ids, shops, strict=True))
    await _copy(
        connection,
        "shops",
        ("id", "geo_precision", "data_source", *_SHOP_COLUMNS),
        ((shop_id, "address", data_source, *_values(shop, _SHOP_COLUMNS)) for shop_id, shop in known),
    )
    await _copy(
        connection,
        "shop_facilities",
        ("shop_id", *_FACILITY_COLUMNS),
        ((shop_id, *_values(shop, _FACILITY_COLUMNS)) for shop_id, shop in known),
    )
    await _copy(
        connection,
        "menus",
        ("shop_id", *_MENU_COLUMNS),
        ((shop_id, *_values(menu, _MENU_COLUMNS)) for shop_id, shop in known for menu in shop.menus),
    )
    await _copy(
        connection,
        "reviews",
        ("shop_id", "data_source", *_REVIEW_COLUMNS),
        (
            (shop_id, data_source, *_values(review, _REVIEW_COLUMNS))
            for shop_id, shop in known
            for review in shop.reviews
        ),
    )
    return {shop.shop_name: shop_id for shop_id, shop in known}


def _values(row: object, columns: Iterable[str]) -> Iterable[object]:
    return (getattr(row, column) for column in columns)


async def _copy(
    connection: Connection, table: str, columns: tuple[str, ...], records: Iterable[tuple[object, ...]]
) -> None:
    await connection.copy_records_to_table(table, schema_name="chatbot", columns=columns, records=records)
