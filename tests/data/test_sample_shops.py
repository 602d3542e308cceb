"""What the sample promises: enough to eat, at any hour, around each of its places, and nothing real."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import get_args

import pytest

from bot.sample.files import read_benefits, read_coupons, read_member
from bot.sample.forms import Category, Menu, Place, Shop
from core.clock import SEOUL
from core.messages import Point
from core.recommend.geometry import distance
from core.recommend.hours import Status, Week, holiday_name, opening, parse_week
from tests.data.sampled import DATA, PLACES

SHOPS = [shop for place in PLACES for shop in place.shops]
EACH_PLACE = pytest.mark.parametrize("place", PLACES, ids=lambda place: place.place)

PROMISED = {
    *("건대입구역", "강남역", "홍대입구역", "신림역", "노원역", "수원역", "부평역", "서면역", "동성로", "대전역"),
    *("전남대", "춘천 명동"),
}
CHAINS = (
    *("CU", "GS25", "세븐일레븐", "이마트24", "미니스톱", "맥도날드", "버거킹", "롯데리아", "맘스터치", "KFC"),
    *("노브랜드", "프랭크버거", "써브웨이", "서브웨이", "스타벅스", "이디야", "투썸", "메가커피", "컴포즈", "빽다방"),
    *("파리바게", "뚜레쥬르", "던킨", "배스킨", "설빙", "BBQ", "BHC", "bhc", "교촌", "굽네", "네네치킨", "처갓집"),
    *("페리카나", "푸라닭", "지코바", "노랑통닭", "60계", "호식이", "또래오래", "멕시카나", "자담", "도미노"),
    *("피자헛", "미스터피자", "파파존스", "피자스쿨", "반올림피자", "김밥천국", "김가네", "바르다", "고봉민", "얌샘"),
    *("신전떡볶이", "엽기떡볶이", "죠스떡볶이", "국대떡볶이", "청년다방", "본죽", "한솥도시락", "봉구스", "놀부"),
    *("새마을식당", "홍콩반점", "역전우동", "하남돼지집", "명륜진사", "이삭토스트", "석봉토스트", "명랑핫도그"),
    *("신라면", "진라면", "불닭볶음면", "짜파게티", "삼다수", "코카콜라", "펩시", "칠성사이다", "포카리", "쿨피스"),
    *("새우깡", "초코파이", "메로나", "빼빼로", "레쓰비", "햇반", "스팸"),
)  # fmt: skip

MONDAY = datetime(2026, 11, 23, tzinfo=SEOUL)
CHRISTMAS = datetime(2026, 12, 25, tzinfo=SEOUL)


def _half_hours() -> Iterator[datetime]:
    for day in (*(MONDAY + timedelta(days=offset) for offset in range(7)), CHRISTMAS):
        yield from (day + timedelta(minutes=minutes) for minutes in range(0, 24 * 60, 30))


def _menus() -> Iterator[tuple[Shop, Menu]]:
    return ((shop, menu) for shop in SHOPS for menu in shop.menus)


def test_the_promised_places_shops_and_menus_are_there() -> None:
    assert {place.place for place in PLACES} >= PROMISED
    assert len(SHOPS) >= 300
    assert len(list(_menus())) >= 1_500


@EACH_PLACE
def test_a_place_has_every_category_and_two_convenience_stores(place: Place) -> None:
    counts = Counter(shop.category for shop in place.shops)
    assert set(counts) == set(get_args(Category))
    assert counts["편의점"] >= 2
    assert len(place.shops) >= 27
    assert sum(len(shop.menus) for shop in place.shops) >= 150


def test_the_chosen_days_are_a_plain_week_and_a_holiday() -> None:
    assert [holiday_name((MONDAY + timedelta(days=offset)).date()) for offset in range(7)] == [None] * 7
    assert holiday_name(CHRISTMAS.date()) is not None


@EACH_PLACE
def test_at_any_hour_something_is_open_that_is_no_convenience_store(place: Place) -> None:
    weeks: list[tuple[str, Week | None]] = [(shop.category, parse_week(shop.hours)) for shop in place.shops]
    for at in _half_hours():
        categories = [category for category, week in weeks if opening(week, at).status is Status.OPEN]
        assert len(categories) >= 3, at
        assert set(categories) != {"편의점"}, at


@EACH_PLACE
def test_hours_are_readable_wherever_they_are_known(place: Place) -> None:
    assert all(parse_week(shop.hours) is not None for shop in place.shops if shop.hours is not None)
    assert sum(shop.hours is None for shop in place.shops) <= 2


@EACH_PLACE
def test_card_states_are_mixed(place: Place) -> None:
    counts = Counter(shop.card for shop in place.shops)
    assert set(counts) == {"Y", "N", "P", "U"}
    assert counts["Y"] >= len(place.shops) / 2
    assert 3 <= sum(shop.good_influence for shop in place.shops) <= 5
    assert all(shop.card == "Y" for shop in place.shops if shop.good_influence)


@EACH_PLACE
def test_a_child_with_5000_won_and_a_party_of_ten_both_find_something(place: Place) -> None:
    meals = {shop.name: [m.price for m in shop.menus if m.kind in {"메인메뉴", "세트메뉴"}] for shop in place.shops}
    assert sum(min(prices, default=9_999) <= 5_000 for prices in meals.values()) >= 6
    assert sum(shop.max_group >= 10 for shop in place.shops) >= 4
    assert sum(shop.partner for shop in place.shops) >= 8


@EACH_PLACE
def test_shops_lie_within_900_metres_of_their_place_and_apart(place: Place) -> None:
    middle = Point(place.latitude, place.longitude)
    assert len({(shop.latitude, shop.longitude) for shop in place.shops}) == len(place.shops)
    for shop in place.shops:
        assert distance(middle, Point(shop.latitude, shop.longitude)) <= 900, shop.name


def test_no_two_shops_share_a_name_an_address_or_a_number() -> None:
    for values in (
        [shop.name for shop in SHOPS],
        [shop.address for shop in SHOPS],
        [shop.phone for shop in SHOPS if shop.phone],
    ):
        assert [value for value, count in Counter(values).items() if count > 1] == []


@pytest.mark.parametrize("chain", CHAINS)
def test_no_chain_or_brand_is_named(chain: str) -> None:
    names = [*(shop.name for shop in SHOPS), *(menu.name for _, menu in _menus())]
    assert [name for name in names if chain in name] == []


def test_goods_are_what_convenience_stores_sell() -> None:
    for shop, menu in _menus():
        assert (menu.goods is not None) == (shop.category == "편의점"), (shop.name, menu.name)


def test_coupons_are_marked_as_examples_and_work_at_partners() -> None:
    offers = read_coupons(DATA)
    by_name = {shop.name: shop for shop in SHOPS}
    assert {offer.scope for offer in offers} == {"ALL", "SHOP", "CATEGORY", "FOODCARD"}
    assert all("예시 데이터" in offer.description for offer in offers)
    assert all(by_name[name].partner for offer in offers for name in offer.shops)
    assert {offer.kind for offer in offers} == {"FIXED_AMOUNT", "PERCENTAGE", "FREEBIE", "BOGO"}
    assert all(0 < offer.amount < offer.minimum for offer in offers if offer.amount is not None)
    assert {offer.given_for for offer in read_benefits(DATA)} == {"welcome", "first_order", "loyalty"}


def test_the_member_holds_coupons_that_exist() -> None:
    member = read_member(DATA)
    assert {coupon.id for coupon in member.coupons} <= {offer.id for offer in read_coupons(DATA)}
    assert member.card.region in {place.region for place in PLACES}
