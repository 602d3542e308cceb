"""What one menu is to somebody: wished, allowed, fresh, and what it costs with the best coupon. Pure, integer won."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from core.coupons.coupon import Applied, HeldCoupon, Kind, Line, Purchase
from core.coupons.price import best
from core.recommend.catalogue import Menu, Role, Shop
from core.recommend.diets import Safe, safety
from core.recommend.menu_kinds import is_addition
from core.recommend.request import Request
from core.recommend.wishes import Wish

FRESH = timedelta(days=365)
CAFE = "카페/디저트"
STALE_SLACK = 1.15  # a price older than 12 months needs 15 % slack (domain.md 5)


class Named(IntEnum):
    """Whether a menu's name is what was wished."""

    NO = 0
    YES = 1
    NEVER = 2  # nor does it count as a meal of a wished kind of shop


def named(menu: Menu, wishes: Sequence[Wish]) -> Named:
    """Whether a menu is what was wished for by its name. What is added to a dish is none: 치킨무 추가 is no 치킨."""
    if is_addition(menu.name):
        return Named.NEVER
    if menu.goods_kind is not None and menu.role is Role.SWEET:
        served = any(wish.term in wish.words and wish.serves(menu.name) for wish in wishes)  # 사탕 is no 탕
        return Named.YES if served else Named.NEVER
    return Named.YES if any(wish.serves(menu.name) for wish in wishes) else Named.NO


def is_wished(shop: Shop, menu: Menu, request: Request) -> bool:
    """Whether a menu is what was wished for by its name; or a meal of the kind of shop that was wished for.

    A café has no meals: there everything is.
    """
    by_name = named(menu, request.wishes)
    of_kind = any(shop.category in wish.categories for wish in request.wishes)
    whole = menu.role is Role.MAIN or shop.category == CAFE
    return by_name is Named.YES or (by_name is Named.NO and of_kind and whole)


def safe_for(menu: Menu, request: Request) -> Safe:
    """Whether nothing forbids `menu` (card, refusals, spice, allergies, diet), and how sure that is."""
    if menu.goods_kind in request.goods_refused or any(wish.serves(menu.name) for wish in request.excluded):
        return Safe.NO
    if request.mild and menu.spicy and not _has_mild_choice(menu):
        return Safe.NO
    safe = safety(menu, request.diets)
    return Safe.NO if safe is Safe.UNSURE and request.aid else safe


def is_stale(menu: Menu, today: date) -> bool:
    """Whether the price is older than 12 months."""
    return menu.price_as_of is not None and today - menu.price_as_of > FRESH


def with_coupon(shop: Shop, menus: Sequence[Menu], request: Request) -> Applied | None:
    """The best coupons on one of each of `menus` for everybody, None where none counts."""
    return best_for(shop, tuple(Line(menu.id, menu.name, menu.price, request.people) for menu in menus), request)


def best_for(shop: Shop, lines: tuple[Line, ...], request: Request) -> Applied | None:
    """The best coupons on a bill of `lines`, None where none counts."""
    if not request.coupons or not shop.partner:
        return None
    purchase = Purchase(shop.id, shop.category, shop.partner, lines, request.must_take_card)
    return best(request.coupons, purchase, request.buyer, request.at)


def most_off(coupons: Sequence[HeldCoupon], prices: NDArray[np.int64]) -> NDArray[np.int64]:
    """Won that coupons cannot take off more of than, whatever their rules; the exact sum is `with_coupon`'s."""
    off: NDArray[np.int64] | int = 0
    for coupon in coupons:
        one: NDArray[np.int64] | int
        match coupon.kind:
            case Kind.FIXED_AMOUNT:
                one = coupon.amount or 0
            case Kind.PERCENTAGE:
                one = prices * (coupon.percent or 0) // 100
            case _:
                one = prices
        off = off + (one if coupon.most is None else np.minimum(one, coupon.most))
    return np.minimum(off, prices)


def _has_mild_choice(menu: Menu) -> bool:
    return any("순한" in choice.name or "안 매" in choice.name for _, choices in menu.options for choice in choices)
