"""Rules of migrations 2 and 3: regions, places, shops, menus, reviews."""

from __future__ import annotations

from tests.db.foundation.rule import Rule, at_least, between, leads_to, one_of, share, unique

_CATEGORIES = (
    "한식", "중식", "일식", "양식", "치킨", "피자", "패스트푸드", "분식", "카페/디저트", "도시락/죽", "프랜차이즈",
    "기타음식", "편의점",
)  # fmt: skip
_POINT = {"latitude": "37.5", "longitude": "127"}
_ADDRESS = {"geo_precision": "'address'"}

CATALOGUE = (
    unique("regions", "regions_pkey", {"id": "7"}, {"id": "8", "region_name": "'또 다른 시'"}),
    unique("regions", "regions_region_name_key", {"region_name": "'한 시'"}, {"region_name": "'두 시'"}),
    Rule("region_card_rules", "region_card_rules_meal_amount_check", [{"meal_amount": "1"}], [{"meal_amount": "0"}]),
    Rule(
        "region_card_rules",
        "region_card_rules_check",
        [{"daily_limit": "9500"}, {"daily_limit": "NULL"}],
        [{"daily_limit": "9499"}],
    ),
    between("region_card_rules", "charge_day", "1", "31", "0", "32"),
    at_least("region_card_rules", "charge_amount", 1),
    leads_to("region_card_rules", "region_id", "101"),
    unique("region_card_rules", "region_card_rules_pkey", {"id": "7"}, {"id": "8", "valid_from": "'2026-02-01'"}),
    unique(
        "region_card_rules", "region_card_rules_unique", {"valid_from": "'2026-03-01'"}, {"valid_from": "'2026-04-01'"}
    ),
    one_of(
        *("places", "kind"),
        *("sido", "sigungu", "dong", "dong_group", "subway", "campus", "park", "district", "market"),
    ),
    between("places", "latitude", "-90", "90", "-90.1", "90.1"),
    between("places", "longitude", "-180", "180", "-180.1", "180.1"),
    unique("places", "places_pkey", {"id": "7"}, {"id": "8", "place_name": "'둘'"}),
    unique("places", "places_unique", {"place_name": "'셋'"}, {"sigungu": "'광진구'"}),
    one_of("help_places", "kind", "crisis", "youth", "police", "school", "welfare", "meal"),
    leads_to("help_places", "region_id", "NULL"),
    unique("help_places", "help_places_pkey", {"id": "7"}, {"id": "8", "help_name": "'둘'"}),
    unique("help_places", "help_places_unique", {"region_id": "NULL"}, {"region_id": "101"}),
    one_of("shops", "category", *_CATEGORIES),
    one_of("shops", "is_food_card_shop", "Y", "N", "P", "U"),
    Rule(
        "shops",
        "shops_geo_precision_check",
        [
            *(_POINT | {"geo_precision": f"'{word}'"} for word in ("address", "dong", "sigungu")),
            {"geo_precision": "'none'"},
        ],
        [_POINT | {"geo_precision": "'street'"}],
    ),
    Rule(
        "shops",
        "shops_precision_check",
        [_POINT | _ADDRESS, {"geo_precision": "'none'"}],
        [_ADDRESS, _POINT | {"geo_precision": "'none'"}],
    ),
    Rule(
        "shops",
        "shops_point_whole",
        [_POINT | _ADDRESS],
        [{"latitude": "37.5", "longitude": "NULL", "geo_precision": "'none'"}],
    ),
    Rule(
        "shops",
        "shops_location_check",
        [{"latitude": "90", "longitude": "-180"} | _ADDRESS],
        [_POINT | _ADDRESS | {"latitude": "90.1"}, _POINT | _ADDRESS | {"longitude": "-180.1"}],
    ),
    one_of("shops", "current_status", "OPEN", "CLOSED", "BREAK_TIME", "UNKNOWN"),
    share("shops", "popularity_score"),
    share("shops", "quality_score"),
    at_least("shops", "recommendation_count"),
    Rule("shops", "shops_region_id_fkey", [{"region_id": "101"}, {"region_id": "NULL"}], [{"region_id": "999"}]),
    unique("shops", "shops_pkey", {"id": "7"}, {"id": "8", "shop_name": "'둘'"}),
    Rule(
        "shops",
        "shops_name_address_unique",
        [{"shop_name": "'할머니 분식 2호'"}],
        [{"shop_name": "'할머니-분식'", "address_name": "'화양동  9-1'"}],
        after={"shop_name": "'할머니 분식'", "address_name": "'화양동 9-1'"},
    ),
    one_of("menus", "category", "메인메뉴", "세트메뉴", "사이드메뉴", "음료", "디저트", "기타"),
    at_least("menus", "price"),
    at_least("menus", "recommendation_frequency"),
    leads_to("menus", "shop_id", "101"),
    unique("menus", "menus_pkey", {"id": "7"}, {"id": "8", "menu_name": "'둘'"}),
    unique("menus", "menus_shop_name_unique", {"menu_name": "'셋'"}, {"menu_name": "'넷'"}),
    at_least("shop_facilities", "seats"),
    at_least("shop_facilities", "max_group", 1),
    at_least("shop_facilities", "rooms"),
    leads_to("shop_facilities", "shop_id", "101"),
    Rule("shop_facilities", "shop_facilities_pkey", [], [{}], after={}),
    between("reviews", "rating", "1", "5", "0", "6"),
    leads_to("reviews", "shop_id", "101"),
    unique("reviews", "reviews_pkey", {"id": "7"}, {"id": "8"}),
)
