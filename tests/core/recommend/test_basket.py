"""The best basket is really the best: against every set there is."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from core.recommend.basket import LARGEST, basket, cost, worth
from core.recommend.catalogue import Menu, Role
from tests.core.recommend.sample import menu, sample

GOODS = {
    Role.MAIN: ["삼각김밥", "김밥", "도시락", "라면"],
    Role.SIDE: ["계란"],
    Role.DRINK: ["우유"],
    Role.SWEET: ["사탕"],
}


@st.composite
def menus(draw: st.DrawFn) -> list[Menu]:
    goods = draw(st.booleans())
    made = []
    for _ in range(draw(st.integers(0, 9))):
        role = draw(st.sampled_from(list(Role)))
        kind = draw(st.sampled_from(GOODS[role])) if goods else None
        made.append(menu(price=draw(st.integers(5, 80)) * 100, role=role, goods_kind=kind))
    return made


def is_a_meal(chosen: tuple[Menu, ...]) -> bool:
    """The rules in the words of the module's first lines, told again."""
    roles = [item.role for item in chosen]
    mains = [item for item in chosen if item.role is Role.MAIN]
    if Role.SWEET in roles or roles.count(Role.DRINK) > 1 or roles.count(Role.SIDE) > 1 or not 1 <= len(mains) <= 2:
        return False
    if len(mains) == 2:
        kinds = [item.goods_kind for item in mains]
        if any(item.price > 5000 for item in mains) or "도시락" in kinds:
            return False
        return kinds[0] is None or kinds[0] != kinds[1]
    return True


@given(menus(), st.integers(0, 15_000))
def test_no_set_is_worth_more(offered: list[Menu], amount: int) -> None:
    found = basket(offered, amount)
    every = [
        chosen
        for size in range(1, LARGEST + 1)
        for chosen in combinations(offered, size)
        if is_a_meal(chosen) and cost(chosen) <= amount
    ]
    assert bool(found) == bool(every)
    if found:
        assert is_a_meal(found)
        assert cost(found) <= amount
        assert worth(found, amount) == max(worth(chosen, amount) for chosen in every)


def test_three_thousand_won_at_a_convenience_store_buy_something_to_eat_and_to_drink() -> None:
    catalogue, _ = sample()
    stores = [shop for shop in catalogue.shops if shop.category == "편의점"]
    assert stores
    for store in stores:
        meal = basket(store.menus, 3000)
        assert {Role.MAIN, Role.DRINK} <= {item.role for item in meal}, store.name
        assert cost(meal) <= 3000


def test_water_coffee_and_sweets_are_no_part_of_a_meal() -> None:
    catalogue, _ = sample()
    kinds = {m.goods_kind for s in catalogue.shops for amount in (2000, 5000, 10_000) for m in basket(s.menus, amount)}
    assert not kinds & {"물", "커피", "에너지음료", "탄산음료", "과자", "사탕", "아이스크림", "생활용품"}
