"""Which menus of a shop to show, and what they cost with the best coupon. Pure, integer won."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.coupons import price as coupon_price
from core.coupons.price import Applied
from core.recommend.basket import is_filling
from core.recommend.catalogue import Menu, Shop
from core.recommend.diets import Safe, safety
from core.recommend.request import Order, Pick, Request

SHOWN_MENUS = 3
STALE_DAYS = 365
_NO_FOOD = "생활용품"
STALE_SLACK = 1.15  # a price older than 12 months needs 15 % slack (domain.md 5)
_SPICY = (
    "매운",
    "매콤",
    "불닭",
    "마라",
    "짬뽕",
    "떡볶이",
    "라볶이",
    "닭발",
    "쫄면",
    "육개장",
    "낙지볶음",
    "쭈꾸미",
    "김치찌개",
)


@dataclass(frozen=True, slots=True)
class Plate:
    """What a shop offers to a request: menus to show and the sum for everybody at the first of them."""

    picks: tuple[Pick, ...]
    price: int
    applied: Applied | None
    matched: bool
    affordable: bool


def plate(shop: Shop, request: Request) -> Plate | None:
    """The up to three menus that answer `request` best; None where the shop has nothing to show.

    Menus that hold what must not be eaten, are refused or are not paid by the card are never shown. A wished
    dish comes before others; what the money pays before what it does not; sure before unsure.
    """
    fitting = [pick for menu in shop.menus if (pick := _pick(menu, request)) is not None]
    if not fitting:
        return None
    wished = [pick for pick in fitting if is_wished(shop, pick.menu, request)]
    choice = wished if request.wishes and wished else _meals(fitting, request)
    paying = [pick for pick in choice if pays(shop, pick.menu, request)]
    ordered = sorted(paying or choice, key=lambda pick: _rank(pick, request, affordable=bool(paying)))
    first = ordered[0].menu
    return Plate(
        picks=tuple(ordered[:SHOWN_MENUS]),
        price=total(first, request),
        applied=_with_coupon(shop, first, request),
        matched=bool(wished),
        affordable=bool(paying),
    )


def is_wished(shop: Shop, menu: Menu, request: Request) -> bool:
    """Whether a menu is something that was wished for; without a wish everything is."""
    return not request.wishes or any(
        wish.serves(menu.name) or shop.category in wish.categories for wish in request.wishes
    )


def pays(shop: Shop, menu: Menu, request: Request) -> bool:
    """Whether the money pays `menu` for everybody, the best coupon counted in, an old price with its slack."""
    if request.budget is None:
        return True
    slack = STALE_SLACK if is_stale(menu, request.at.date()) else 1.0
    applied = _with_coupon(shop, menu, request)
    to_pay = applied.to_pay if applied else total(menu, request)
    return to_pay * slack <= request.budget


def is_stale(menu: Menu, today: date) -> bool:
    """Whether the price is older than 12 months."""
    return menu.price_as_of is not None and (today - menu.price_as_of).days > STALE_DAYS


def total(menu: Menu, request: Request) -> int:
    """Won for everybody having `menu`."""
    return menu.price * request.people


def may_have(menu: Menu, request: Request) -> bool:
    """Whether nothing forbids `menu`: card, refusals, allergies, diet."""
    return _pick(menu, request) is not None


def _with_coupon(shop: Shop, menu: Menu, request: Request) -> Applied | None:
    if not request.coupons or not shop.partner:
        return None
    order = coupon_price.Order(shop.id, shop.category, shop.partner, total(menu, request), request.must_take_card)
    return coupon_price.best(request.coupons, order, request.at)


def _pick(menu: Menu, request: Request) -> Pick | None:
    if (
        menu.goods_kind in request.goods_refused
        or menu.goods_kind == _NO_FOOD
        or any(wish.serves(menu.name) for wish in request.excluded)
    ):
        return None
    if request.mild and any(word in menu.name for word in _SPICY) and not _has_mild_choice(menu):
        return None
    if request.price_below is not None and total(menu, request) >= request.price_below:
        return None
    safe = safety(menu, request.diets)
    if safe is Safe.NO or (safe is Safe.UNSURE and request.aid):
        return None
    return Pick(menu, unsure=safe is Safe.UNSURE)


def _has_mild_choice(menu: Menu) -> bool:
    return any("순한" in choice.name or "안 매" in choice.name for _, choices in menu.options for choice in choices)


def _meals(picks: Sequence[Pick], request: Request) -> list[Pick]:
    """What fills: meals, not drinks or sides; a place without any (a café) shows what it has."""
    return [pick for pick in picks if is_filling(pick.menu)] or ([] if request.aid else list(picks))


def _rank(pick: Pick, request: Request, *, affordable: bool) -> tuple[bool, bool, int]:
    """Sure first. Where cheapest is asked or nothing is affordable, by price; else popular, then the fullest meal."""
    if not affordable or request.order is Order.CHEAPEST:
        return pick.unsure, False, pick.menu.price
    return pick.unsure, not pick.menu.popular, pick.menu.price if request.budget is None else -pick.menu.price
