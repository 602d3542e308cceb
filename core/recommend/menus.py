"""Which menus of a shop to show, and what they cost with the best coupon. Pure, integer won."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.coupons.coupon import Applied, Line, Purchase
from core.coupons.price import best
from core.recommend.catalogue import Menu, Role, Shop
from core.recommend.diets import Safe, safety
from core.recommend.request import Order, Pick, Request

SHOWN_MENUS = 3
FRESH = timedelta(days=365)
_CAFE = "카페/디저트"
STALE_SLACK = 1.15  # a price older than 12 months needs 15 % slack (domain.md 5)


@dataclass(frozen=True, slots=True)
class Plate:
    """What a shop offers to a request: menus to show and the sum for everybody at the first of them."""

    picks: tuple[Pick, ...]
    price: int
    applied: Applied | None
    matched: bool
    affordable: bool

    @property
    def to_pay(self) -> int:
        """Won after the coupon."""
        return self.applied.to_pay if self.applied else self.price


def plate(shop: Shop, request: Request) -> Plate | None:
    """The up to three menus that answer `request` best; None where the shop has nothing to show.

    Menus that hold what must not be eaten, are refused or are not paid by the card are never shown. A wished
    dish comes before others; what the money pays before what it does not; sure before unsure.
    """
    menus: Sequence[Menu] = shop.menus
    if request.refuses:
        menus = [menu for menu in menus if may_have(menu, request)]
    wished = [menu for menu in menus if is_wished(shop, menu, request)] if request.wishes else menus
    choice = wished if request.wishes and wished else _meals(shop, menus, request)
    if request.price_below is not None:
        choice = [menu for menu in choice if menu.price * request.people < request.price_below]
    if not choice:
        return None
    paying = choice if request.budget is None else [menu for menu in choice if pays(shop, menu, request)]
    shown = _ordered(paying or choice, request, affordable=bool(paying))[:SHOWN_MENUS]
    price = shown[0].price * request.people
    return Plate(
        picks=tuple(Pick(menu, unsure=_is_unsure(menu, request)) for menu in shown),
        price=price,
        applied=with_coupon(shop, shown[:1], request),
        matched=bool(wished),
        affordable=bool(paying),
    )


def is_wished(shop: Shop, menu: Menu, request: Request) -> bool:
    """Whether a menu is what was wished for, by its name; or a meal of the kind of shop that was wished for.

    A café has no meals: there everything is.
    """
    if menu.goods_kind is not None and menu.role is Role.SWEET:
        return any(wish.term in wish.words and wish.serves(menu.name) for wish in request.wishes)  # 사탕 is no 탕
    if any(wish.serves(menu.name) for wish in request.wishes):
        return True
    of_kind = any(shop.category in wish.categories for wish in request.wishes)
    return of_kind and (menu.role is Role.MAIN or shop.category == _CAFE)


def may_have(menu: Menu, request: Request) -> bool:
    """Whether nothing forbids `menu`: card, refusals, spice, allergies, diet."""
    if menu.goods_kind in request.goods_refused or any(wish.serves(menu.name) for wish in request.excluded):
        return False
    if request.mild and menu.spicy and not _has_mild_choice(menu):
        return False
    safe = safety(menu, request.diets)
    return safe is Safe.YES or (safe is Safe.UNSURE and not request.aid)


def pays(shop: Shop, menu: Menu, request: Request) -> bool:
    """Whether the money pays `menu` for everybody, the best coupon counted in; old or doubted prices need slack."""
    if request.budget is None:
        return True
    price = menu.price * request.people
    applied = with_coupon(shop, (menu,), request)
    to_pay = applied.to_pay if applied else price
    unsure = shop.prices_doubted or is_stale(menu, request.at.date())
    return (to_pay * STALE_SLACK if unsure else to_pay) <= request.budget


def is_stale(menu: Menu, today: date) -> bool:
    """Whether the price is older than 12 months."""
    return menu.price_as_of is not None and today - menu.price_as_of > FRESH


def with_coupon(shop: Shop, menus: Sequence[Menu], request: Request) -> Applied | None:
    """The best coupons on one of each of `menus` for everybody, None where none counts."""
    if not request.coupons or not shop.partner:
        return None
    lines = tuple(Line(menu.id, menu.name, menu.price, request.people) for menu in menus)
    purchase = Purchase(shop.id, shop.category, shop.partner, lines, request.must_take_card)
    return best(request.coupons, purchase, request.buyer, request.at)


def _is_unsure(menu: Menu, request: Request) -> bool:
    return bool(request.diets) and safety(menu, request.diets) is Safe.UNSURE


def _has_mild_choice(menu: Menu) -> bool:
    return any("순한" in choice.name or "안 매" in choice.name for _, choices in menu.options for choice in choices)


def _meals(shop: Shop, menus: Sequence[Menu], request: Request) -> Sequence[Menu]:
    """What fills: meals, not drinks or sides; only a place that has no meals at all (a café) shows what it has."""
    mains = [menu for menu in menus if menu.role is Role.MAIN]
    if mains or request.aid or any(menu.role is Role.MAIN for menu in shop.menus):
        return mains
    return menus


def _ordered(menus: Sequence[Menu], request: Request, *, affordable: bool) -> list[Menu]:
    """Sure first. Where cheapest is asked or nothing is affordable, by price; else popular, then the fullest meal."""
    if not affordable or request.order is Order.CHEAPEST:
        ordered = sorted(menus, key=lambda menu: menu.price)
    else:
        dearer = 1 if request.budget is None else -1
        ordered = sorted(menus, key=lambda menu: (not menu.popular, dearer * menu.price))
    return sorted(ordered, key=lambda menu: _is_unsure(menu, request)) if request.diets else ordered
