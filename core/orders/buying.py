"""What doors ask of orders: from a shop's id and wishes, or an amount, to an order with its voucher."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from core.coupons.refusals import Refusal
from core.orders.cart import cart
from core.orders.ordering import Ordering, Placed, Wanted
from core.orders.wish import Wish
from core.people.people import Person
from core.recommend.shop import Shop
from db.orders import NewItem

ShopOf = Callable[[int], Shop | None]
"""A shop of the catalogue by its id."""

AMOUNT = "주문 금액"
"""How an order is told whose menus nobody named."""


@dataclass(frozen=True, slots=True)
class Buying:
    """Buys for a person at a shop of the catalogue."""

    ordering: Ordering
    shop_of: ShopOf

    async def menus(
        self, person: Person, shop_id: int, wishes: Sequence[Wish], coupon_ids: Sequence[str], request_id: UUID
    ) -> Placed | Refusal:
        """An order of menus. Raises DatabaseUnavailableError."""
        shop = self.shop_of(shop_id)
        if shop is None:
            return Refusal.UNKNOWN_SHOP
        if shop.prices_doubted:
            return Refusal.PRICE_DOUBTED
        items = cart(shop, wishes)
        if isinstance(items, Refusal):
            return items
        return await self._place(person, shop, items, coupon_ids, request_id)

    async def amount(
        self, person: Person, shop_id: int, amount: int, coupon_id: str, request_id: UUID
    ) -> Placed | Refusal:
        """One coupon on an amount (won) that the shop told. Raises DatabaseUnavailableError."""
        shop = self.shop_of(shop_id)
        if shop is None:
            return Refusal.UNKNOWN_SHOP
        return await self._place(person, shop, (NewItem(None, AMOUNT, amount, 1),), (coupon_id,), request_id)

    async def _place(
        self, person: Person, shop: Shop, items: Sequence[NewItem], coupon_ids: Sequence[str], request_id: UUID
    ) -> Placed | Refusal:
        if not shop.partner:
            return Refusal.NOT_PARTNER
        if person.user_id is None:
            return Refusal.NOT_KEPT
        wanted = Wanted(request_id, person.user_id, person.card is not None, shop, items, coupon_ids)
        return await self.ordering.place(wanted)
