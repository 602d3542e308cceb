"""Five hundred requests on the sample: what is shown is open, payable, affordable, safe, near, or said not to be."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.clock import SEOUL
from core.coupons.coupon import HeldCoupon
from core.recommend.catalogue import Catalogue, Menu, Role
from core.recommend.diets import Safe, safety
from core.recommend.find import find
from core.recommend.geometry import distance
from core.recommend.hours import Status
from core.recommend.request import NEAR_METRES, WIDEST_METRES, Found, Offer, Order, Relaxed, Request
from tests.core.recommend.sample import KONKUK, NOON, foods, menu, sample, shop

WISHES = ("피자", "고기", "면", "국물", "떡볶이", "한식", "치킨", "초밥")
DIETS = ("알레르기 계란", "알레르기 땅콩", "알레르기 새우", "알레르기 우유", "할랄", "채식", "비건")


def coupon(amount: int, minimum: int = 0, **changes: object) -> HeldCoupon:
    told: dict[str, object] = {
        "wallet_id": 1,
        "coupon_id": "C",
        "name": "쿠폰",
        "kind": "FIXED_AMOUNT",
        "amount": amount,
        "minimum": minimum,
        "scope": "ALL",
        "categories": (),
        "shop_ids": (),
        "first_day": date(2026, 1, 1),
        "last_day": date(2027, 12, 31),
        "expires_at": datetime(2028, 1, 1, tzinfo=SEOUL),
        "priority": 0.5,
    }
    return HeldCoupon(**{**told, **changes})  # type: ignore[arg-type]


@st.composite
def requests(draw: st.DrawFn) -> Request:
    _, places = sample()
    chosen = st.lists(st.sampled_from(WISHES), max_size=2, unique=True)
    minutes = draw(st.integers(0, 60 * 24 * 400))
    return Request(
        at=datetime(2026, 1, 1, tzinfo=SEOUL) + timedelta(minutes=minutes),
        point=draw(st.sampled_from(places)),
        budget=draw(st.none() | st.integers(5, 300).map(lambda hundreds: hundreds * 100)),
        people=draw(st.integers(1, 6)),
        wishes=foods().wishes(draw(chosen)),
        excluded=foods().wishes(draw(st.lists(st.sampled_from(("돼지고기", "중식", "면")), max_size=1))),
        diets=tuple(draw(st.lists(st.sampled_from(DIETS), max_size=2, unique=True))),
        mild=draw(st.booleans()),
        must_take_card=draw(st.booleans()),
        group=draw(st.booleans()),
        coupons=tuple(draw(st.lists(st.integers(1, 40).map(lambda h: coupon(h * 100, h * 200)), max_size=2))),
        goods_refused=frozenset(draw(st.sampled_from(((), ("탄산음료", "과자", "사탕"))))),
        order=draw(st.sampled_from(list(Order))),
        baskets=draw(st.booleans()),
        aid=draw(st.booleans()),
    )


@pytest.mark.slow
@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(requests())
def test_everything_shown_keeps_what_was_asked_or_is_said_not_to(request: Request) -> None:
    catalogue, _ = sample()
    found = find(catalogue, request)
    assert len(found.offers) <= request.limit
    assert len({offer.shop.id for offer in found.offers}) == len(found.offers)
    for offer in found.offers:
        _is_open(offer, request, found)
        _is_payable_and_affordable(offer, request, found)
        _is_safe(offer, request)
        _is_near(offer, request, found)
        assert not request.group or offer.shop.max_group is None or offer.shop.max_group >= request.people


def _is_open(offer: Offer, request: Request, found: Found) -> None:
    if Relaxed.CLOSED in found.relaxed:
        return
    allowed = {Status.OPEN} if request.aid else {Status.OPEN, Status.UNKNOWN}
    assert offer.opening.status in allowed


def _is_payable_and_affordable(offer: Offer, request: Request, found: Found) -> None:
    if request.must_take_card:
        assert offer.shop.card != "N"
    if request.aid:
        assert offer.shop.card == "Y" or offer.shop.good_influence
    assert offer.price is not None
    assert offer.to_pay is not None
    assert 0 <= offer.to_pay <= offer.price
    for_all = offer.picks[0].menu.price * request.people
    assert offer.price == (sum(part.dish.price * part.count for part in offer.basket) if offer.basket else for_all)
    if request.budget is not None and Relaxed.OVER_BUDGET not in found.relaxed and Relaxed.CLOSED not in found.relaxed:
        assert offer.to_pay <= request.budget


def _is_safe(offer: Offer, request: Request) -> None:
    for item in (*(pick.menu for pick in offer.picks), *(part.menu for part in offer.basket)):
        assert safety(item, request.diets) is not Safe.NO
        assert item.goods_kind not in request.goods_refused
        assert not any(wish.serves(item.name) for wish in request.excluded)
    for pick in offer.picks:
        assert pick.unsure == (safety(pick.menu, request.diets) is Safe.UNSURE)


def _is_near(offer: Offer, request: Request, found: Found) -> None:
    assert request.point is not None
    assert offer.shop.point is not None
    metres = distance(request.point, offer.shop.point)
    farther = {Relaxed.WIDER, Relaxed.OTHER_FOOD, Relaxed.OVER_BUDGET, Relaxed.CLOSED} & set(found.relaxed)
    assert metres <= (WIDEST_METRES if farther else NEAR_METRES) + 1
    assert found.radius is not None
    assert metres <= found.radius + 1


@settings(max_examples=100, deadline=None)
@given(requests())
def test_the_same_request_finds_the_same(request: Request) -> None:
    catalogue, _ = sample()
    assert find(catalogue, request) == find(catalogue, request)


def only(*menus: Menu, **changes: object) -> Catalogue:
    return Catalogue([shop(*menus, **changes)])


def test_what_costs_too_much_is_shown_only_as_such() -> None:
    found = find(only(menu(price=6000)), Request(NOON, KONKUK, budget=5000))
    assert found.relaxed == (Relaxed.OVER_BUDGET,)


def test_an_old_price_needs_fifteen_percent_of_slack() -> None:
    old = date(2025, 11, 1)
    fits = find(only(menu(price=4000, price_as_of=old)), Request(NOON, KONKUK, budget=4600))
    tight = find(only(menu(price=4000, price_as_of=old)), Request(NOON, KONKUK, budget=4599))
    fresh = find(only(menu(price=4000, price_as_of=date(2026, 11, 1))), Request(NOON, KONKUK, budget=4000))
    assert (fits.relaxed, tight.relaxed, fresh.relaxed) == ((), (Relaxed.OVER_BUDGET,), ())


def test_a_coupon_makes_it_affordable_at_a_partner_only() -> None:
    held = (coupon(1000, 3000),)
    partner = find(only(menu(price=5500), partner=True), Request(NOON, KONKUK, budget=5000, coupons=held))
    other = find(only(menu(price=5500)), Request(NOON, KONKUK, budget=5000, coupons=held))
    assert (partner.relaxed, partner.offers[0].to_pay) == ((), 4500)
    assert other.relaxed == (Relaxed.OVER_BUDGET,)


def test_a_drink_is_no_meal_unless_the_place_has_nothing_else() -> None:
    drink = menu("콜라", 1500, Role.DRINK)
    dear = menu("버거", 9000)
    assert find(only(drink, dear), Request(NOON, KONKUK, budget=5000)).relaxed == (Relaxed.OVER_BUDGET,)
    cafe = find(only(drink, category="카페/디저트"), Request(NOON, KONKUK, budget=5000))
    assert [pick.menu for pick in cafe.offers[0].picks] == [drink]


def test_unknown_comes_after_known() -> None:
    unknown = shop(menu(), name="모름", week=None, popularity=1.0, rating=5.0, reviews=9)
    known = shop(menu(), name="앎", popularity=0.0)
    found = find(Catalogue([unknown, known]), Request(NOON, KONKUK))
    assert [offer.shop.name for offer in found.offers] == ["앎", "모름"]


def test_by_stars_only_what_has_good_ones_is_shown_the_best_first() -> None:
    stars = {"하나": 3.5, "둘": 4.8, "셋": 2.0, "넷": None}
    shops = {name: shop(menu(), name=name, rating=mean, reviews=30 if mean else 0) for name, mean in stars.items()}
    request = Request(NOON, KONKUK, order=Order.RATED)
    assert [offer.shop.name for offer in find(Catalogue([*shops.values()]), request).offers] == ["둘", "하나"]


def test_where_nothing_has_good_stars_the_order_is_the_ordinary_one() -> None:
    bad, liked = shop(menu(), name="별 둘", rating=2.0, reviews=30), shop(menu(), name="인기", popularity=1.0)
    found = find(Catalogue([bad, liked]), Request(NOON, KONKUK, order=Order.RATED))
    assert [offer.shop.name for offer in found.offers] == ["인기", "별 둘"]


def test_a_point_that_is_no_address_tells_no_distance() -> None:
    assert find(only(precise=False), Request(NOON, KONKUK)).offers[0].distance is None


@pytest.mark.parametrize("metres", [1000, 2000, 3000])
def test_farther_is_tried_in_steps_and_said(metres: int) -> None:
    north = KONKUK.latitude + (metres - 500) / 111_195
    found = find(only(point=type(KONKUK)(north, KONKUK.longitude)), Request(NOON, KONKUK))
    assert found.radius == metres
    assert found.relaxed == (() if metres == NEAR_METRES else (Relaxed.WIDER,))


def test_samples_are_left_out_where_they_may_not_be_shown() -> None:
    catalogue, places = sample()
    assert find(catalogue, Request(NOON, places[0])).offers
    assert not find(catalogue, Request(NOON, places[0], samples=False)).offers
