"""What a wish is served by."""

from __future__ import annotations

import pytest

from core.recommend.find import find
from core.recommend.request import Relaxed, Request
from tests.core.recommend.sample import KONKUK, NOON, foods, sample


@pytest.mark.parametrize(
    ("wish", "menu", "served"),
    [
        ("고기", "제육 덮밥", True),
        ("고기", "콩나물국밥", False),
        ("면", "잔치국수", True),
        ("국물", "돼지국밥", True),
        ("국물", "비빔밥", False),
        ("회", "모둠회", True),
        ("회", "회덮밥", False),
        ("죽", "야채 죽", True),
        ("죽", "죽순볶음", False),
        ("치즈 돈가스", "치즈돈가스", True),
        ("김밥", "참치 김밥", True),
    ],
)
def test_a_menu_serves_a_wish(wish: str, menu: str, served: bool) -> None:
    assert foods().wish(wish).serves(menu) == served


@pytest.mark.parametrize("wish", ["고기", "면", "국물", "분식", "김밥", "피자", "치킨", "카페"])
def test_every_place_shown_for_a_wish_has_it(wish: str) -> None:
    catalogue, places = sample()
    for point in places:
        request = Request(NOON, point, wishes=foods().wishes([wish]), query=wish)
        found = find(catalogue, request)
        if Relaxed.OTHER_FOOD in found.relaxed:
            continue
        for offer in found.offers:
            for pick in offer.picks:
                of_kind = offer.shop.category in foods().wish(wish).categories
                assert of_kind or foods().wish(wish).serves(pick.menu.name), pick.menu.name
                assert pick.menu.goods_kind not in {"사탕", "과자", "생활용품"}


def test_a_refused_food_is_not_shown() -> None:
    catalogue, _ = sample()
    request = Request(NOON, KONKUK, excluded=foods().wishes(["떡볶이", "중식"]))
    for offer in find(catalogue, request).offers:
        assert offer.shop.category != "중식"
        assert not any("떡볶이" in pick.menu.name for pick in offer.picks)
