"""What two people reported of a shop and nobody has checked yet is not known: it is labelled and comes last."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.recommend import snapshot
from core.recommend.catalogue import Catalogue, Shop
from core.recommend.find import find
from core.recommend.hours import Status
from core.recommend.request import Request
from db.catalogue import ShopRow
from tests.core.recommend.sample import KONKUK, NOON, menu, sample, shop

ASKED = Request(NOON, KONKUK)


def names(request: Request, *shops: Shop) -> list[str]:
    return [offer.shop.name for offer in find(Catalogue(shops), request).offers]


def row(doubts: tuple[str, ...]) -> ShopRow:
    """A sample shop as its row stands, which two people or more reported."""
    day = {"open": "00:00", "close": "24:00"}
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    known = sample()[0].shops[0]
    return ShopRow(
        id=known.id,
        shop_name=known.name,
        category=known.category,
        address_name=known.address,
        road_address_name=None,
        latitude=KONKUK.latitude,
        longitude=KONKUK.longitude,
        geo_precision="address",
        phone=None,
        is_food_card_shop="Y",
        food_card_note=None,
        is_good_influence_shop=False,
        is_coupon_partner=False,
        kiosk=False,
        business_hours=dict.fromkeys(days, day),
        popularity_score=0.5,
        region_id=None,
        data_source="manual",
        max_group=None,
        rooms=None,
        is_reservable=None,
        rating=None,
        review_count=0,
        review_texts=(),
        doubts=doubts,
    )


@pytest.mark.parametrize(
    ("doubts", "status"), [((), Status.OPEN), (("closed",), Status.UNKNOWN), (("price",), Status.OPEN)]
)
def test_hours_that_are_doubted_are_not_known(doubts: tuple[str, ...], status: Status) -> None:
    made = snapshot.build([row(doubts)], [], {}).shops[0]
    one = Catalogue([replace(made, menus=(menu(),))])
    assert [offer.opening.status for offer in find(one, ASKED).offers] == [status]


@pytest.mark.parametrize("doubt", ["price", "card_refused"])
def test_a_doubted_shop_comes_after_the_others(doubt: str) -> None:
    doubted = shop(name="의심", popularity=1.0, doubts=frozenset({doubt}))
    assert names(ASKED, doubted, shop(name="그냥", popularity=0.0)) == ["그냥", "의심"]


def test_a_doubted_price_needs_the_slack_of_an_old_one() -> None:
    doubted = shop(menu("김밥", 4_500), name="의심", doubts=frozenset({"price"}))
    plain = replace(doubted, name="그냥", doubts=frozenset())
    assert names(replace(ASKED, budget=5_000, only_shops=frozenset({doubted.id})), plain) == ["그냥"]
    found = find(Catalogue([doubted]), replace(ASKED, budget=5_000))
    assert "over_budget" in found.relaxed
    assert names(replace(ASKED, budget=5_175), doubted) == ["의심"]


@pytest.mark.parametrize("doubt", ["price", "card_refused"])
def test_in_need_nothing_doubted_is_named(doubt: str) -> None:
    free = shop(name="의심", card="P", good_influence=True, doubts=frozenset({doubt}))
    assert names(replace(ASKED, aid=True), free, shop(name="그냥")) == ["그냥"]
