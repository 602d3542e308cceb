"""A list that tells only names and prices still tells meals from what goes with them and what no child is offered."""

from __future__ import annotations

import pytest

from core.recommend.menu_kinds import MenuKind, is_addition, kind_of


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (("소주", "소주(병)", "생맥주 500cc", "카스 1병", "치킨+맥주", "모듬회, 소주", "하이볼"), MenuKind.ALCOHOL),
        (("공기밥", "공깃밥(추가)", "라면사리", "치즈 추가", "곱빼기", "김치"), MenuKind.SIDE),
        (("콜라", "콜라(500ml)", "음료수", "자몽에이드", "바나나우유"), MenuKind.DRINK),
        (("아메리카노(HOT)", "커피", "녹차빙수", "초코케이크", "아메리카노/녹차"), MenuKind.DESSERT),
        (("김치찌개", "볶음밥", "우동곱빼기", "와인숙성 삼겹살", "사케동", "막걸리빵", "칵테일새우볶음밥"), None),
        (("바지락칼국수+공기밥", "돈까스, 콜라", "청주식당 정식", "우유식빵", "", "()"), None),
    ],
)
def test_the_end_of_a_name_decides_and_a_dish_in_it_wins(names: tuple[str, ...], kind: MenuKind | None) -> None:
    assert {name: kind_of(name) for name in names} == dict.fromkeys(names, kind)


def test_what_is_added_to_a_dish_is_no_dish() -> None:
    added = ("치킨무 추가", "라면사리", "치즈 토핑(대)", "곱빼기", "만두추가")
    assert all(map(is_addition, added))
    assert not any(map(is_addition, ("치킨", "짜장면곱빼기", "추가네 국밥", "사리원냉면")))
