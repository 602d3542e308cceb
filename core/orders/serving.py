"""What to buy so that a coupon counts: the menu itself, two of it, or the item that it gives away. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.coupons.coupon import Applied, Buyer, HeldCoupon, Kind
from core.coupons.price import best
from core.orders.cart import cart, purchase
from core.orders.wish import Wish
from core.recommend.shop import Menu, Shop
from db.orders import NewItem


@dataclass(frozen=True, slots=True)
class Serving:
    """Menus of a shop with the coupons at work on them."""

    shop: Shop
    wishes: tuple[Wish, ...]
    names: tuple[str, ...]
    applied: Applied

    @property
    def total(self) -> int:
        """Won before the coupons."""
        return self.applied.to_pay + self.applied.discount


def best_serving(
    shops: Iterable[Shop], coupon: HeldCoupon, buyer: Buyer, at: datetime, people: int = 1
) -> Serving | None:
    """Where and for what one coupon is worth most: the most off, then the least to pay; None where it never counts."""
    found = (
        serving
        for shop in shops
        if shop.partner and not shop.prices_doubted
        for menu in shop.menus
        if (serving := serve(shop, menu, (coupon,), buyer, at, people)) is not None
    )
    return max(found, key=lambda one: (one.applied.discount, -one.applied.to_pay), default=None)


def serve(
    shop: Shop, menu: Menu, coupons: Sequence[HeldCoupon], buyer: Buyer, at: datetime, people: int = 1
) -> Serving | None:
    """One `menu` for everybody, and what else it takes for the coupons to count; None where none does."""
    for wishes in _wishes(shop, menu, coupons, people):
        items = cart(shop, wishes)
        if not isinstance(items, tuple):
            continue
        bought = purchase(shop, items, pays_by_card=buyer.has_card)
        applied = best(coupons, bought, buyer, at)
        if applied is not None:
            return Serving(shop, wishes, _names(items), applied)
    return None


def _wishes(shop: Shop, menu: Menu, coupons: Sequence[HeldCoupon], people: int) -> Iterator[tuple[Wish, ...]]:
    plain = Wish(menu.id, people)
    yield (plain,)
    given = {"".join(coupon.free_item.split()).casefold() for coupon in coupons if coupon.free_item}
    for other in shop.menus:
        if "".join(other.name.split()).casefold() in given and other.id != menu.id:
            yield plain, Wish(other.id)
    if people < 2 and any(coupon.kind == Kind.BOGO for coupon in coupons):
        yield (Wish(menu.id, 2),)


def _names(items: Sequence[NewItem]) -> tuple[str, ...]:
    return tuple(f"{item.menu_name} {item.quantity}개" if item.quantity > 1 else item.menu_name for item in items)
