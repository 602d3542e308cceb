"""What somebody wants at a shop, priced by the catalogue. Pure, integer won."""

from __future__ import annotations

from collections.abc import Sequence

from core.coupons.coupon import Line, Purchase
from core.coupons.refusals import Refusal
from core.orders.wish import Wish
from core.recommend.shop import Choice, Menu, Shop
from db.orders import NewItem


def cart(shop: Shop, wishes: Sequence[Wish]) -> tuple[NewItem, ...] | Refusal:
    """The wishes as items of an order, or what about them the shop does not have."""
    menus = {menu.id: menu for menu in shop.menus}
    items = []
    for wish in wishes:
        menu = menus.get(wish.menu_id)
        if menu is None:
            return Refusal.UNKNOWN_MENU
        chosen = [_choice(menu, name) for name in wish.options]
        if None in chosen:
            return Refusal.UNKNOWN_OPTION
        options = [{"name": choice.name, "price": choice.price} for choice in chosen if choice]
        price = max(0, menu.price + sum(choice.price for choice in chosen if choice))
        items.append(NewItem(menu.id, menu.name, price, wish.quantity, options))
    return tuple(items)


def purchase(shop: Shop, items: Sequence[NewItem], *, pays_by_card: bool) -> Purchase:
    """What coupons are held against. An amount without menus has no equal ones."""
    lines = tuple(Line(item.menu_id or 0, item.menu_name, item.unit_price, item.quantity) for item in items)
    return Purchase(shop.id, shop.category, shop.partner, lines, pays_by_card)


def _choice(menu: Menu, name: str) -> Choice | None:
    plain = "".join(name.split())
    choices = (choice for _, group in menu.options for choice in group)
    return next((choice for choice in choices if "".join(choice.name.split()) == plain), None)
