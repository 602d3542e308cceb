"""The set of menus that uses an amount best at one shop. Exact, pure, integer won."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from core.recommend.catalogue import Menu

LARGEST = 3
CONSIDERED = 40  # of a larger shop, its cheapest: 9,880 sets of three at most
_MEALS = frozenset({"메인메뉴", "세트메뉴"})
_FILLING = frozenset({"삼각김밥", "김밥", "도시락", "샌드위치", "라면", "즉석밥", "빵"})


def basket(menus: Sequence[Menu], amount: int) -> tuple[Menu, ...]:
    """Up to three different menus, at least one of them filling, whose sum comes nearest to `amount` won.

    Among equal sums fewer menus win. Empty where nothing filling is affordable.
    """
    affordable = sorted((m for m in menus if m.price <= amount), key=lambda m: (m.price, m.id))[:CONSIDERED]
    prices = np.array([menu.price for menu in affordable], dtype=np.int64)
    filling = np.array([is_filling(menu) for menu in affordable], dtype=np.bool_)
    best: tuple[Menu, ...] = ()
    best_sum = 0
    for size in range(1, min(LARGEST, len(affordable)) + 1):
        sets = _sets(len(affordable), size)
        sums = prices[sets].sum(axis=1)
        sums[(sums > amount) | ~filling[sets].any(axis=1)] = 0
        place = int(sums.argmax())
        if sums[place] > best_sum:
            best, best_sum = tuple(affordable[i] for i in sets[place]), int(sums[place])
    return best


def is_filling(menu: Menu) -> bool:
    """Whether a menu is a meal rather than a drink or a side."""
    return menu.goods_kind in _FILLING if menu.goods_kind else menu.kind in _MEALS


@lru_cache(maxsize=LARGEST * CONSIDERED)
def _sets(count: int, size: int) -> NDArray[np.int64]:
    """Every set of `size` places out of `count`, one a row."""
    return np.array(list(combinations(range(count), size)), dtype=np.int64)
