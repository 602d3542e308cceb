"""From rows of the database to the catalogue in memory. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any

import orjson

from core.messages import Point
from core.recommend.catalogue import Catalogue, Choice, Menu, Role, Shop
from core.recommend.hours import Week, parse_week
from core.recommend.menu_kinds import MenuKind, kind_of
from db.catalogue import MenuRow, ShopRow

SAMPLE_SOURCE = "sample"

_NO_FOOD = "생활용품"
_GOODS: Mapping[str, Role] = {
    **dict.fromkeys(("삼각김밥", "김밥", "도시락", "샌드위치", "라면", "빵"), Role.MAIN),
    **dict.fromkeys(("계란", "닭가슴살", "과일", "어묵", "즉석밥"), Role.SIDE),
    **dict.fromkeys(("우유", "두유", "주스", "요거트"), Role.DRINK),
}
_KINDS: Mapping[str, Role] = {
    "메인메뉴": Role.MAIN,
    "세트메뉴": Role.MAIN,
    "사이드메뉴": Role.SIDE,
    "음료": Role.DRINK,
}
_SPICY = re.compile("매운|매콤|불닭|마라|짬뽕|떡볶이|라볶이|닭발|쫄면|육개장|낙지볶음|쭈꾸미|주꾸미|김치찌개")


def build(rows: Sequence[ShopRow], menus: Iterable[MenuRow], good_words: Mapping[str, str]) -> Catalogue:
    """The snapshot of a few shops and `menus` (ordered by shop id); `good_words`: stem to praise."""
    return Catalogue(shops(rows, menus, good_words))


def shops(rows: Sequence[ShopRow], menus: Iterable[MenuRow], good_words: Mapping[str, str]) -> list[Shop]:
    """The shops of `rows` with those of `menus` (ordered by shop id) that are food for children."""
    food = (row for row in menus if row.goods_kind != _NO_FOOD and kind_of(row.menu_name) is not MenuKind.ALCOHOL)
    of_shop = {shop_id: tuple(map(_menu, sold)) for shop_id, sold in groupby(food, key=attrgetter("shop_id"))}
    return [_shop(row, of_shop.get(row.id, ()), good_words) for row in rows]


def _shop(row: ShopRow, menus: tuple[Menu, ...], good_words: Mapping[str, str]) -> Shop:
    has_point = row.latitude is not None and row.longitude is not None
    return Shop(
        id=row.id,
        name=row.shop_name,
        category=row.category,
        address=row.address_name,
        road_address=row.road_address_name,
        point=Point(float(row.latitude or 0), float(row.longitude or 0)) if has_point else None,
        precise=row.geo_precision == "address",
        phone=row.phone,
        card=row.is_food_card_shop,
        card_note=row.food_card_note,
        good_influence=row.is_good_influence_shop,
        partner=row.is_coupon_partner,
        kiosk=row.kiosk,
        week=None if "closed" in row.doubts else _week(row.business_hours),
        popularity=row.popularity_score,
        rating=row.rating,
        reviews=row.review_count,
        good_word=_most_said(row.review_texts, good_words),
        max_group=row.max_group,
        rooms=row.rooms,
        reservable=row.is_reservable,
        region_id=row.region_id,
        sample=row.data_source == SAMPLE_SOURCE,
        menus=menus,
        doubts=frozenset(row.doubts),
    )


def _week(business_hours: Mapping[str, Any] | None) -> Week | None:
    return _written_week(orjson.dumps(business_hours)) if business_hours else None


@lru_cache(maxsize=2**14)
def _written_week(business_hours: bytes) -> Week | None:
    """Read once for the many shops that keep the same hours."""
    return parse_week(orjson.loads(business_hours))


def _menu(row: MenuRow) -> Menu:
    told = kind_of(row.menu_name)
    kind = row.category or (told.value if told else None)
    return Menu(
        id=row.id,
        name=row.menu_name,
        price=row.price,
        kind=kind,
        goods_kind=row.goods_kind,
        popular=row.is_popular,
        allergens=None if row.allergens is None else frozenset(row.allergens),
        dietary=frozenset(row.dietary_tags),
        options=tuple(
            (group, tuple(Choice(choice["name"], choice["price"]) for choice in choices))
            for group, choices in (row.options or {}).items()
        ),
        price_as_of=row.price_as_of,
        role=_role(kind, row.goods_kind),
        spicy=_SPICY.search(row.menu_name) is not None,
    )


def _role(kind: str | None, goods_kind: str | None) -> Role:
    """A menu of unknown kind counts as a meal; of goods only what is a meal, a side or a child's drink has a part."""
    if goods_kind is not None:
        return _GOODS.get(goods_kind, Role.SWEET)
    return _KINDS.get(kind, Role.SWEET) if kind is not None else Role.MAIN


def _most_said(texts: Sequence[str], good_words: Mapping[str, str]) -> str | None:
    said = Counter(praise for text in texts for stem, praise in good_words.items() if stem in text)
    return said.most_common(1)[0][0] if said else None
