"""The sample's shops as the catalogue holds them, without a database: for measures and tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path

from bot.sample.files import read_places
from bot.sample.forms import Place
from core.recommend import snapshot
from core.recommend.shop import Shop
from db.catalogue import MenuRow, ShopRow


def sample_shops(data: Path) -> list[Shop]:
    """Every shop of `data/sample`, numbered from 1. Raises SampleError."""
    ids = count(1)
    rows = [row for place in read_places(data) for row in _rows(place, ids)]
    menus = [menu for _, sold in rows for menu in sold]
    return snapshot.shops([shop for shop, _ in rows], menus, {})


def _rows(place: Place, ids: Iterator[int]) -> Iterator[tuple[ShopRow, list[MenuRow]]]:
    for told in place.shops:
        shop_id = next(ids)
        ratings = [review.rating for review in told.reviews]
        row = ShopRow(
            id=shop_id,
            shop_name=told.name,
            category=told.category,
            address_name=told.address,
            road_address_name=told.road_address,
            latitude=told.latitude,
            longitude=told.longitude,
            geo_precision="address",
            phone=told.phone,
            is_food_card_shop=told.card,
            food_card_note=told.card_note,
            is_good_influence_shop=told.good_influence,
            is_coupon_partner=told.partner,
            kiosk=told.kiosk,
            business_hours=told.hours,
            popularity_score=told.popularity,
            region_id=None,
            data_source="sample",
            max_group=told.max_group,
            rooms=told.rooms,
            is_reservable=told.reservable,
            rating=sum(ratings) / len(ratings) if ratings else None,
            review_count=len(ratings),
            review_texts=tuple(review.text for review in told.reviews),
        )
        menus = [
            MenuRow(
                id=next(ids),
                shop_id=shop_id,
                menu_name=item.name,
                price=item.price,
                price_as_of=date(2026, 11, 1),
                category=item.kind,
                goods_kind=item.goods,
                is_popular=item.popular,
                options=item.model_dump(include={"options"})["options"],
                allergens=None if item.allergens is None else tuple(item.allergens),
                dietary_tags=tuple(item.dietary),
            )
            for item in told.menus
        ]
        yield row, menus
