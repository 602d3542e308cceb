"""The set of menus that uses an amount best at one shop. Exact under the rules of a meal, pure, integer won.

A meal is a main dish, or two small ones of different kinds; with it at most one drink and one side; three things
at most. What is no part of a meal (sweets, water, coffee) never is. At a convenience store a drink belongs to it,
so it counts a tenth of the amount on top of its price.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import combinations

from core.recommend.catalogue import Menu, Role

LARGEST = 3
SMALL = 5000  # won: two mains make one person's meal only where neither costs more
_WHOLE_MEAL = "도시락"

Basket = tuple[Menu, ...]


def basket(menus: Sequence[Menu], amount: int) -> Basket:
    """The meal among `menus` that is worth most without costing more than `amount` won; empty where there is none.

    Among equals fewer things win, then the earlier in `menus`.
    """
    return max(_meals(menus, amount), key=lambda meal: (worth(meal, amount), -len(meal)), default=())


def cost(meal: Basket) -> int:
    """Won for all of it."""
    return sum(menu.price for menu in meal)


def worth(meal: Basket, amount: int) -> int:
    """What a meal is worth: its cost, and a tenth of `amount` for a drink from a convenience store."""
    drink = any(menu.role is Role.DRINK and menu.goods_kind for menu in meal)
    return cost(meal) + (amount // 10 if drink else 0)


def go_together(first: Menu, second: Menu) -> bool:
    """Whether two mains make one meal."""
    kinds = {first.goods_kind, second.goods_kind}
    if first.goods_kind and (_WHOLE_MEAL in kinds or len(kinds) == 1):
        return False
    return first.price <= SMALL and second.price <= SMALL


def _meals(menus: Sequence[Menu], amount: int) -> Iterator[Basket]:
    """Of every main or pair of mains that is affordable, the best with and without what goes along."""
    affordable = [menu for menu in menus if menu.price <= amount]
    mains = [menu for menu in affordable if menu.role is Role.MAIN]
    drinks = _by_price(affordable, Role.DRINK)
    sides = _by_price(affordable, Role.SIDE)
    bases = [*((main,) for main in mains), *(p for p in combinations(mains, 2) if go_together(*p))]
    for base in bases:
        left = amount - cost(base)
        if left < 0:
            continue
        yield base
        for extra in (_dearest(drinks, left), _dearest(sides, left)):
            if extra is not None:
                yield (*base, extra)
        if len(base) + 2 <= LARGEST:
            for drink in drinks:
                if (side := _dearest(sides, left - drink.price)) is not None:
                    yield (*base, drink, side)


def _by_price(menus: Sequence[Menu], role: Role) -> list[Menu]:
    return sorted((menu for menu in menus if menu.role is role), key=lambda menu: menu.price)


def _dearest(menus: Sequence[Menu], most: int) -> Menu | None:
    """The dearest of `menus` (cheapest first) for at most `most` won; of equally dear ones the earliest."""
    end = bisect_right(menus, most, key=lambda menu: menu.price)
    if end == 0:
        return None
    price = menus[end - 1].price
    return next(menu for menu in menus if menu.price == price)
