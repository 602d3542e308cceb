"""Shops, menus, facilities and reviews, read for the snapshot in memory: in chunks, or those that changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.pool import Connection

ALL_FROM = 5_000
"""Changed shops from which all are read anew, as the lesser work; the trigger of the tables has the same number."""


@dataclass(frozen=True, slots=True)
class MenuRow:
    """One row of `menus` that may be sold; `allergens` None is unknown."""

    id: int
    shop_id: int
    menu_name: str
    price: int
    price_as_of: date | None
    category: str | None
    goods_kind: str | None
    is_popular: bool
    options: Mapping[str, Any] | None
    allergens: tuple[str, ...] | None
    dietary_tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShopRow:
    """One row of `shops` with its facilities and the sum of its reviews (`review_texts` newest first).

    `doubts` are the kinds of what two people or more reported and no operator has decided yet.
    """

    id: int
    shop_name: str
    category: str
    address_name: str
    road_address_name: str | None
    latitude: float | None
    longitude: float | None
    geo_precision: str
    phone: str | None
    is_food_card_shop: str
    food_card_note: str | None
    is_good_influence_shop: bool
    is_coupon_partner: bool
    kiosk: bool
    business_hours: Mapping[str, Any] | None
    popularity_score: float
    region_id: int | None
    data_source: str
    max_group: int | None
    rooms: int | None
    is_reservable: bool | None
    rating: float | None
    review_count: int
    review_texts: tuple[str, ...]
    doubts: tuple[str, ...] = ()


_SHOPS = """
SELECT s.id, s.shop_name, s.category, s.address_name, s.road_address_name, s.latitude, s.longitude, s.geo_precision,
       s.phone, s.is_food_card_shop, s.food_card_note, s.is_good_influence_shop, s.is_coupon_partner, s.kiosk,
       s.business_hours, s.popularity_score::float8 AS popularity_score, s.region_id, s.data_source,
       f.max_group, f.rooms, f.is_reservable,
       r.rating, coalesce(r.review_count, 0) AS review_count, coalesce(r.review_texts, '{}') AS review_texts,
       coalesce(d.doubts, '{}') AS doubts
FROM chatbot.shops s
LEFT JOIN chatbot.shop_facilities f ON f.shop_id = s.id
LEFT JOIN LATERAL (
    SELECT avg(rating)::float8 AS rating, count(*)::int AS review_count,
           (array_agg(review_text ORDER BY visited_month DESC, id DESC)
            FILTER (WHERE review_text IS NOT NULL))[1:20] AS review_texts
    FROM chatbot.reviews WHERE shop_id = s.id
) r ON TRUE
LEFT JOIN LATERAL (
    SELECT array_agg(kind ORDER BY kind) AS doubts
    FROM (SELECT kind FROM chatbot.shop_reports WHERE shop_id = s.id AND state = 'open'
          GROUP BY kind HAVING count(*) >= 2) told
) d ON TRUE
WHERE s.is_listed AND s.id = ANY ($1::integer[])
ORDER BY s.id
"""

_MENUS = """
SELECT id, shop_id, menu_name, price, price_as_of, category, goods_kind, is_popular, options, allergens, dietary_tags
FROM chatbot.menus
WHERE is_available AND shop_id = ANY ($1::integer[])
ORDER BY shop_id, id
"""


async def ids(connection: Connection, *, after: int, limit: int) -> list[int]:
    """The first `limit` listed shops behind an id."""
    rows = await connection.fetch(
        "SELECT id FROM chatbot.shops WHERE is_listed AND id > $1 ORDER BY id LIMIT $2", after, limit
    )
    return [row["id"] for row in rows]


async def announce(connection: Connection, of: Sequence[int]) -> None:
    """Tell every process that these shops are to be read again, or all of them where these are so many."""
    if len(of) >= ALL_FROM:
        await connection.execute("SELECT pg_notify('catalogue', 'shops')")
    else:
        await connection.execute("SELECT pg_notify('catalogue', id::text) FROM unnest($1::integer[]) AS told (id)", of)


async def shops(connection: Connection, of: Sequence[int]) -> list[ShopRow]:
    """Those of `of` that are listed, by id."""
    return [
        ShopRow(**(dict(row) | {"review_texts": tuple(row["review_texts"]), "doubts": tuple(row["doubts"])}))
        for row in await connection.fetch(_SHOPS, of)
    ]


async def has_more_than(connection: Connection, count: int) -> bool:
    """Whether more shops than `count` are listed."""
    found = await connection.fetchval(
        "SELECT count(*) FROM (SELECT FROM chatbot.shops WHERE is_listed LIMIT $1) listed", count + 1
    )
    return bool(found > count)


async def menus(connection: Connection, of: Sequence[int]) -> list[MenuRow]:
    """The menus sold by the shops `of`, by shop and id."""
    return [_menu(dict(row)) for row in await connection.fetch(_MENUS, of)]


def _menu(row: dict[str, Any]) -> MenuRow:
    allergens = row.pop("allergens")
    tags = tuple(row.pop("dietary_tags"))
    return MenuRow(**row, allergens=None if allergens is None else tuple(allergens), dietary_tags=tags)
