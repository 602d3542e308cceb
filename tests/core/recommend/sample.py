"""The sample catalogue as a snapshot without a database, and small shops and menus to order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from itertools import count

from bot.config import ROOT
from bot.sample.files import read_places
from bot.sample.forms import Place
from core.clock import SEOUL
from core.messages import Point
from core.recommend import snapshot
from core.recommend.catalogue import Catalogue, Menu, Role, Shop
from core.recommend.hours import Day, Week
from core.recommend.wishes import FoodGroups
from db.catalogue import MenuRow, ShopRow

DATA = ROOT / "data"
NOON = datetime(2026, 11, 23, 12, 30, tzinfo=SEOUL)
KONKUK = Point(37.540693, 127.07023)

_ids = count(1)


@lru_cache(maxsize=1)
def sample() -> tuple[Catalogue, tuple[Point, ...]]:
    """The catalogue of `data/sample` and the points of its places."""
    places = read_places(DATA)
    shops: list[ShopRow] = []
    menus: list[MenuRow] = []
    for place in places:
        for row, its_menus in _rows(place):
            shops.append(row)
            menus += its_menus
    return snapshot.build(shops, menus, {}), tuple(Point(place.latitude, place.longitude) for place in places)


@lru_cache(maxsize=1)
def foods() -> FoodGroups:
    return FoodGroups.load(DATA / "lexicon" / "food_groups.tsv")


def menu(name: str = "김밥", price: int = 4000, role: Role = Role.MAIN, **changes: object) -> Menu:
    """A menu whose allergens are known to be none."""
    plain = Menu(next(_ids), name, price, "메인메뉴", None, False, frozenset(), frozenset(), (), None, role)
    return replace(plain, **changes)  # type: ignore[arg-type]


def shop(*menus: Menu, **changes: object) -> Shop:
    """A shop at Konkuk University station that is always open, takes the card and has nothing special."""
    always = Week((Day(0, 1440),) * 7)
    plain = Shop(
        id=next(_ids),
        name="가게",
        category="분식",
        address="서울 광진구 화양동 1",
        road_address=None,
        point=KONKUK,
        precise=True,
        phone="02-000-0000",
        card="Y",
        card_note=None,
        good_influence=False,
        partner=False,
        kiosk=False,
        week=always,
        popularity=0.5,
        rating=None,
        reviews=0,
        good_word=None,
        max_group=None,
        rooms=None,
        reservable=None,
        region_id=None,
        sample=False,
        menus=menus or (menu(),),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def _rows(place: Place) -> Iterator[tuple[ShopRow, list[MenuRow]]]:
    for told in place.shops:
        shop_id = next(_ids)
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
                id=next(_ids),
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
