"""Fills an empty catalogue with the sample, whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from bot.sample.files import SampleError, read_coupons, read_places
from bot.sample.forms import Coupon, Menu, Place, Shop
from core.clock import SEOUL
from db import catalogue_write, coupons, places
from db.catalogue_write import NewMenu, NewReview, NewShop
from db.coupons import NewCoupon
from db.pool import Database

DATA_SOURCE = "sample"

_EXPECTED_RATING = 3.5
_EXPECTED_WEIGHT = 3


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows were written; all 0 where the catalogue was not empty."""

    shops: int = 0
    menus: int = 0
    reviews: int = 0
    coupons: int = 0


async def load(database: Database, data: Path, now: datetime) -> Loaded:
    """Load `data/sample/` if there is no shop yet, in one transaction. The regions must be there: `load_reference`.

    Prices count as of the first of the month of `now`, coupons are valid from its day on.

    Raises:
        SampleError: a file is wrong, or names a region or shop that is not there.
    """
    async with database.acquire() as connection:
        if not await catalogue_write.is_empty(connection):
            return Loaded()
    sample, offers = read_places(data), read_coupons(data)  # before the transaction, which then is short
    today = now.astimezone(SEOUL).date()
    async with database.transaction() as connection:
        await catalogue_write.lock(connection)
        if not await catalogue_write.is_empty(connection):
            return Loaded()
        regions = {row.region_name: row.id for row in await places.regions(connection, today)}
        shops = [_shop(shop, _region(place, regions), today) for place in sample for shop in place.shops]
        ids = await catalogue_write.add_shops(connection, shops, DATA_SOURCE)
        await coupons.add(connection, [coupon(offer, ids, today) for offer in offers])
    return Loaded(
        shops=len(shops),
        menus=sum(len(shop.menus) for shop in shops),
        reviews=sum(len(shop.reviews) for shop in shops),
        coupons=len(offers),
    )


def _region(place: Place, regions: Mapping[str, int]) -> int:
    if place.region not in regions:
        raise SampleError(f"{place.place}: the region {place.region} is not in regions.yaml")
    return regions[place.region]


def _shop(shop: Shop, region_id: int, today: date) -> NewShop:
    return NewShop(
        shop_name=shop.name,
        category=shop.category,
        address_name=shop.address,
        road_address_name=shop.road_address,
        region_id=region_id,
        is_good_influence_shop=shop.good_influence,
        is_food_card_shop=shop.card,
        food_card_note=shop.card_note,
        is_coupon_partner=shop.partner,
        kiosk=shop.kiosk,
        business_hours=shop.hours,
        phone=shop.phone,
        owner_message=shop.owner_message,
        latitude=shop.latitude,
        longitude=shop.longitude,
        popularity_score=shop.popularity,
        quality_score=_quality([review.rating for review in shop.reviews]),
        seats=shop.seats,
        max_group=shop.max_group,
        rooms=shop.rooms,
        is_reservable=shop.reservable,
        has_baby_chair=shop.baby_chair,
        has_parking=shop.parking,
        menus=tuple(_menu(menu, today.replace(day=1)) for menu in shop.menus),
        reviews=tuple(NewReview(review.rating, review.text, review.month) for review in shop.reviews),
    )


def _menu(menu: Menu, price_as_of: date) -> NewMenu:
    options = menu.model_dump(include={"options"})["options"]
    return NewMenu(
        menu_name=menu.name,
        price=menu.price,
        price_as_of=price_as_of,
        category=menu.kind,
        goods_kind=menu.goods,
        is_popular=menu.popular,
        options=options,
        allergens=menu.allergens,
        dietary_tags=menu.dietary,
    )


def _quality(ratings: list[int]) -> float:
    """The mean rating as a share of 5, drawn towards 3.5 while there are few."""
    total = sum(ratings) + _EXPECTED_RATING * _EXPECTED_WEIGHT
    return total / (len(ratings) + _EXPECTED_WEIGHT) / 5


def coupon(offer: Coupon, shop_ids: Mapping[str, int], today: date) -> NewCoupon:
    """A sample coupon to be written, valid from `today`. Raises SampleError for a shop that is not there."""
    missing = [name for name in offer.shops if name not in shop_ids]
    if missing:
        raise SampleError(f"coupons.yaml: {offer.name}: there is no sample shop {missing[0]}")
    return NewCoupon(
        id=offer.id,
        coupon_name=offer.name,
        description=offer.description,
        discount_amount=offer.amount,
        min_order_amount=offer.minimum,
        usage_type=offer.scope,
        target_categories=offer.categories or None,
        applicable_shop_ids=tuple(shop_ids[name] for name in offer.shops) or None,
        valid_from=today,
        valid_until=today + timedelta(days=offer.valid_days),
        priority_score=offer.priority,
        created_by=DATA_SOURCE,
        coupon_type=offer.kind,
        percent=offer.percent,
        max_discount_amount=offer.most,
        free_item=offer.free_item,
        is_stackable=offer.stackable,
    )
