"""The set of menus that uses an amount best at one shop. Exact, pure, integer won."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from core.recommend.catalogue import Menu

LARGEST = 3
_MEALS = frozenset({"메인메뉴", "세트메뉴"})
_FILLING = frozenset({"삼각김밥", "김밥", "도시락", "샌드위치", "라면", "즉석밥", "빵"})
CONSIDERED = 24


def basket(menus: Sequence[Menu], amount: int) -> tuple[Menu, ...]:
    """Up to three different menus, at least one of them filling, whose sum comes nearest to `amount` won.

    Among equal sums fewer menus win. Of a large shop the `CONSIDERED` cheapest are tried, so that the search
    stays exact and bounded (2,324 sets). Empty where nothing filling is affordable.
    """
    affordable = sorted((m for m in menus if m.price <= amount), key=lambda m: (m.price, m.id))[:CONSIDERED]
    best: tuple[Menu, ...] = ()
    best_sum = 0
    for size in range(1, LARGEST + 1):
        for chosen in combinations(affordable, size):
            total = sum(menu.price for menu in chosen)
            if best_sum < total <= amount and any(is_filling(menu) for menu in chosen):
                best, best_sum = chosen, total
    return best


def is_filling(menu: Menu) -> bool:
    """Whether a menu is a meal rather than a drink or a side."""
    return menu.goods_kind in _FILLING if menu.goods_kind else menu.kind in _MEALS
